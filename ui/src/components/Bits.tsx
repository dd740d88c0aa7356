import { type ReactNode, useEffect, useRef, useState } from 'react';
import { shortId } from '../lib/format.ts';
import { ago, eventTime, exact } from '../lib/time.ts';
import { Icon } from './Icon.tsx';

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function Copy({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1200);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      className="btn quiet sm"
      aria-label={label}
      title={label}
      onClick={(e) => {
        e.stopPropagation();
        void copyText(text).then(setDone);
      }}
    >
      <Icon name={done ? 'check' : 'copy'} size={13} />
    </button>
  );
}

/** A shortened id whose whole is in the title, with a copy button. */
export function Id({ of }: { of: string }) {
  const [done, setDone] = useState(false);
  return (
    <span className="id" title={of}>
      {shortId(of)}
      <button
        type="button"
        aria-label={`Copy ${of}`}
        onClick={(e) => {
          e.stopPropagation();
          void copyText(of).then(setDone);
        }}
      >
        <Icon name={done ? 'check' : 'copy'} size={12} />
      </button>
    </span>
  );
}

/** Recorded time: relative, the absolute on hover. */
export function Ago({ at }: { at: string | null | undefined }) {
  if (!at) return <span className="muted">–</span>;
  return (
    <time dateTime={at} title={`recorded ${exact(at)}`} className="nowrap">
      {ago(at)}
    </time>
  );
}

/** Event time: a date in the data's world. */
export function EventTime({ at }: { at: string | null | undefined }) {
  if (!at) return <span className="muted">–</span>;
  return (
    <time dateTime={at} title={`event time ${exact(at)}`} className="nowrap">
      {eventTime(at)}
    </time>
  );
}

export function Panel(props: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  className?: string;
  id?: string;
}) {
  return (
    <section className={`panel ${props.className ?? ''}`} data-testid={props.id}>
      <header>
        <h2>{props.title}</h2>
        <span className="grow" />
        {props.aside}
      </header>
      <div className={`body ${props.flush ? 'flush' : ''}`}>{props.children}</div>
    </section>
  );
}

export function Figure({
  name,
  children,
  title,
}: {
  name: ReactNode;
  children: ReactNode;
  title?: string;
}) {
  return (
    <div className="figure" title={title}>
      <div className="k">{name}</div>
      <div className="v">{children}</div>
    </div>
  );
}

export function Swatch({ colour }: { colour: string }) {
  return <span className="swatch" style={{ background: colour }} aria-hidden="true" />;
}

export interface TabSpec {
  id: string;
  title: string;
  count?: number;
}

/** Tabs whose choice the caller keeps, usually in the URL. Arrow keys move between them. */
export function Tabs(props: {
  tabs: readonly TabSpec[];
  value: string;
  onChange: (id: string) => void;
  label: string;
}) {
  const list = useRef<HTMLDivElement>(null);
  const move = (step: number) => {
    const at = props.tabs.findIndex((t) => t.id === props.value);
    const next = props.tabs[(at + step + props.tabs.length) % props.tabs.length];
    if (!next) return;
    props.onChange(next.id);
    list.current?.querySelector<HTMLButtonElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={props.label} ref={list}>
      {props.tabs.map((t) => (
        <button
          key={t.id}
          type="button"
          role="tab"
          data-tab={t.id}
          data-testid={`tab-${t.id}`}
          aria-selected={t.id === props.value}
          tabIndex={t.id === props.value ? 0 : -1}
          onClick={() => props.onChange(t.id)}
          onKeyDown={(e) => {
            if (e.key === 'ArrowRight') move(1);
            if (e.key === 'ArrowLeft') move(-1);
          }}
        >
          {t.title}
          {t.count !== undefined && <span className="n">{t.count}</span>}
        </button>
      ))}
    </div>
  );
}

/** The width of an element, followed as it changes. */
export function useWidth<T extends HTMLElement>(
  initial = 800,
): [React.RefObject<T | null>, number] {
  const ref = useRef<T>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(120, Math.floor(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

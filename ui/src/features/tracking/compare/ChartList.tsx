import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useWidth } from '../../../components/Bits.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { useKeys } from '../../../components/keys.ts';
import { count } from '../../../lib/format.ts';
import { ChartCard, type Drawn } from './ChartCard.tsx';
import { chartRows, type Look, type Section } from './look.ts';

const HEAD = 34;
const CHART = 200;
/** The chart with its caption, its note and the gap below. */
const CARD = CHART + 76;
const LARGE = 460;

/** Every chart there is, of which only those near the screen are drawn and asked for. */
export function ChartList(props: {
  sections: readonly Section[];
  drawn: readonly Drawn[];
  look: Look;
  lit: string | null;
  live: boolean;
  wide: string | undefined;
  onWide: (metric: string | undefined) => void;
  onZoom: (zoom: [number, number] | null) => void;
}) {
  const [box, width] = useWidth<HTMLDivElement>(900);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const across = Math.max(1, Math.min(4, Math.floor((width + 12) / 392)));
  const rows = useMemo(
    () => chartRows(props.sections, folded, across),
    [props.sections, folded, across],
  );
  const hovered = useRef<{ toggle: () => void } | null>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const main = document.querySelector('.main');
    const list = box.current;
    if (!main || !list) return;
    setMargin(list.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop);
  }, [box, props.wide, width]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => document.querySelector<HTMLElement>('.main'),
    estimateSize: (i) => (rows[i]?.kind === 'head' ? HEAD : CARD),
    overscan: 1,
    scrollMargin: margin,
  });
  useLayoutEffect(() => virtual.measure(), [rows, virtual]);
  useKeys({
    t: () => hovered.current?.toggle(),
    0: () => props.onZoom(null),
  });
  const toggle = (prefix: string) =>
    setFolded((old) => {
      const next = new Set(old);
      if (!next.delete(prefix)) next.add(prefix);
      return next;
    });
  const card = (metric: string, height: number, wide: boolean) => (
    <ChartCard
      key={metric}
      metric={metric}
      drawn={props.drawn}
      look={props.look}
      height={height}
      lit={props.lit}
      live={props.live}
      wide={wide}
      onWide={() => props.onWide(wide ? undefined : metric)}
      onZoom={props.onZoom}
      onHover={(c) => {
        hovered.current = c;
      }}
    />
  );
  return (
    <div className="stack" style={{ gap: 10 }}>
      {props.wide && card(props.wide, LARGE, true)}
      <div ref={box} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <div
              key={row.kind === 'head' ? `h ${row.section.prefix}` : row.keys[0]}
              className="chartrow"
              style={{ transform: `translateY(${item.start - margin}px)`, height: item.size }}
            >
              {row.kind === 'head' ? (
                <button
                  type="button"
                  className="gfold name"
                  aria-expanded={row.open}
                  onClick={() => toggle(row.section.prefix)}
                >
                  <Icon name={row.open ? 'down' : 'right'} size={11} />
                  <h2>{row.section.prefix || 'metrics'}</h2>
                  <span className="muted small">{count(row.section.keys.length)}</span>
                </button>
              ) : (
                <div
                  className="across"
                  style={{ gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))` }}
                >
                  {row.keys.map((metric) => card(metric, CHART, false))}
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { NoriaEvent } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { Icon, type IconName } from '../../components/Icon.tsx';
import { useKeys } from '../../components/keys.ts';
import { RefLink, useEvidence } from '../../components/Link.tsx';
import { Await, Empty, Skeleton } from '../../components/States.tsx';
import { plural } from '../../lib/format.ts';
import { day, exact } from '../../lib/time.ts';
import { eventsQuery } from './api.ts';
import './happened.css';

/** Told only when everything is asked for: the pulse of the machine rather than its story. */
const PULSE = new Set(['RunStarted', 'RunEnded', 'WindowScored', 'PipelineRunStarted']);

/** What an event looks like in the story: by its type, and for verdicts and triggers by what they say. */
export function look(event: Pick<NoriaEvent, 'type' | 'summary'>): {
  icon: IconName;
  tone: string;
} {
  const { type, summary } = event;
  if (/Refused|Failed|Revoked/.test(type)) return { icon: 'cross', tone: 'bad' };
  if (/^Dataset/.test(type)) return { icon: 'data', tone: 'accent' };
  if (/^(Verdict|Gate|ModelVersionMoved|ModelVersionPromoted)/.test(type)) {
    if (/inconclusive|not proved|not decided/i.test(summary))
      return { icon: 'question', tone: 'warn' };
    if (/\bfail|refused|worse/i.test(summary)) return { icon: 'cross', tone: 'bad' };
    if (/archived/i.test(summary) && !/production|took over/i.test(summary))
      return { icon: 'folder', tone: 'stale' };
    return { icon: 'check', tone: 'good' };
  }
  if (/^ModelVersion/.test(type)) return { icon: 'models', tone: 'soft' };
  if (/^Deployment/.test(type)) return { icon: 'deployments', tone: 'good' };
  if (/^AlertResolved/.test(type)) return { icon: 'check', tone: 'stale' };
  if (/^Alert/.test(type)) return { icon: 'alert', tone: 'bad' };
  if (/^Trigger/.test(type)) {
    return /\bheld\b|waiting/i.test(`${type} ${summary}`)
      ? { icon: 'pause', tone: 'warn' }
      : { icon: 'right', tone: 'soft' };
  }
  if (/^(Pipeline|Task)/.test(type)) return { icon: 'pipelines', tone: 'soft' };
  return { icon: 'right', tone: 'stale' };
}

/**
 * What happened, newest first. New sentences come in at the top only while the top is in view;
 * otherwise they wait behind a button, so that nothing moves under the reader's eyes.
 */
export function Happened(props: {
  project: string | null;
  everything: boolean;
  onEverything: (on: boolean) => void;
}) {
  const { project, everything } = props;
  const query = useInfiniteQuery(eventsQuery(project));
  const evidence = useEvidence();
  const list = useRef<HTMLOListElement>(null);
  const [held, setHeld] = useState<NoriaEvent[] | null>(null);
  const [active, setActive] = useState(-1);
  const all = (query.data?.pages.flatMap((p) => p.items) ?? []).filter(
    (e) => everything || !PULSE.has(e.type),
  );
  const reading = useRef(false);
  const shown = held ?? all;
  const fresh = held
    ? Math.max(
        0,
        all.findIndex((e) => e.id === held[0]?.id),
      )
    : 0;

  useEffect(() => {
    if (!reading.current) setHeld(null);
  }, []);
  const onScroll = () => {
    const away = (list.current?.scrollTop ?? 0) > 8;
    if (away && !reading.current) setHeld(all);
    if (!away) setHeld(null);
    reading.current = away;
  };
  const older =
    all.length > 0 && held
      ? [...held, ...all.slice(all.findIndex((e) => e.id === held.at(-1)?.id) + 1)]
      : shown;
  const rows = held ? older : shown;
  useKeys({
    j: () => setActive((a) => Math.min(rows.length - 1, a + 1)),
    k: () => setActive((a) => Math.max(0, a - 1)),
    e: () => rows[active] && evidence(rows[active].subject),
    o: () => rows[active] && evidence(rows[active].subject),
  });

  return (
    <Panel
      title="What happened"
      flush
      id="happened"
      aside={
        fresh > 0 ? (
          <button
            type="button"
            className="btn sm"
            onClick={() => {
              list.current?.scrollTo({ top: 0 });
              setHeld(null);
            }}
          >
            <Icon name="up" size={12} /> {plural(fresh, 'new event')}
          </button>
        ) : (
          <label className="row small muted">
            <input
              type="checkbox"
              checked={everything}
              onChange={(e) => props.onEverything(e.target.checked)}
              data-testid="everything"
            />
            runs and windows too
          </label>
        )
      }
    >
      <Await query={query} skeleton={<Skeleton lines={8} />}>
        {() =>
          rows.length === 0 ? (
            <Empty title="Nothing has happened yet" type="noria apply examples/flights">
              Every arrival of data, training, verdict, promotion and alert is told here in a
              sentence. Apply a project to begin.
            </Empty>
          ) : (
            <ol
              className="happened"
              ref={list}
              onScroll={onScroll}
              aria-label="Events, newest first"
            >
              {rows.map((event, i) => (
                <Sentence key={event.id} event={event} before={rows[i - 1]} active={i === active} />
              ))}
              {query.hasNextPage && (
                <li className="more">
                  <button
                    type="button"
                    className="btn sm"
                    disabled={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    {query.isFetchingNextPage ? 'Loading…' : 'Earlier'}
                  </button>
                </li>
              )}
            </ol>
          )
        }
      </Await>
    </Panel>
  );
}

function Sentence({
  event,
  before,
  active,
}: {
  event: NoriaEvent;
  before?: NoriaEvent;
  active: boolean;
}) {
  const evidence = useEvidence();
  const { icon, tone } = look(event);
  const show = () => evidence(event.subject);
  const date = event.event_time ? day(event.event_time, true) : '';
  const previous = before?.event_time ? day(before.event_time, true) : '';
  const links = [...new Set([event.subject, ...event.evidence])].slice(0, 4);
  return (
    <li
      className={active ? 'active' : ''}
      ref={active ? (e) => e?.scrollIntoView({ block: 'nearest' }) : undefined}
    >
      <time
        className="muted"
        dateTime={event.event_time ?? event.recorded_at}
        title={`event time ${event.event_time ? exact(event.event_time) : 'none'}\nrecorded ${exact(event.recorded_at)}`}
      >
        {date === previous ? '' : date}
      </time>
      <span className={tone}>
        <Icon name={icon} size={14} />
      </span>
      <div className="grow">
        <span
          role="button"
          tabIndex={0}
          className="sentence"
          onClick={show}
          onKeyDown={(e) => e.key === 'Enter' && show()}
        >
          {event.summary}
        </span>
        <span className="links">
          {links.map((ref) => (
            <RefLink key={ref} of={ref} />
          ))}
        </span>
      </div>
    </li>
  );
}

import type { ReactNode } from 'react';
import type {
  Alert,
  DataMark,
  GateMark,
  ServingMark,
  TrainingMark,
  TriggerMark,
} from '../../api/types.ts';
import { versionColour } from '../../lib/colour.ts';
import { plural } from '../../lib/format.ts';
import { packRows } from '../../lib/scale.ts';
import { ms } from '../../lib/time.ts';
import type { Lane, Placed } from './layout.ts';
import { dim, type Ground } from './Timeline.tsx';

/** One thing on the timeline: focusable, lights its thread, opens its evidence. */
export function Mark(props: {
  of: string;
  label: string;
  ground: Ground;
  children: ReactNode;
  className?: string;
}) {
  const { ground } = props;
  return (
    <g
      data-mark={props.of}
      role="button"
      tabIndex={0}
      aria-label={props.label}
      className={`mark ${props.className ?? ''} ${dim(ground, props.of)}`}
      onPointerEnter={() => ground.hover(props.of)}
      onPointerLeave={() => ground.hover(null)}
      onFocus={() => ground.hover(props.of)}
      onBlur={() => ground.hover(null)}
      onClick={() => ground.open(props.of)}
      onKeyDown={(e) => {
        if (e.key === 'Enter' || e.key === 'e' || e.key === ' ') {
          e.preventDefault();
          e.stopPropagation();
          ground.open(props.of);
        }
      }}
    >
      {props.children}
    </g>
  );
}

const pad = (ground: Ground) => (ground.narrow ? 12 : 0);

export function DataLane({
  ground,
  lane,
  marks,
  names,
}: {
  ground: Ground;
  lane: Lane;
  marks: readonly Placed<DataMark>[];
  names: readonly { name: string; row: number }[];
}) {
  return (
    <g>
      {!ground.narrow &&
        names.length > 1 &&
        names.map(({ name, row }) => (
          <text key={name} x={ground.left - 10} y={lane.top + 17 + row * 22} textAnchor="end">
            {name}
          </text>
        ))}
      {marks.map(({ mark, at, row }) => {
        const y = lane.top + pad(ground) + 13 + row * 22;
        const refused = mark.status === 'refused';
        const short =
          mark.label.replace(/^\d{4}-(?=\d)/, '') + (mark.revision > 1 ? `.${mark.revision}` : '');
        return (
          <Mark
            key={mark.ref}
            of={mark.ref}
            ground={ground}
            label={`${short}${mark.status === 'revoked' ? ', revoked since' : ''}: ${mark.summary}`}
            className={refused || mark.status === 'revoked' ? 'bad' : 'data'}
          >
            <rect className="touch" x={at - 12} y={y - 12} width={36} height={24} />
            {mark.status === 'revoked' ? (
              <path
                className="glyph"
                d={`M${at} ${y - 5.5}l5.500 5.500-5.500 5.500-5.500-5.500zM${at - 6} ${y + 6}l12-12`}
              />
            ) : refused ? (
              <path className="glyph" d={`M${at - 4} ${y - 4}l8 8m0-8l-8 8`} />
            ) : (
              <path className="fill" d={`M${at} ${y - 5.5}l5.500 5.500-5.500 5.500-5.500-5.500z`} />
            )}
            <text
              x={at + 8}
              y={y + 4}
              textDecoration={mark.status === 'revoked' ? 'line-through' : undefined}
            >
              {short}
            </text>
          </Mark>
        );
      })}
    </g>
  );
}

export function TrainingLane(props: {
  ground: Ground;
  lane: Lane;
  marks: readonly TrainingMark[];
  triggers: readonly TriggerMark[];
}) {
  const { ground } = props;
  const y = props.lane.top + pad(ground) + 6;
  return (
    <g>
      {props.triggers
        .filter((t) => t.decision === 'HELD')
        .map((t) => (
          <Mark
            key={t.ref}
            of={t.ref}
            ground={ground}
            label={`Training held: ${t.why}`}
            className="held"
          >
            <rect
              className="touch"
              x={ground.x(ms(t.event_time)) - 7}
              y={y - 3}
              width={14}
              height={18}
            />
            <path className="glyph" d={`M${ground.x(ms(t.event_time)) - 2} ${y + 2}v8m4-8v8`} />
          </Mark>
        ))}
      {props.marks.map((t) => {
        const at = ground.x(ms(t.event_time));
        const state =
          t.status === 'FAILED' ? 'bad' : t.status === 'RUNNING' ? 'running' : 'training';
        return (
          <Mark
            key={t.ref}
            of={t.ref}
            ground={ground}
            label={`${t.summary} ${plural(t.runs, 'run')}.`}
            className={state}
          >
            <rect className="touch" x={at - 8} y={y - 4} width={22} height={22} />
            <rect className="fill" x={at - 4} y={y} width={9} height={12} rx={2} />
          </Mark>
        );
      })}
    </g>
  );
}

const GLYPH = {
  PASS: (x: number, y: number) => `M${x - 4} ${y}l3 3.500 5.500-7`,
  FAIL: (x: number, y: number) => `M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7`,
  INCONCLUSIVE: (x: number, y: number) =>
    `M${x - 2.5} ${y - 2}a2.500 2.500 0 1 1 3.500 2.300q-1 .400-1 1.500M${x} ${y + 4.4}v.01`,
};

export function GateLane({
  ground,
  lane,
  marks,
}: {
  ground: Ground;
  lane: Lane;
  marks: readonly Placed<GateMark>[];
}) {
  return (
    <g>
      {marks.map(({ mark, at, row }) => {
        const y = lane.top + pad(ground) + 13 + row * 17;
        return (
          <Mark
            key={mark.ref}
            of={mark.ref}
            ground={ground}
            label={`${mark.outcome}: ${mark.summary}`}
            className={mark.outcome.toLowerCase()}
          >
            <circle className="ring" cx={at} cy={y} r={7.2} />
            <path className="glyph" d={GLYPH[mark.outcome](at, y)} />
          </Mark>
        );
      })}
    </g>
  );
}

export function ServingLane(props: {
  ground: Ground;
  lane: Lane;
  marks: readonly ServingMark[];
  end?: string;
}) {
  const { ground } = props;
  const y = props.lane.top + pad(ground) + 5;
  return (
    <g>
      {props.marks.map((s) => {
        const from = Math.max(ground.left, ground.x(ms(s.from)));
        const to = Math.min(
          ground.right,
          s.to ? ground.x(ms(s.to)) : props.end ? ground.x(ms(props.end)) : ground.right,
        );
        if (to <= ground.left || from >= ground.right) return null;
        const colour = versionColour(s.version);
        return (
          <Mark
            key={`${s.ref}${s.from}`}
            of={s.ref}
            ground={ground}
            label={`v${s.version} of ${s.model} served`}
          >
            <rect
              x={from + 0.5}
              y={y}
              width={Math.max(3, to - from - 1.5)}
              height={16}
              rx={3}
              fill={colour}
              fillOpacity={0.2}
              stroke={colour}
            />
            {to - from > 24 && (
              <text x={from + 6} y={y + 12} className="on">
                v{s.version}
              </text>
            )}
          </Mark>
        );
      })}
    </g>
  );
}

export const ALERT_ROWS = 6;

/** Alerts on as few rows as they need; answers each one's row and how many rows that makes. */
export function layAlerts(
  marks: readonly Alert[],
  x: (time: number) => number,
  end: number,
): { placed: { mark: Alert; from: number; to: number; row: number }[]; rows: number } {
  const spans = marks
    .map((mark) => {
      const from = x(ms(mark.opened_at));
      return {
        mark,
        from,
        to: Math.max(from + 20, x(mark.resolved_at ? ms(mark.resolved_at) : end)),
      };
    })
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const rows = packRows(spans, 2);
  return {
    placed: spans.map((s, i) => ({ ...s, row: rows[i]! })),
    rows: Math.max(1, ...rows.map((r) => r + 1)),
  };
}

export function AlertLane(props: {
  ground: Ground;
  lane: Lane;
  placed: ReturnType<typeof layAlerts>['placed'];
}) {
  const { ground } = props;
  const hidden = props.placed.filter((p) => p.row >= ALERT_ROWS).length;
  const top = props.lane.top + pad(ground) + 12;
  return (
    <g>
      {props.placed.map(({ mark: a, from, to: until, row }) => {
        const to = Math.min(ground.right, until);
        if (to < ground.left || from > ground.right || row >= ALERT_ROWS) return null;
        const y = top + row * 17;
        const start = Math.max(from, ground.left);
        const name = a.watch === 'features' ? (a.column ?? 'features') : a.watch;
        const room = to - start - 22;
        return (
          <Mark
            key={a.ref}
            of={a.ref}
            ground={ground}
            label={`${name}: alert, ${a.status}. ${a.summary}`}
            className={a.status === 'open' ? 'bad' : 'over'}
          >
            <rect
              className="bar"
              x={start}
              y={y - 7}
              width={Math.max(4, to - start)}
              height={14}
              rx={3}
            />
            <path className="fill" d={`M${start + 9} ${y - 4.5}l5 8.500h-10z`} />
            {room > name.length * 5.6 && (
              <text x={start + 18} y={y + 4} className="on">
                {name}
              </text>
            )}
          </Mark>
        );
      })}
      {hidden > 0 && (
        <text
          x={ground.narrow ? ground.right : 0}
          y={props.lane.top + (ground.narrow ? 11 : 34)}
          textAnchor={ground.narrow ? 'end' : 'start'}
        >
          and {plural(hidden, 'more', 'more')}
        </text>
      )}
    </g>
  );
}

import { useState } from 'react';
import type { Stage, StageMove } from '../../api/types.ts';
import { useWidth } from '../../components/Bits.tsx';
import { linear } from '../../lib/scale.ts';
import { DAY, eventTime, timeTicks } from '../../lib/time.ts';
import { bandsOf, inStageAt } from './bands.ts';

const STAGES: Stage[] = ['Production', 'Staging', 'Development', 'Archived'];
const COLOUR: Record<Stage, string> = {
  Production: 'var(--good)',
  Staging: 'var(--warn)',
  Development: 'var(--running)',
  Archived: 'var(--stale)',
};

/** Every version a row, every stage a band: "what was Production then" is read off the cross-hair. */
export function StageChart({
  moves,
  chosen,
  onChoose,
}: {
  moves: readonly StageMove[];
  chosen?: string;
  onChoose: (version: number) => void;
}) {
  const [box, width] = useWidth<HTMLDivElement>(900);
  const [at, setAt] = useState<number | null>(null);
  const bands = bandsOf(moves);
  if (bands.length === 0) return <p className="muted">No stage has moved yet.</p>;
  const versions = [...new Set(bands.map((b) => b.version))].sort((a, b) => b - a);
  const from = Math.min(...bands.map((b) => b.from));
  const last = Math.max(...bands.map((b) => b.to ?? b.from));
  const to = Math.max(last + Math.max(DAY, (last - from) * 0.08), from + DAY);
  const x = linear(from, to, 34, width - 4);
  const row = versions.length > 14 ? 12 : 16;
  const height = versions.length * row + 26;
  const instant = at === null ? null : x.invert(at);
  return (
    <div ref={box} style={{ position: 'relative' }} data-testid="stages">
      <svg
        className="chart"
        width={width}
        height={height}
        role="img"
        aria-label="Stages of the versions over event time"
        onPointerMove={(e) => {
          const p = e.clientX - e.currentTarget.getBoundingClientRect().left;
          setAt(p >= 34 ? p : null);
        }}
        onPointerLeave={() => setAt(null)}
      >
        {timeTicks(from, to, Math.max(2, Math.floor(width / 80))).map((t) => (
          <g key={t.at}>
            <line className="grid" x1={x(t.at)} x2={x(t.at)} y1={0} y2={height - 18} />
            <text x={x(t.at)} y={height - 5} textAnchor="middle">
              {t.label}
            </text>
          </g>
        ))}
        {versions.map((v, i) => (
          <text
            key={v}
            x={28}
            y={i * row + row / 2 + 4}
            textAnchor="end"
            style={
              String(v) === chosen ? { fill: 'var(--accent-text)', fontWeight: 650 } : undefined
            }
          >
            v{v}
          </text>
        ))}
        {bands.map((b) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table of versions offers the same choice to the keyboard
          <rect
            key={`${b.version}-${b.from}-${b.stage}`}
            x={x(b.from)}
            width={Math.max(2, x(b.to ?? to) - x(b.from) - 1)}
            y={versions.indexOf(b.version) * row + 2}
            height={row - 4}
            rx={2}
            fill={COLOUR[b.stage]}
            opacity={b.stage === 'Archived' ? 0.22 : b.stage === 'Production' ? 0.85 : 0.5}
            style={{ cursor: 'pointer' }}
            onClick={() => onChoose(b.version)}
          >
            <title>{`v${b.version} ${b.stage} from ${eventTime(b.from)}${b.to ? ` to ${eventTime(b.to)}` : ''}: ${b.move.why} (${b.move.by})`}</title>
          </rect>
        ))}
        {at !== null && <line className="cross" x1={at} x2={at} y1={0} y2={height - 18} />}
      </svg>
      {instant !== null && at !== null && (
        <div
          className="tip"
          style={at > width / 2 ? { right: width - at + 10, top: 0 } : { left: at + 10, top: 0 }}
        >
          <div className="muted">{eventTime(Math.round(instant / 3_600_000) * 3_600_000)}</div>
          {STAGES.slice(0, 3).map((s) => {
            const there = inStageAt(bands, s, instant);
            return there.length > 0 ? (
              <div key={s} className="row">
                <i className="swatch" style={{ background: COLOUR[s] }} /> {s}{' '}
                {there.map((v) => `v${v}`).join(', ')}
              </div>
            ) : null;
          })}
        </div>
      )}
      <div className="legend">
        {STAGES.map((s) => (
          <span key={s}>
            <i
              className="swatch"
              style={{ background: COLOUR[s], opacity: s === 'Archived' ? 0.35 : 0.8 }}
            />{' '}
            {s}
          </span>
        ))}
      </div>
    </div>
  );
}

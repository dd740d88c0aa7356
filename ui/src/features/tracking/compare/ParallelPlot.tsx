import { useCallback, useMemo, useRef, useState } from 'react';
import type { Run } from '../../../api/types.ts';
import { useWidth } from '../../../components/Bits.tsx';
import { resolve } from '../../../lib/colour.ts';
import { number } from '../../../lib/format.ts';
import { columnTitle } from '../table/columns.ts';
import { type Brushes, between, type Domain, shareOf, valueAt, within } from './plots.ts';
import { usePaint } from './usePaint.ts';

export interface Axis {
  id: string;
  domain: Domain;
}

const TOP = 40;
const BOTTOM = 22;
const SIDE = 56;
const ROOM = 110;

interface Placed {
  run: Run;
  shares: (number | null)[];
  inside: boolean;
}

export function place(axes: readonly Axis[], runs: readonly Run[], brushes: Brushes): Placed[] {
  return runs.map((run) => {
    const shares = axes.map((a) => shareOf(a.domain, a.id, run));
    return { run, shares, inside: axes.every((a, i) => within(brushes, a.id, shares[i]!)) };
  });
}

function endsOf(domain: Domain): [string, string] {
  return domain.kind === 'number'
    ? [number(domain.low, 3), number(domain.high, 3)]
    : [domain.words[0] ?? '', domain.words.at(-1) ?? ''];
}

/** Runs as lines over axes, coloured by the last one; drag along an axis to keep a part of it. */
export function ParallelPlot(props: {
  axes: readonly Axis[];
  runs: readonly Run[];
  brushes: Brushes;
  onBrush: (id: string, part: [number, number] | null) => void;
  onOpen: (run: Run) => void;
}) {
  const { axes, runs, brushes } = props;
  const [box, seen] = useWidth<HTMLDivElement>(900);
  const width = Math.max(seen, 2 * SIDE + (axes.length - 1) * ROOM);
  const height = 320;
  const [lit, setLit] = useState<Placed | null>(null);
  const drag = useRef<{ id: string; from: number } | null>(null);
  const [pulled, setPulled] = useState<{ id: string; part: [number, number] } | null>(null);
  const placed = useMemo(() => place(axes, runs, brushes), [axes, runs, brushes]);
  const x = useCallback(
    (i: number) => SIDE + (i * (width - 2 * SIDE)) / Math.max(1, axes.length - 1),
    [width, axes.length],
  );
  const y = useCallback((share: number) => height - BOTTOM - share * (height - TOP - BOTTOM), []);
  const paint = useCallback(
    (ctx: CanvasRenderingContext2D) => {
      const [low, high, faint] = [resolve('--s0'), resolve('--s1'), resolve('--border-strong')];
      const stroke = (p: Placed, colour: string, alpha: number, thick: number) => {
        ctx.strokeStyle = colour;
        ctx.globalAlpha = alpha;
        ctx.lineWidth = thick;
        ctx.beginPath();
        let pen = false;
        p.shares.forEach((s, i) => {
          if (s === null) {
            pen = false;
            return;
          }
          if (pen) ctx.lineTo(x(i), y(s));
          else ctx.moveTo(x(i), y(s));
          pen = true;
        });
        ctx.stroke();
      };
      const many = placed.length > 150;
      for (const p of placed) if (!p.inside) stroke(p, faint, many ? 0.18 : 0.4, 1);
      const order = placed.filter((p) => p.inside);
      order.sort((a, b) => (a.shares.at(-1) ?? -1) - (b.shares.at(-1) ?? -1));
      for (const p of order)
        stroke(p, between(low, high, p.shares.at(-1) ?? 0), lit ? 0.2 : many ? 0.5 : 0.85, 1.3);
      if (lit) stroke(lit, between(low, high, lit.shares.at(-1) ?? 0), 1, 3);
    },
    [placed, lit, x, y],
  );
  const canvas = usePaint(width, height, paint);

  const shareAt = (e: React.PointerEvent) => {
    const rect = canvas.current!.getBoundingClientRect();
    const at = (height - BOTTOM - (e.clientY - rect.top)) / (height - TOP - BOTTOM);
    return Math.max(0, Math.min(1, at));
  };
  const near = (e: React.PointerEvent): Placed | null => {
    const rect = canvas.current!.getBoundingClientRect();
    const px = e.clientX - rect.left;
    const py = e.clientY - rect.top;
    const step = (width - 2 * SIDE) / Math.max(1, axes.length - 1);
    const i = Math.max(0, Math.min(axes.length - 2, Math.floor((px - SIDE) / step)));
    const part = (px - x(i)) / step;
    let best: Placed | null = null;
    let gap = 9;
    for (const p of placed) {
      const [a, b] = [p.shares[i], p.shares[i + 1]];
      if (!p.inside || a === null || a === undefined || b === null || b === undefined) continue;
      const d = Math.abs(y(a + (b - a) * part) - py);
      if (d < gap) {
        gap = d;
        best = p;
      }
    }
    return best;
  };
  const pull = (e: React.PointerEvent, done: boolean) => {
    const start = drag.current;
    if (!start) return;
    const to = shareAt(e);
    const part: [number, number] = [Math.min(start.from, to), Math.max(start.from, to)];
    if (!done) {
      setPulled({ id: start.id, part });
      return;
    }
    drag.current = null;
    setPulled(null);
    props.onBrush(start.id, part[1] - part[0] < 0.01 ? null : part);
  };
  return (
    <div
      ref={box}
      className="plotbox"
      style={{ overflowX: 'auto' }}
      role="group"
      tabIndex={0}
      aria-label="Parallel coordinates"
      data-testid="parallel-plot"
    >
      <div style={{ position: 'relative', width, height }}>
        <canvas ref={canvas} style={{ width, height }} />
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table has the same runs with their links */}
        <svg
          className="chart"
          width={width}
          height={height}
          style={{ position: 'absolute', inset: 0, width }}
          role="img"
          aria-label={`${runs.length} runs over ${axes.map((a) => columnTitle(a.id)).join(', ')}`}
          onPointerMove={(e) => (drag.current ? pull(e, false) : setLit(near(e)))}
          onPointerUp={(e) => pull(e, true)}
          onPointerLeave={() => setLit(null)}
          onClick={() => lit && props.onOpen(lit.run)}
        >
          {axes.map((axis, i) => {
            const brush = pulled?.id === axis.id ? pulled.part : brushes.get(axis.id);
            const [low, high] = endsOf(axis.domain);
            const title = columnTitle(axis.id);
            return (
              <g key={axis.id}>
                <line className="axis" x1={x(i)} x2={x(i)} y1={TOP} y2={height - BOTTOM} />
                <text x={x(i)} y={13} textAnchor="middle" className="axisname">
                  <title>{axis.id}</title>
                  {title.length > 18 ? `…${title.slice(-17)}` : title}
                </text>
                {axis.domain.kind === 'words' && axis.domain.words.length <= 12 ? (
                  axis.domain.words.map((w, n, all) => (
                    <text
                      key={w}
                      x={x(i) + 5}
                      y={y(all.length === 1 ? 0.5 : n / (all.length - 1)) + 4}
                    >
                      {w.slice(0, 14)}
                    </text>
                  ))
                ) : (
                  <>
                    <text x={x(i)} y={TOP - 8} textAnchor="middle">
                      {high}
                      {axis.domain.kind === 'number' && axis.domain.log ? ' log' : ''}
                    </text>
                    <text x={x(i)} y={height - 8} textAnchor="middle">
                      {low}
                    </text>
                  </>
                )}
                {brush && (
                  <rect
                    x={x(i) - 6}
                    width={12}
                    y={y(brush[1])}
                    height={Math.max(2, y(brush[0]) - y(brush[1]))}
                    fill="var(--accent)"
                    opacity={0.35}
                    rx={2}
                  />
                )}
                <rect
                  data-axis={axis.id}
                  x={x(i) - 12}
                  width={24}
                  y={TOP - 6}
                  height={height - TOP - BOTTOM + 12}
                  fill="transparent"
                  style={{ cursor: 'ns-resize', touchAction: 'none' }}
                  onPointerDown={(e) => {
                    e.preventDefault();
                    drag.current = { id: axis.id, from: shareAt(e) };
                  }}
                />
              </g>
            );
          })}
        </svg>
        {lit && (
          <div className="tip" style={{ right: 8, top: 44 }}>
            <div className="strong">{lit.run.name}</div>
            {axes.map((a, i) => {
              const s = lit.shares[i];
              const d = a.domain;
              return (
                <div key={a.id}>
                  <span className="muted">{columnTitle(a.id)}</span>{' '}
                  {s === null || s === undefined
                    ? '–'
                    : d.kind === 'number'
                      ? number(valueAt(d, s), 4)
                      : d.words[Math.round(s * Math.max(0, d.words.length - 1))]}
                </div>
              );
            })}
          </div>
        )}
      </div>
    </div>
  );
}

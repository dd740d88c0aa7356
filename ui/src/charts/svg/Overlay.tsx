import { useState } from 'react';
import { useWidth } from '../../components/Bits.tsx';
import { count, number, percent } from '../../lib/format.ts';
import { linear, niceTicks } from '../../lib/scale.ts';

/**
 * Bars' heights: shares, and where bins differ in width the share of a bin of the usual width, so that
 * areas can be compared.
 */
export function heights(shares: readonly number[], edges?: readonly number[]): number[] {
  if (edges?.length !== shares.length + 1) return [...shares];
  const widths = shares.map((_, i) => edges[i + 1]! - edges[i]!);
  const usual = [...widths].sort((p, q) => p - q)[Math.floor(widths.length / 2)] ?? 1;
  return shares.map((v, i) => (widths[i]! > 0 ? (v * usual) / widths[i]! : v));
}

/** Two histograms over each other, each as a share of its own rows. */
export function Overlay(props: {
  reference: readonly number[];
  current: readonly number[];
  edges?: readonly number[];
  categories?: readonly string[];
  height?: number;
  label: string;
  names?: [string, string];
}) {
  const [box, width] = useWidth<HTMLDivElement>(520);
  const [at, setAt] = useState<number | null>(null);
  const height = props.height ?? 170;
  const share = (counts: readonly number[]) => {
    const all = counts.reduce((a, b) => a + b, 0) || 1;
    return counts.map((c) => c / all);
  };
  const a = share(props.reference);
  const b = share(props.current);
  const tallA = heights(a, props.edges);
  const tallB = heights(b, props.edges);
  const n = Math.max(a.length, b.length);
  const peak = Math.max(0.001, ...tallA, ...tallB) * 1.06;
  const left = 40;
  const y = linear(0, peak, height - 22, 6);
  const edges = props.edges && props.edges.length === n + 1 ? props.edges : null;
  const even = width > 0 ? (width - left - 4) / Math.max(1, n) : 1;
  const finite = edges?.every((e) => Number.isFinite(e)) ?? false;
  const x = edges && finite ? linear(edges[0]!, edges[n]!, left, width - 4) : null;
  const from = (i: number) => (x && edges ? x(edges[i]!) : left + i * even);
  const wide = (i: number) => (x && edges ? x(edges[i + 1]!) - x(edges[i]!) : even);
  const outline = `M${from(0)} ${y(0)}${tallB.map((v, i) => `V${y(v).toFixed(1)}H${(from(i) + wide(i)).toFixed(1)}`).join('')}V${y(0)}`;
  const name = (i: number) =>
    edges
      ? `${number(edges[i], 4)} to ${number(edges[i + 1], 4)}`
      : (props.categories?.[i] ?? String(i));
  const [first, second] = props.names ?? ['reference', 'current'];
  return (
    <div ref={box} style={{ position: 'relative' }}>
      <svg
        className="chart"
        width={width}
        height={height}
        role="img"
        aria-label={props.label}
        onPointerLeave={() => setAt(null)}
      >
        {niceTicks(0, peak, 3).map((t) => (
          <g key={t}>
            <line className="grid" x1={left} x2={width} y1={y(t)} y2={y(t)} />
            <text x={left - 5} y={y(t) + 4} textAnchor="end">
              {percent(t)}
            </text>
          </g>
        ))}
        {tallA.map((v, i) => (
          <rect
            key={i}
            x={from(i) + 0.5}
            width={Math.max(1, wide(i) - 1)}
            y={y(v)}
            height={Math.max(0, y(0) - y(v))}
            fill="var(--stale)"
            opacity={at === i ? 0.65 : 0.38}
          />
        ))}
        <path
          d={outline}
          fill="var(--accent)"
          fillOpacity={0.14}
          stroke="var(--accent)"
          strokeWidth={1.6}
        />
        <line className="axis" x1={left} x2={width} y1={y(0)} y2={y(0)} />
        {edges
          ? niceTicks(edges[0]!, edges[n]!, Math.max(2, Math.floor(width / 110))).map((t) => (
              <text key={t} x={x ? x(t) : left} y={height - 6} textAnchor="middle">
                {number(t, 4)}
              </text>
            ))
          : (props.categories ?? []).map((c, i) =>
              even > 26 || i % Math.ceil(30 / even) === 0 ? (
                <text key={c} x={from(i) + even / 2} y={height - 6} textAnchor="middle">
                  {c.length * 6.5 > even * Math.ceil(30 / even)
                    ? `${c.slice(0, Math.max(2, Math.floor((even * Math.ceil(30 / even)) / 6.5) - 1))}…`
                    : c}
                </text>
              ) : null,
            )}
        {Array.from({ length: n }, (_, i) => (
          <rect
            key={i}
            x={from(i)}
            width={Math.max(1, wide(i))}
            y={0}
            height={height - 20}
            fill="transparent"
            onPointerEnter={() => setAt(i)}
          />
        ))}
      </svg>
      {at !== null && (
        <div
          className="tip"
          style={
            from(at) > width / 2
              ? { right: width - from(at) + 8, top: 4 }
              : { left: from(at) + wide(at) + 8, top: 4 }
          }
        >
          <div className="strong">{name(at)}</div>
          <div>
            {first} {percent(a[at], 1)}{' '}
            <span className="muted">({count(props.reference[at])})</span>
          </div>
          <div>
            {second} {percent(b[at], 1)} <span className="muted">({count(props.current[at])})</span>
          </div>
        </div>
      )}
    </div>
  );
}

export function OverlayLegend({ names }: { names: [string, string] }) {
  return (
    <div className="legend">
      <span>
        <i className="swatch" style={{ background: 'var(--stale)', opacity: 0.5 }} /> {names[0]}
      </span>
      <span>
        <i
          className="swatch"
          style={{
            background: 'color-mix(in srgb, var(--accent) 20%, transparent)',
            border: '1.5px solid var(--accent)',
          }}
        />{' '}
        {names[1]}
      </span>
    </div>
  );
}

import { number, percent } from '../../lib/format.ts';
import { heights } from './Overlay.tsx';

const WIDTH = 132;
const HEIGHT = 22;

/** A column's spread in a few pixels with a mark where the value in question stands. */
export function MiniHistogram(props: {
  label: string;
  edges: readonly number[];
  counts: readonly number[];
  value?: number;
}) {
  const { edges, counts, value } = props;
  const all = counts.reduce((a, b) => a + b, 0) || 1;
  const tall = heights(
    counts.map((c) => c / all),
    edges,
  );
  const peak = Math.max(...tall, 1e-9);
  const low = edges[0] ?? 0;
  const high = edges[edges.length - 1] ?? 1;
  const x = (v: number) => 4 + ((v - low) / (high - low || 1)) * (WIDTH - 8);
  const outside = value !== undefined && (value < low || value > high);
  const at = value === undefined ? null : Math.min(WIDTH - 3, Math.max(3, x(value)));
  return (
    <svg
      className="mini"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${props.label}: ${value === undefined ? 'missing' : number(value)}, training ${number(low)} to ${number(high)}`}
    >
      {tall.map((t, i) => (
        <rect
          key={i}
          x={x(edges[i]!)}
          width={Math.max(1, x(edges[i + 1]!) - x(edges[i]!) - 0.5)}
          y={HEIGHT - 2 - (t / peak) * (HEIGHT - 5)}
          height={(t / peak) * (HEIGHT - 5)}
          fill="var(--stale)"
          opacity={0.45}
        />
      ))}
      <line
        x1={2}
        x2={WIDTH - 2}
        y1={HEIGHT - 1.5}
        y2={HEIGHT - 1.5}
        stroke="var(--border-strong)"
      />
      {at !== null && (
        <path
          d={
            outside
              ? value! < low
                ? `M${at + 5} 5L${at} 10L${at + 5} 15`
                : `M${at - 5} 5L${at} 10L${at - 5} 15`
              : `M${at} 1V${HEIGHT - 1}`
          }
          fill="none"
          stroke={outside ? 'var(--warn)' : 'var(--accent)'}
          strokeWidth={2}
        />
      )}
    </svg>
  );
}

/** The commonest categories, the one in question marked. */
export function MiniCategories(props: {
  label: string;
  top: readonly { value: string; share: number }[];
  value?: string;
  share?: number;
}) {
  const known = props.top.some((t) => t.value === props.value);
  const bars =
    known || props.value === undefined
      ? props.top.slice(0, 12)
      : [...props.top.slice(0, 11), { value: props.value, share: props.share ?? 0 }];
  const peak = Math.max(...bars.map((b) => b.share), 1e-9);
  const wide = Math.min(18, (WIDTH - 6) / Math.max(1, bars.length));
  return (
    <svg
      className="mini"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${props.label}: ${props.value ?? 'missing'}, ${percent(props.share ?? 0, 1)} of training rows`}
    >
      {bars.map((b, i) => {
        const mine = b.value === props.value;
        const height = Math.max(mine ? 2 : 1, (b.share / peak) * (HEIGHT - 4));
        return (
          <rect
            key={b.value}
            x={3 + i * wide}
            width={Math.max(2, wide - 1.5)}
            y={HEIGHT - 2 - height}
            height={height}
            fill={mine ? 'var(--accent)' : 'var(--stale)'}
            opacity={mine ? 1 : 0.45}
          >
            <title>{`${b.value} ${percent(b.share, 1)}`}</title>
          </rect>
        );
      })}
      <line
        x1={2}
        x2={WIDTH - 2}
        y1={HEIGHT - 1.5}
        y2={HEIGHT - 1.5}
        stroke="var(--border-strong)"
      />
    </svg>
  );
}

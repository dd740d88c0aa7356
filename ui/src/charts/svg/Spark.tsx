import { linear } from '../../lib/scale.ts';

/** A word-sized line; with a threshold the part above it is marked. */
export function Spark(props: {
  values: readonly (number | null | undefined)[];
  threshold?: number;
  width?: number;
  height?: number;
  label: string;
}) {
  const { width = 90, height = 20, threshold } = props;
  const known = props.values.filter((v): v is number => v != null);
  const high = Math.max(threshold ?? 0, ...known, 1e-9) * 1.08;
  const low = Math.min(0, ...known);
  const y = linear(low, high, height - 1, 1);
  const x = linear(0, Math.max(1, props.values.length - 1), 1, width - 3);
  let pen = false;
  const d = props.values
    .map((v, i) => {
      if (v == null) {
        pen = false;
        return '';
      }
      const part = `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = true;
      return part;
    })
    .join('');
  const last = known.at(-1);
  const over = threshold !== undefined && last !== undefined && last > threshold;
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={props.label}
      style={{ display: 'block' }}
    >
      {threshold !== undefined && (
        <line
          x1={0}
          x2={width}
          y1={y(threshold)}
          y2={y(threshold)}
          stroke="var(--bad)"
          strokeDasharray="2 2"
          opacity={0.6}
        />
      )}
      <path d={d} fill="none" stroke={over ? 'var(--warn)' : 'var(--stale)'} strokeWidth={1.4} />
      {last !== undefined && (
        <circle
          cx={x(props.values.length - 1)}
          cy={y(last)}
          r={1.8}
          fill={over ? 'var(--warn)' : 'var(--stale)'}
        />
      )}
    </svg>
  );
}

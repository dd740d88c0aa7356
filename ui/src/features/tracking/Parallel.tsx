import { useState } from 'react';
import type { Run } from '../../api/types.ts';
import { useWidth } from '../../components/Bits.tsx';
import { number } from '../../lib/format.ts';
import { linear, type Scale } from '../../lib/scale.ts';

interface AxisSpec {
  name: string;
  y: Scale | Map<string, number>;
  read: (run: Run) => number | string | undefined;
  ends: [string, string] | string[];
}

/** The trials of a search as lines over their params, the metric last; better trials are drawn stronger. */
export function Parallel({
  runs,
  metric,
  onOpen,
}: {
  runs: readonly Run[];
  metric: string;
  onOpen: (id: string) => void;
}) {
  const [box, width] = useWidth<HTMLDivElement>(900);
  const [at, setAt] = useState<string | null>(null);
  const height = 230;
  const params = varying(runs);
  const axes: AxisSpec[] = [
    ...params.map((name) => axisOf(name, runs, (r) => r.params[name], height)),
    axisOf(metric, runs, (r) => r.metrics[metric]?.value, height),
  ];
  const values = runs.map((r) => r.metrics[metric]?.value).filter((v): v is number => v != null);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = (i: number) => 50 + (i * (width - 110)) / Math.max(1, axes.length - 1);
  const place = (axis: AxisSpec, run: Run): number | null => {
    const v = axis.read(run);
    if (v === undefined) return null;
    return axis.y instanceof Map ? (axis.y.get(String(v)) ?? null) : axis.y(Number(v));
  };
  const order = [...runs].sort(
    (a, b) => (a.metrics[metric]?.value ?? 0) - (b.metrics[metric]?.value ?? 0),
  );
  return (
    <div ref={box} data-testid="parallel">
      <svg
        className="chart parallel"
        width={width}
        height={height}
        role="img"
        aria-label={`Trials over ${params.join(', ')} and ${metric}`}
      >
        {order.map((run) => {
          const points = axes
            .map((a, i) => [x(i), place(a, run)] as const)
            .filter((p): p is readonly [number, number] => p[1] !== null);
          const v = run.metrics[metric]?.value;
          const share = v == null || high === low ? 0.5 : (v - low) / (high - low);
          const lit = at === null ? 0.25 + 0.65 * share ** 2 : at === run.id ? 1 : 0.12;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table above has the same runs with their links
            <path
              key={run.id}
              d={points
                .map(([px, py], i) => `${i ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`)
                .join('')}
              fill="none"
              stroke={share > 0.999 ? 'var(--good)' : 'var(--accent)'}
              strokeWidth={at === run.id || share > 0.999 ? 2.4 : 1.4}
              opacity={lit}
              style={{ cursor: 'pointer' }}
              onPointerEnter={() => setAt(run.id)}
              onPointerLeave={() => setAt(null)}
              onClick={() => onOpen(run.id)}
            >
              <title>{`${run.name}: ${metric} ${number(v)}`}</title>
            </path>
          );
        })}
        {axes.map((axis, i) => (
          <g key={axis.name}>
            <line className="axis" x1={x(i)} x2={x(i)} y1={28} y2={height - 24} />
            <text
              x={x(i)}
              y={13}
              textAnchor="middle"
              style={{ fill: 'var(--text)', fontWeight: 550 }}
            >
              {axis.name.slice(axis.name.lastIndexOf('/') + 1)}
            </text>
            {axis.y instanceof Map ? (
              [...axis.y.entries()].map(([v, py]) => (
                <text key={v} x={x(i) + 5} y={py + 4}>
                  {v}
                </text>
              ))
            ) : (
              <>
                <text x={x(i)} y={25} textAnchor="middle">
                  {axis.ends[1]}
                </text>
                <text x={x(i)} y={height - 10} textAnchor="middle">
                  {axis.ends[0]}
                </text>
              </>
            )}
          </g>
        ))}
      </svg>
    </div>
  );
}

/** The params that are not the same in all runs. */
export function varying(runs: readonly Run[]): string[] {
  const names = new Set(runs.flatMap((r) => Object.keys(r.params)));
  return [...names]
    .filter((n) => n !== 'seed' && new Set(runs.map((r) => r.params[n])).size > 1)
    .slice(0, 8);
}

function axisOf(
  name: string,
  runs: readonly Run[],
  read: (r: Run) => number | string | undefined,
  height: number,
): AxisSpec {
  const values = runs.map(read).filter((v) => v !== undefined);
  const numbers = values.map(Number);
  if (numbers.every((v) => Number.isFinite(v)) && numbers.length > 0) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    return {
      name,
      read,
      y: linear(low, high, height - 26, 30),
      ends: [number(low, 3), number(high, 3)],
    };
  }
  const kinds = [...new Set(values.map(String))].sort();
  const y = new Map(
    kinds.map((k, i) => [k, 34 + (i * (height - 66)) / Math.max(1, kinds.length - 1)]),
  );
  return { name, read, y, ends: kinds };
}

import { useWidth } from '../../components/Bits.tsx';
import { number } from '../../lib/format.ts';
import { isWorse, metricTitle, metricValue } from '../../lib/metric.ts';
import { extent, linear, niceTicks } from '../../lib/scale.ts';

export interface DayPair {
  day: string;
  rows: number;
  candidate?: number;
  champion?: number;
}

/** The difference of each resampled day: what the interval was drawn from. */
export function Days({
  days,
  metric,
  lower,
}: {
  days: readonly DayPair[];
  metric: string;
  lower?: boolean;
}) {
  const [box, width] = useWidth<HTMLDivElement>(480);
  const height = 110;
  const points = days.flatMap((d) =>
    d.candidate === undefined || d.champion === undefined
      ? []
      : [{ ...d, candidate: d.candidate, champion: d.champion, gap: d.candidate - d.champion }],
  );
  const [low, high] = extent([0, ...points.map((p) => p.gap)], 0.1);
  const y = linear(low, high, height - 18, 6);
  const step = (width - 44) / Math.max(1, points.length);
  return (
    <div ref={box}>
      <svg
        className="chart"
        width={width}
        height={height}
        role="img"
        aria-label={`${metricTitle(metric)} of the candidate less that of the champion, day by day`}
      >
        {niceTicks(low, high, 3).map((t) => (
          <g key={t}>
            <line className="grid" x1={40} x2={width} y1={y(t)} y2={y(t)} />
            <text x={36} y={y(t) + 4} textAnchor="end">
              {`${t > 0 ? '+' : ''}${number(t, 3)}`}
            </text>
          </g>
        ))}
        {points.map((p, i) => (
          <g key={p.day}>
            <rect
              x={42 + i * step}
              width={Math.max(1, step - 1.5)}
              y={Math.min(y(0), y(p.gap))}
              height={Math.max(1, Math.abs(y(p.gap) - y(0)))}
              fill={isWorse(metric, p.gap, lower) ? 'var(--bad)' : 'var(--good)'}
              opacity={0.6}
              rx={1}
            >
              <title>{`${p.day}: ${metricValue(metric, p.candidate)} against ${metricValue(metric, p.champion)}, ${p.rows} rows`}</title>
            </rect>
          </g>
        ))}
        <line className="axis" x1={40} x2={width} y1={y(0)} y2={y(0)} />
        <text x={42} y={height - 4}>
          {points[0]?.day}
        </text>
        <text x={width} y={height - 4} textAnchor="end">
          {points.at(-1)?.day}
        </text>
      </svg>
    </div>
  );
}

import { useWidth } from '../../components/Bits.tsx';
import { number } from '../../lib/format.ts';
import { lowerIsBetter, metricChange } from '../../lib/metric.ts';
import { linear, niceTicks } from '../../lib/scale.ts';

/** A difference with its interval against zero: the whole story of a comparison in one line. */
export function Interval(props: {
  estimate: number;
  low: number;
  high: number;
  metric: string;
  lower?: boolean;
  tone: 'good' | 'bad' | 'warn';
  unit: string;
  worse: string;
  better: string;
}) {
  const [box, width] = useWidth<HTMLDivElement>(480);
  const reach = Math.max(Math.abs(props.low), Math.abs(props.high), 1e-9) * 1.25;
  const x = linear(-reach, reach, 10, width - 10);
  const y = 40;
  const change = (v: number) => metricChange(props.metric, v);
  // The better side is where the metric is better: left of zero where lower is.
  const flip = lowerIsBetter(props.metric, props.lower);
  const [left, right] = flip ? [props.better, props.worse] : [props.worse, props.better];
  const [leftTone, rightTone] = flip
    ? ['var(--good)', 'var(--bad)']
    : ['var(--bad)', 'var(--good)'];
  const colour = `var(--${props.tone})`;
  return (
    <div ref={box} data-testid="interval">
      <svg
        className="chart"
        width={width}
        height={82}
        role="img"
        aria-label={`${props.unit}: ${change(props.estimate)}, interval ${change(props.low)} to ${change(props.high)}`}
      >
        <rect
          x={x(0)}
          width={width - 10 - x(0)}
          y={18}
          height={44}
          fill={rightTone}
          opacity={0.05}
        />
        <rect x={10} width={x(0) - 10} y={18} height={44} fill={leftTone} opacity={0.05} />
        {niceTicks(-reach, reach, 5).map((t) => (
          <g key={t}>
            <line className="grid" x1={x(t)} x2={x(t)} y1={18} y2={62} />
            <text x={x(t)} y={76} textAnchor="middle">
              {t === 0 ? '0' : `${t > 0 ? '+' : ''}${number(t, 3)}`}
            </text>
          </g>
        ))}
        <line x1={x(0)} x2={x(0)} y1={14} y2={64} stroke="var(--text)" strokeWidth={1.2} />
        <text x={x(0) - 6} y={12} textAnchor="end">{`← ${left}`}</text>
        <text x={x(0) + 6} y={12}>{`${right} →`}</text>
        <line
          x1={x(props.low)}
          x2={x(props.high)}
          y1={y}
          y2={y}
          stroke={colour}
          strokeWidth={5}
          strokeLinecap="round"
          opacity={0.45}
        />
        <line
          x1={x(props.low)}
          x2={x(props.low)}
          y1={y - 7}
          y2={y + 7}
          stroke={colour}
          strokeWidth={1.6}
        />
        <line
          x1={x(props.high)}
          x2={x(props.high)}
          y1={y - 7}
          y2={y + 7}
          stroke={colour}
          strokeWidth={1.6}
        />
        <circle cx={x(props.estimate)} cy={y} r={4.5} fill={colour}>
          <title>{number(props.estimate, 5)}</title>
        </circle>
      </svg>
    </div>
  );
}

import type { DriftSeries, Loop, PerformancePoint } from '../../api/types.ts';
import { isP, strength } from '../../lib/drift.ts';
import { number } from '../../lib/format.ts';
import { metricValue } from '../../lib/metric.ts';
import { extent, linear, niceTicks } from '../../lib/scale.ts';
import { ms } from '../../lib/time.ts';
import type { Lane } from './layout.ts';
import type { Ground } from './Timeline.tsx';

/** A path through the middles of the stretches that have a value; a gap where one has none. */
function path(
  points: readonly { from: string; to: string; value?: number }[],
  x: (t: number) => number,
  y: (v: number) => number,
): string {
  let d = '';
  let pen = false;
  for (const p of points) {
    if (p.value == null) pen = false;
    else {
      d += `${pen ? 'L' : 'M'}${x((ms(p.from) + ms(p.to)) / 2).toFixed(1)} ${y(p.value).toFixed(1)}`;
      pen = true;
    }
  }
  return d;
}

export function PerformanceLane({
  ground,
  lane,
  loop,
}: {
  ground: Ground;
  lane: Lane;
  loop: Loop;
}) {
  const { series } = loop.performance;
  const champion = series.find((s) => s.name === 'champion');
  const first = series.find((s) => s.name !== 'champion');
  const values = series.flatMap((s) => s.points.map((p) => p.value));
  const [low, high] = extent(values, 0.12);
  const top = lane.top + (ground.narrow ? 16 : 8);
  const y = linear(low, high, lane.top + lane.height - 8, top);
  const pending = (champion?.points ?? []).filter((p) => p.value == null);
  const swaps = loop.serving.slice(1).map((s) => ms(s.from));
  return (
    <g>
      {(values.some((v) => v != null) ? niceTicks(low, high, 4) : [])
        .filter((t) => y(t) >= top && y(t) <= lane.top + lane.height)
        .map((t) => (
          <g key={t}>
            <line className="grid" x1={ground.left} x2={ground.right} y1={y(t)} y2={y(t)} />
            <text x={ground.left + 3} y={y(t) - 2} className="small">
              {number(t, 3)}
            </text>
          </g>
        ))}
      {pending.map((p) => (
        <rect
          key={p.from}
          x={ground.x(ms(p.from))}
          width={Math.max(1, ground.x(ms(p.to)) - ground.x(ms(p.from)))}
          y={lane.top + 1}
          height={lane.height - 2}
          fill="url(#hatch)"
          className="pending"
        >
          <title>Labels are pending: {Math.round(p.coverage * 100)} % have arrived</title>
        </rect>
      ))}
      {swaps.map((at) => (
        <line
          key={at}
          className="swap"
          x1={ground.x(at)}
          x2={ground.x(at)}
          y1={lane.top}
          y2={lane.top + lane.height}
        />
      ))}
      {first && <path className="line first" d={path(first.points, ground.x, y)} />}
      {champion && <path className="line champion" d={path(champion.points, ground.x, y)} />}
      {champion?.points.map((p) =>
        p.value == null ? null : (
          <circle
            key={p.from}
            className="point"
            cx={ground.x((ms(p.from) + ms(p.to)) / 2)}
            cy={y(p.value)}
            r={2}
          />
        ),
      )}
    </g>
  );
}

/** The curves' names with their newest values: in the gutter, or over the lane where there is none. */
export function Names({ ground, lane, loop }: { ground: Ground; lane: Lane; loop: Loop }) {
  const { series } = loop.performance;
  const last = (points: readonly PerformancePoint[] | undefined) =>
    points?.findLast((p) => p.value != null);
  const lines = [
    {
      name: 'champion',
      title: 'champion',
      point: last(series.find((s) => s.name === 'champion')?.points),
    },
    {
      name: 'first',
      title: 'never retrained',
      point: last(series.find((s) => s.name !== 'champion')?.points),
    },
  ].filter((l) => l.point);
  return (
    <g className="names">
      {lines.map(({ name, title, point }, i) =>
        ground.narrow ? (
          <text
            key={name}
            x={ground.right - (lines.length - 1 - i) * 134}
            y={lane.top + 11}
            textAnchor="end"
            className={`name ${name}`}
          >
            {title} {metricValue(loop.performance.metric, point?.value)}
          </text>
        ) : (
          <text key={name} x={0} y={lane.top + 36 + i * 32} className={`name ${name}`}>
            {title}
            <tspan x={0} dy={14}>
              {metricValue(loop.performance.metric, point?.value)}
            </tspan>
          </text>
        ),
      )}
    </g>
  );
}

export function DriftLane(props: {
  ground: Ground;
  lane: Lane;
  series: readonly DriftSeries[];
  width: number;
}) {
  const { ground, lane } = props;
  const top = lane.top + (ground.narrow ? 14 : 4);
  return (
    <g>
      {props.series.map((s, i) => {
        const y0 = top + i * 30 + 26;
        const p = isP(s.points, s.threshold);
        const limitAt = strength(s.threshold, p);
        const peak = Math.max(
          limitAt * 1.5,
          ...s.points.map((w) => (w.value == null ? 0 : strength(w.value, p))),
        );
        const y = linear(0, Math.sqrt(peak), y0, y0 - 22);
        const tall = (v: number) => y(Math.sqrt(Math.max(0, v)));
        const limit = tall(limitAt);
        return (
          <g key={s.column}>
            <line className="threshold" x1={ground.left} x2={ground.right} y1={limit} y2={limit} />
            {s.points.map((w) => {
              const x0 = Math.max(ground.left, ground.x(ms(w.from)));
              const x1 = Math.min(ground.right, ground.x(ms(w.to)));
              if (w.value == null || x1 <= x0) return null;
              return (
                <rect
                  key={w.from}
                  className={w.over ? 'drift over' : 'drift'}
                  x={x0}
                  width={Math.max(1, x1 - x0 - 1)}
                  y={tall(strength(w.value, p))}
                  height={Math.max(1, y0 - tall(strength(w.value, p)))}
                >
                  <title>{`${s.column}: ${s.test.toUpperCase()}${p ? ' p' : ''} ${number(w.value, 3)}`}</title>
                </rect>
              );
            })}
            <text
              x={ground.narrow ? ground.left + 2 : ground.left + 4}
              y={y0 - 15}
              className="on halo"
            >
              {s.column}
            </text>
            {!ground.narrow && (
              <text
                x={props.width}
                y={y0 - 4}
                textAnchor="end"
                className={s.points.at(-1)?.over ? 'bad' : ''}
              >
                {p ? 'p ' : ''}
                {number(s.now, 2)}
              </text>
            )}
          </g>
        );
      })}
    </g>
  );
}

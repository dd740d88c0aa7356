import { useState } from 'react';
import type { Window } from '../../api/types.ts';
import { useWidth } from '../../components/Bits.tsx';
import { versionColour } from '../../lib/colour.ts';
import { count, number, percent } from '../../lib/format.ts';
import {
  lowerIsBetter,
  metricChange,
  metricsOf,
  metricTitle,
  metricValue,
} from '../../lib/metric.ts';
import { extent, linear, niceTicks } from '../../lib/scale.ts';
import { ms, stretch, timeTicks } from '../../lib/time.ts';

/** A metric over the windows: coloured by version, the never-retrained model beside it, pending windows hatched. */
export function PerformanceChart(props: {
  windows: readonly Window[];
  metric: string;
  chosen?: string;
  onChoose: (ref: string) => void;
}) {
  const { windows, metric } = props;
  const [box, width] = useWidth<HTMLDivElement>(900);
  const [at, setAt] = useState<number | null>(null);
  if (windows.length === 0)
    return (
      <p className="muted">
        No window has been scored yet; the first closes when its labels have had time to arrive.
      </p>
    );
  const height = 210;
  const value = (w: Window) => w.performance[metric];
  const first = (w: Window) => w.first?.[metric];
  const [low, high] = extent(
    windows.flatMap((w) => [value(w), first(w)]),
    0.15,
  );
  const from = ms(windows[0]!.from);
  const to = ms(windows.at(-1)!.to);
  const x = linear(from, to, 44, width - 6);
  const y = linear(low, high, height - 40, 8);
  const middle = (w: Window) => x((ms(w.from) + ms(w.to)) / 2);
  const line = (read: (w: Window) => number | undefined) => {
    let pen = false;
    return windows
      .map((w) => {
        const v = read(w);
        if (v === undefined) {
          pen = false;
          return '';
        }
        const part = `${pen ? 'L' : 'M'}${middle(w).toFixed(1)} ${y(v).toFixed(1)}`;
        pen = true;
        return part;
      })
      .join('');
  };
  const hovered = at === null ? null : windows[at];
  return (
    <div ref={box} style={{ position: 'relative' }} data-testid="performance">
      <svg
        className="chart"
        width={width}
        height={height}
        role="img"
        aria-label={`${metricTitle(metric)} by window${lowerIsBetter(metric) ? ', lower is better' : ''}`}
        onPointerLeave={() => setAt(null)}
      >
        <defs>
          <pattern
            id="hatch-windows"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line x1="0" y1="0" x2="0" y2="6" stroke="var(--hatch)" strokeWidth="1.4" />
          </pattern>
        </defs>
        {niceTicks(low, high, 4).map((t) => (
          <g key={t}>
            <line className="grid" x1={44} x2={width} y1={y(t)} y2={y(t)} />
            <text x={40} y={y(t) + 4} textAnchor="end">
              {number(t, 3)}
            </text>
          </g>
        ))}
        {timeTicks(from, to, Math.max(2, Math.floor(width / 90))).map((t) => (
          <text key={t.at} x={x(t.at)} y={height - 4} textAnchor="middle">
            {t.label}
          </text>
        ))}
        {windows.map((w, i) => (
          <g key={w.ref}>
            {(w.pending || value(w) === undefined) && (
              <rect
                x={x(ms(w.from))}
                width={Math.max(1, x(ms(w.to)) - x(ms(w.from)))}
                y={4}
                height={height - 40}
                fill="url(#hatch-windows)"
              />
            )}
            {i > 0 && windows[i - 1]!.model_version !== w.model_version && (
              <>
                <line
                  x1={x(ms(w.from))}
                  x2={x(ms(w.from))}
                  y1={4}
                  y2={height - 36}
                  stroke="var(--border-strong)"
                />
                <text x={x(ms(w.from)) + 4} y={14}>
                  v{w.model_version}
                </text>
              </>
            )}
            <rect
              x={x(ms(w.from))}
              width={Math.max(1, x(ms(w.to)) - x(ms(w.from)) - 1)}
              y={height - 32 + 12 * (1 - w.coverage)}
              height={Math.max(0, 12 * w.coverage)}
              fill="var(--stale)"
              opacity={0.4}
            >
              <title>{`${percent(w.coverage)} of the labels have arrived`}</title>
            </rect>
          </g>
        ))}
        <path
          d={line(first)}
          fill="none"
          stroke="var(--stale)"
          strokeDasharray="4 3"
          strokeWidth={1.4}
        />
        <path d={line(value)} fill="none" stroke="var(--soft)" strokeWidth={1.2} opacity={0.6} />
        {windows.map((w, i) => {
          const v = value(w);
          return (
            <g key={w.ref}>
              {v !== undefined && (
                <circle
                  cx={middle(w)}
                  cy={y(v)}
                  r={w.ref === props.chosen || i === at ? 5 : 3.4}
                  fill={versionColour(w.model_version)}
                  stroke="var(--surface)"
                  strokeWidth={1.2}
                />
              )}
              {/* biome-ignore lint/a11y/noStaticElementInteractions: the window can also be chosen by the select above the drift */}
              <rect
                x={x(ms(w.from))}
                width={Math.max(2, x(ms(w.to)) - x(ms(w.from)))}
                y={0}
                height={height - 16}
                fill="transparent"
                style={{ cursor: 'pointer' }}
                onPointerEnter={() => setAt(i)}
                onClick={() => props.onChoose(w.ref)}
              />
            </g>
          );
        })}
      </svg>
      {hovered && (
        <div
          className="tip"
          style={
            middle(hovered) > width / 2
              ? { right: width - middle(hovered) + 10, top: 4 }
              : { left: middle(hovered) + 10, top: 4 }
          }
        >
          <div className="muted">
            {stretch(hovered.from, hovered.to)}, v{hovered.model_version}
          </div>
          {metricsOf([hovered.performance]).map((key) => (
            <div key={key}>
              {metricTitle(key)} {metricValue(key, hovered.performance[key])}{' '}
              {hovered.change[key] !== undefined && (
                <span className="muted">
                  {metricChange(key, hovered.change[key])} since promotion
                </span>
              )}
            </div>
          ))}
          {first(hovered) !== undefined && (
            <div className="muted">never retrained {metricValue(metric, first(hovered))}</div>
          )}
          <div className="muted">
            {count(hovered.predictions)} predictions, {percent(hovered.coverage)} labelled
            {hovered.pending ? ', pending' : ''}
          </div>
        </div>
      )}
    </div>
  );
}

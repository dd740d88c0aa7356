import { lazy, Suspense } from 'react';
import type { MetricSeries, Run } from '../../api/types.ts';
import type { Curve } from '../../charts/uplot/MetricChart.tsx';
import { Block, Empty } from '../../components/States.tsx';
import { seriesColour } from '../../lib/colour.ts';
import { groupKeys } from '../../lib/diff.ts';
import { count, number } from '../../lib/format.ts';
import { useCurves } from './live.ts';

const MetricChart = lazy(() => import('../../charts/uplot/MetricChart.tsx'));

/** Exponential smoothing without the bias of its start. */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let sum = 0;
  let mass = 0;
  return values.map((v) => {
    if (v === null) return null;
    sum = sum * weight + (1 - weight) * v;
    mass = mass * weight + (1 - weight);
    return sum / mass;
  });
}

export interface Look {
  x: 'step' | 'time';
  smooth: number;
  log: boolean;
}

function curve(s: MetricSeries, label: string, colour: string, look: Look, start: number): Curve {
  const xs = look.x === 'time' ? s.times_ms.map((t) => (t - start) / 1000) : s.steps;
  return { label, colour, xs, ys: smooth(s.values, look.smooth) };
}

/** A run's curves by their prefixes; keys that end alike under different prefixes (train/auc, validation/auc) share a chart. */
export function Curves({ run, look }: { run: Run; look: Look }) {
  const { series, loading } = useCurves(run);
  const keys = [...new Set([...Object.keys(run.metrics), ...series.keys()])];
  if (keys.length === 0) {
    return (
      <div className="panel">
        <Empty title="No metrics yet" type={'mlflow.log_metric("auc", 0.74, step=1)'}>
          Curves appear here as the run logs them, live.
        </Empty>
      </div>
    );
  }
  const start = Date.parse(run.started_at);
  const charts = chartsOf(keys);
  return (
    <div className="charts" data-testid="curves">
      {charts.map((chart) => {
        const drawn = chart.keys.flatMap((key, i) => {
          const s = series.get(key);
          return s
            ? [
                curve(
                  s,
                  chart.keys.length > 1 ? key.slice(0, key.lastIndexOf('/')) || key : key,
                  seriesColour(i),
                  look,
                  start,
                ),
              ]
            : [];
        });
        const flat = chart.keys.every((key) => (series.get(key)?.steps.length ?? 0) === 1);
        return (
          <figure key={chart.title} className="panel chartpanel">
            <figcaption className="row">
              <h2 className="ellipsis" title={chart.keys.join(', ')}>
                {chart.title}
              </h2>
              <span className="grow" />
              {chart.keys.map((key, i) => (
                <span
                  key={key}
                  className="legend small"
                  title={`${key}: ${run.metrics[key]?.value ?? ''}`}
                >
                  <span>
                    <i className="swatch" style={{ background: seriesColour(i) }} />
                    {chart.keys.length > 1 && (
                      <span className="muted">{key.slice(0, key.lastIndexOf('/'))}</span>
                    )}
                    <span className="strong">
                      {number(series.get(key)?.values.at(-1) ?? run.metrics[key]?.value)}
                    </span>
                  </span>
                </span>
              ))}
            </figcaption>
            {loading ? (
              <Block height={190} />
            ) : flat ? (
              <div className="single muted">
                one point, at step {count(series.get(chart.keys[0]!)?.steps[0])}
              </div>
            ) : (
              <Suspense fallback={<Block height={190} />}>
                <MetricChart
                  curves={drawn}
                  log={look.log}
                  sync={`run-${run.id}`}
                  label={`${chart.title} by ${look.x}`}
                />
              </Suspense>
            )}
          </figure>
        );
      })}
    </div>
  );
}

export function chartsOf(keys: readonly string[]): { title: string; keys: string[] }[] {
  const byEnd = new Map<string, string[]>();
  for (const { keys: members } of groupKeys(keys)) {
    for (const key of members) {
      const system = key.startsWith('system/');
      const end = system ? key : key.slice(key.lastIndexOf('/') + 1);
      (byEnd.get(end) ?? byEnd.set(end, []).get(end)!).push(key);
    }
  }
  const rank = (keys: string[]) => (keys[0]!.startsWith('system/') ? 1 : 0);
  return [...byEnd.entries()]
    .map(([title, members]) => ({ title, keys: members.sort((a, b) => b.localeCompare(a)) }))
    .sort((a, b) => rank(a.keys) - rank(b.keys) || a.title.localeCompare(b.title));
}

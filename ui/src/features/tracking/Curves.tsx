import { lazy, Suspense } from 'react';
import type { MetricSeries, Run } from '../../api/types.ts';
import type { Curve } from '../../charts/uplot/MetricChart.tsx';
import { Figure } from '../../components/Bits.tsx';
import { Block, Empty } from '../../components/States.tsx';
import { seriesColour } from '../../lib/colour.ts';
import { metricName, number } from '../../lib/format.ts';
import { useCurves } from './live.ts';
import { telling } from './metrics.ts';

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
  const single = (key: string) => (series.get(key)?.steps.length ?? 2) === 1;
  const charts = chartsOf(keys.filter((key) => !single(key)));
  const singles = telling(keys.filter(single));
  return (
    <div className="charts" data-testid="curves">
      {singles.length > 0 && (
        <div className="panel singles">
          <div className="figures">
            {singles.map((key) => (
              <Figure
                key={key}
                name={metricName(key)}
                title={String(series.get(key)?.values[0] ?? '')}
              >
                {number(series.get(key)?.values[0])}
              </Figure>
            ))}
          </div>
        </div>
      )}
      {charts.map((chart) => {
        const drawn = chart.keys.flatMap((key, i) => {
          const s = series.get(key);
          return s ? [curve(s, partOf(key).part || key, seriesColour(i), look, start)] : [];
        });
        return (
          <figure key={chart.title} className="panel chartpanel">
            <figcaption className="row">
              <h2 className="ellipsis" title={chart.keys.join(', ')}>
                {metricName(chart.title)}
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
                    {(chart.keys.length > 1 || partOf(key).part) && (
                      <span className="muted">{partOf(key).part || key}</span>
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

const PART = /^(train|training|validation|valid|val|test|eval|holdout)[_/.-](.+)$/;

/** Which part of the data a key speaks of, where it says so, and what it measures. */
export function partOf(key: string): { part: string; what: string } {
  if (key.startsWith('system/')) return { part: '', what: key };
  const match = PART.exec(key);
  if (match) return { part: match[1]!, what: match[2]! };
  const slash = key.lastIndexOf('/');
  return slash > 0
    ? { part: key.slice(0, slash), what: key.slice(slash + 1) }
    : { part: '', what: key };
}

export function chartsOf(keys: readonly string[]): { title: string; keys: string[] }[] {
  const byWhat = new Map<string, string[]>();
  for (const key of telling(keys)) {
    const { what } = partOf(key);
    (byWhat.get(what) ?? byWhat.set(what, []).get(what)!).push(key);
  }
  return [...byWhat.entries()].map(([title, members]) => ({ title, keys: members }));
}

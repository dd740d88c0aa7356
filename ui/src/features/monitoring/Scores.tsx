import type { Window } from '../../api/types.ts';
import { Figure } from '../../components/Bits.tsx';
import { percent } from '../../lib/format.ts';
import {
  isWorse,
  lowerIsBetter,
  metricChange,
  metricInterval,
  metricTitle,
  metricValue,
} from '../../lib/metric.ts';
import { stretch } from '../../lib/time.ts';

const SHOWN = 5;

/** The newest scored window in figures, each with its change since the version was promoted. */
export function Scores({
  windows,
  metric,
  metrics,
}: {
  windows: readonly Window[];
  metric: string;
  metrics: readonly string[];
}) {
  const last = windows.findLast((w) => !w.pending && w.performance[metric] !== undefined);
  const newest = windows.at(-1);
  if (!last) return null;
  return (
    <div className="figures">
      {metrics.slice(0, SHOWN).map((key) => {
        const gap = last.change[key];
        return (
          <Figure
            key={key}
            name={metricTitle(key)}
            title={lowerIsBetter(key) ? 'lower is better' : 'higher is better'}
          >
            {metricValue(key, last.performance[key])}{' '}
            {gap !== undefined && (
              <small className={isWorse(key, gap) ? 'warn' : 'good'}>
                {metricChange(key, gap)}
              </small>
            )}
          </Figure>
        );
      })}
      <Figure name="as of">
        <span style={{ fontSize: 13, fontWeight: 500 }}>
          {stretch(last.from, last.to)}{' '}
          <span className="muted">v{last.model_version}, change since its promotion</span>
        </span>
      </Figure>
      {last.performance[`${metric}_low`] !== undefined && (
        <Figure name="95 % interval">
          {metricInterval(
            metric,
            last.performance[`${metric}_low`],
            last.performance[`${metric}_high`],
          )}
        </Figure>
      )}
      {newest?.pending && (
        <Figure name="labels of the newest window">
          {percent(newest.coverage)}{' '}
          <small className="muted">arrived; hatched until they have</small>
        </Figure>
      )}
    </div>
  );
}

import type { Loop } from '../../api/types.ts';
import { Figure } from '../../components/Bits.tsx';
import { RefLink, To } from '../../components/Link.tsx';
import { compact, count, millis } from '../../lib/format.ts';
import {
  isWorse,
  lowerIsBetter,
  metricChange,
  metricTitle,
  metricValue,
} from '../../lib/metric.ts';
import { day } from '../../lib/time.ts';

/** The one line that says how the loop stands. */
export function LoopStatus({ loop }: { loop: Loop }) {
  const { champion, performance, drift, p99_ms, requests, next, deployment, alerts_open } =
    loop.status;
  const metric = performance?.metric ?? loop.performance.metric;
  const lower = performance?.lower_is_better ?? loop.performance.lower_is_better;
  const gap = performance?.change ?? null;
  // A score that lost three hundredths; an amount that grew by a twentieth.
  const much =
    gap !== null &&
    Math.abs(gap) >= (lowerIsBetter(metric, lower) ? 0.05 * (performance?.value ?? 0) : 0.03);
  return (
    <div className="figures" data-testid="loop-status">
      <Figure name="champion">
        {champion ? (
          <>
            <RefLink of={champion.ref} title={`v${champion.version}`} />{' '}
            {champion.since && <small className="muted">since {day(champion.since)}</small>}
          </>
        ) : (
          <span className="muted">none yet</span>
        )}
      </Figure>
      <Figure
        name={`${metricTitle(metric)}${lowerIsBetter(metric, lower) ? ', lower is better' : ''}`}
        title={
          performance?.change_since
            ? `change since ${performance.change_since} took over`
            : undefined
        }
      >
        {metricValue(metric, performance?.value)}{' '}
        {gap !== null && (
          <small className={isWorse(metric, gap, lower) ? (much ? 'bad' : 'warn') : 'good'}>
            {metricChange(metric, gap)}{' '}
            <span className="muted">since {performance?.change_since ?? 'promotion'}</span>
          </small>
        )}
      </Figure>
      <Figure name="drift">
        {drift ? (
          <>
            <span className={drift.drifting > 0 ? 'warn' : ''}>{drift.drifting}</span>{' '}
            <small className="muted">of {drift.watched} columns</small>
          </>
        ) : (
          <span className="muted">–</span>
        )}
      </Figure>
      <Figure name="open alerts">
        {deployment ? (
          <To
            path={`/deployments/${encodeURIComponent(deployment)}`}
            className={alerts_open > 0 ? 'bad' : ''}
          >
            {count(alerts_open)}
          </To>
        ) : (
          count(alerts_open)
        )}
      </Figure>
      <Figure name="p99">{millis(p99_ms)}</Figure>
      <Figure name="answered">
        {compact(requests)} <small className="muted">predictions</small>
      </Figure>
      {next && (
        <Figure name="next">{<span style={{ fontWeight: 500, fontSize: 14 }}>{next}</span>}</Figure>
      )}
    </div>
  );
}

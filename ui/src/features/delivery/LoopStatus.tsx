import type { Loop } from '../../api/types.ts';
import { Figure } from '../../components/Bits.tsx';
import { RefLink, To } from '../../components/Link.tsx';
import { change, compact, count, metricName, millis, score } from '../../lib/format.ts';
import { day } from '../../lib/time.ts';

/** The one line that says how the loop stands. */
export function LoopStatus({ loop }: { loop: Loop }) {
  const { champion, performance, drift, p99_ms, requests, next, deployment, alerts_open } =
    loop.status;
  const drop = performance?.change ?? null;
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
        name={metricName(performance?.metric ?? 'auc')}
        title={
          performance?.change_since
            ? `change since ${performance.change_since} took over`
            : undefined
        }
      >
        {score(performance?.value)}{' '}
        {drop !== null && (
          <small className={drop <= -0.03 ? 'bad' : drop < 0 ? 'warn' : 'good'}>
            {change(drop)}{' '}
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

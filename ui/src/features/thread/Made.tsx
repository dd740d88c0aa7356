import type { Why } from '../../api/types.ts';
import { Ago, EventTime, Id } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { count, duration, metricName, number } from '../../lib/format.ts';
import { ms } from '../../lib/time.ts';

const PARAMS = 8;
const DATA = 8;

/** What made the version that answered: its run, its data, its pipeline and why that ran. */
export function Made({ why }: { why: Why }) {
  const { run, making } = why;
  return (
    <dl className="facts" data-testid="made">
      <dt>answered by</dt>
      <dd className="row wrap">
        <RefLink of={why.version_ref} />
        {why.then && <Status of={why.then.stage} word={`${why.then.stage} then`} />}
        {why.then?.aliases.map((a) => (
          <span className="badge accent" key={a}>
            {a}
          </span>
        ))}
        {why.version && why.version.stage !== why.then?.stage && (
          <span className="muted">now {why.version.stage}</span>
        )}
      </dd>
      {run && (
        <>
          <dt>run</dt>
          <dd className="row wrap">
            <RefLink of={run.ref} title={run.name} /> <Status of={run.status} />
            <Ago at={run.started_at} />
            {run.ended_at && (
              <span className="muted">
                {duration(ms(run.ended_at) - ms(run.started_at ?? run.ended_at))}
              </span>
            )}
            {run.commit && (
              <span className="muted">
                code <Id of={run.commit} />
              </span>
            )}
          </dd>
          <dt>metrics</dt>
          <dd>
            {Object.entries(run.metrics)
              .slice(0, PARAMS)
              .map(([k, v]) => `${metricName(k)} ${number(v)}`)
              .join(', ') || '–'}
          </dd>
          <dt>params</dt>
          <dd className="mono">
            {Object.entries(run.params)
              .slice(0, PARAMS)
              .map(([k, v]) => `${k}=${v}`)
              .join(' ') || '–'}
          </dd>
        </>
      )}
      <dt>data</dt>
      <dd>
        {why.data.length === 0 && <span className="muted">none recorded</span>}
        {why.data.slice(0, DATA).map((d) => (
          <div key={d.ref} className="row wrap">
            <RefLink of={d.ref} title={`${d.dataset} ${d.version}`} />
            <span className="muted">
              {d.uses.join(', ')}
              {d.rows !== undefined && `, ${count(d.rows)} rows`}
            </span>
            {d.status && d.status.toLowerCase() !== 'accepted' && (
              <Status of={d.status.toLowerCase()} />
            )}
          </div>
        ))}
        {why.data.length > DATA && (
          <span className="muted">and {count(why.data.length - DATA)} more</span>
        )}
      </dd>
      {making && (
        <>
          <dt>made in</dt>
          <dd className="row wrap">
            <RefLink of={making.pipeline_run} /> <Status of={making.state} />
            <span className="muted">{making.reason}</span>
            {making.event_time && <EventTime at={making.event_time} />}
          </dd>
          {making.trigger && (
            <>
              <dt>because</dt>
              <dd>
                <RefLink of={making.trigger} title={making.trigger_why ?? 'trigger'} />
              </dd>
            </>
          )}
        </>
      )}
      {why.skew && (
        <>
          <dt>served as prepared</dt>
          <dd className={why.skew.differing.length > 0 ? 'bad' : ''}>
            {why.skew.note}
            {why.skew.differing.length > 0 && `: ${why.skew.differing.join(', ')}`}
          </dd>
        </>
      )}
    </dl>
  );
}

import type { PredictionDetail } from '../../api/types.ts';
import { Ago, EventTime, Figure, Id } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { anyValue, millis, percent } from '../../lib/format.ts';
import { said } from './said.ts';

/** One answer: what was asked, what was said, what came true, and what said it. */
export function PredictionView({ prediction: p }: { prediction: PredictionDetail }) {
  const labels = p.labels ?? [];
  return (
    <div className="stack">
      <div className="figures">
        <Figure name="said">
          {said(p)}{' '}
          {p.probability !== undefined && (
            <small className="muted">{percent(p.probability)} sure</small>
          )}
        </Figure>
        <Figure name="score">{anyValue(p.score)}</Figure>
        <Figure name="came true">{p.label ?? <span className="muted">not known yet</span>}</Figure>
        <Figure name="took">{millis(p.latency_ms)}</Figure>
      </div>
      <dl className="facts">
        <dt>id</dt>
        <dd>
          <Id of={p.id} />
        </dd>
        {p.key && (
          <>
            <dt>caller’s key</dt>
            <dd className="mono">{p.key}</dd>
          </>
        )}
        <dt>asked</dt>
        <dd>
          <EventTime at={p.event_time} />
        </dd>
        <dt>recorded</dt>
        <dd>
          <Ago at={p.recorded_at} />
        </dd>
        <dt>answered by</dt>
        <dd className="row wrap">
          <RefLink of={`deployment:${p.deployment}`} />{' '}
          <RefLink of={`model_version:${p.model}/${p.model_version}`} />
        </dd>
        {labels.length > 0 && (
          <>
            <dt>labels</dt>
            <dd>
              {labels.map((l) => (
                <div key={l.recorded_at + l.value}>
                  {l.value} <span className="muted">by {l.by},</span> <Ago at={l.recorded_at} />
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
      <table className="t" aria-label="Features as served">
        <thead>
          <tr>
            <th scope="col">Feature as served</th>
            <th scope="col" className="num">
              Value
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(p.features).map(([name, value]) => (
            <tr key={name}>
              <td>{name}</td>
              <td className="num mono">
                {value === null ? <span className="muted">missing</span> : anyValue(value)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

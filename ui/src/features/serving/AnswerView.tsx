import { useQuery } from '@tanstack/react-query';
import type { DeploymentDetail } from '../../api/types.ts';
import { Id } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { anyValue, millis, percent } from '../../lib/format.ts';
import { modelOf } from './answeredby.ts';
import { type Answered, keptOf, trafficQuery } from './api.ts';

interface Said {
  prediction?: unknown;
  probability?: number;
}

const SHOWN = 24;

/** What was answered, by whom and how quickly. */
export function AnswerView({ of, d }: { of: Answered; d: DeploymentDetail }) {
  const kept = useQuery(keptOf(d.name)).data?.sample ?? 1;
  const traffic = useQuery(trafficQuery(d.name)).data;
  const model = of.version === null ? null : modelOf(of.version, d, traffic);
  return (
    <div className="answer" data-testid="answer">
      <Body body={of.body} d={d} />
      <dl className="facts">
        {of.version !== null && (
          <>
            <dt>answered by</dt>
            <dd>
              {model === null ? (
                `v${of.version}`
              ) : (
                <RefLink of={`model_version:${model}/${of.version}`} title={`v${of.version}`} />
              )}
            </dd>
          </>
        )}
        {of.id !== null && (
          <>
            <dt>prediction</dt>
            <dd className="row">
              <Id of={of.id} /> <RefLink of={`prediction:${of.id}`} title="why" />
              {kept < 1 && (
                <span className="muted small">
                  if it is among the {percent(kept)} that are kept
                </span>
              )}
            </dd>
          </>
        )}
        <dt>there and back</dt>
        <dd>{millis(of.tookMs)}</dd>
      </dl>
    </div>
  );
}

function Body({ body, d }: { body: unknown; d: DeploymentDetail }) {
  if (isSaid(body)) return <One said={body} d={d} />;
  if (Array.isArray(body) && body.length > 0 && body.every(isSaid))
    return (
      <ol className="answers">
        {body.slice(0, SHOWN).map((s, i) => (
          <li key={i}>
            <One said={s} d={d} />
          </li>
        ))}
        {body.length > SHOWN && <li className="muted">and {body.length - SHOWN} more</li>}
      </ol>
    );
  const outputs = (body as { outputs?: unknown })?.outputs;
  if (Array.isArray(outputs) && outputs.every(isOutput))
    return (
      <table className="t plain" aria-label="Outputs">
        <tbody>
          {outputs.map((o) => (
            <tr key={o.name}>
              <th scope="row">
                {o.name}{' '}
                <code className="muted">
                  {o.datatype} [{o.shape.join(', ')}]
                </code>
              </th>
              <td className="mono">
                {o.data.slice(0, SHOWN).map(anyValue).join('  ')}
                {o.data.length > SHOWN && ' …'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    );
  const text = JSON.stringify(body);
  return (
    <code className="raw" {...{ role: 'group', tabIndex: 0, 'aria-label': 'The answer' }}>
      {text.length > 2000 ? `${text.slice(0, 2000)} …` : text}
    </code>
  );
}

const isSaid = (v: unknown): v is Said =>
  v !== null && typeof v === 'object' && 'prediction' in v && !Array.isArray(v);

interface Output {
  name: string;
  datatype: string;
  shape: number[];
  data: unknown[];
}

const isOutput = (v: unknown): v is Output =>
  v !== null && typeof v === 'object' && Array.isArray((v as Output).data);

function One({ said, d }: { said: Said; d: DeploymentDetail }) {
  return (
    <span>
      {d.signature?.target} {d.signature?.objective === 'regression' ? '≈' : '='}{' '}
      <strong>{anyValue(said.prediction)}</strong>
      {said.probability !== undefined && said.probability !== null && (
        <> with probability {percent(said.probability, 1)}</>
      )}
    </span>
  );
}

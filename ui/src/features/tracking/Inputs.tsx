import { useQuery } from '@tanstack/react-query';
import type { RunInputDetail } from '../../api/types.ts';
import { Id, Panel } from '../../components/Bits.tsx';
import { JsonTree } from '../../components/JsonTree.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Await, Empty } from '../../components/States.tsx';
import { count } from '../../lib/format.ts';
import { inputsQuery } from './api.ts';
import { columnsOf, numbersOf, placeOf } from './inputs.ts';

/** The datasets that a run read, with their schemas and profiles as they were logged. */
export function Inputs({ run }: { run: string }) {
  const query = useQuery(inputsQuery(run));
  return (
    <Await query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <div className="panel">
            <Empty
              title="No data was logged"
              type={'mlflow.log_input(mlflow.data.from_pandas(df), context="training")'}
            >
              What a run read is shown here: its schema, its profile and its digest.
            </Empty>
          </div>
        ) : (
          <div className="stack">
            {items.map((i) => (
              <Input key={i.name + i.digest + i.context} input={i} />
            ))}
          </div>
        )
      }
    </Await>
  );
}

function Input({ input }: { input: RunInputDetail }) {
  const columns = columnsOf(input.schema);
  const numbers = numbersOf(input.profile);
  return (
    <Panel
      title={input.ref ? <RefLink of={input.ref} title={input.name} /> : input.name}
      id="input"
      aside={
        <span className="row small">
          {input.context && <span className="badge">{input.context}</span>}
          <Id of={input.digest} />
        </span>
      }
    >
      <div className="stack">
        <div className="row wrap small soft">
          {numbers.map(([name, value]) => (
            <span key={name}>
              <span className="strong">{typeof value === 'number' ? count(value) : value}</span>{' '}
              <span className="muted">{name.replaceAll('_', ' ')}</span>
            </span>
          ))}
          <span className="muted ellipsis" title={input.source}>
            {input.source_type}: {placeOf(input.source)}
          </span>
        </div>
        {columns ? (
          <details open={columns.length <= 12}>
            <summary>{columns.length} columns</summary>
            <table className="t" aria-label={`Columns of ${input.name}`}>
              <tbody>
                {columns.slice(0, 500).map((c) => (
                  <tr key={c.name}>
                    <td>{c.name}</td>
                    <td>
                      <code>{c.type}</code>
                    </td>
                    <td className="muted">{c.note}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        ) : (
          input.schema && <Raw title="Schema" text={input.schema} />
        )}
        {input.profile && <Raw title="Profile" text={input.profile} />}
      </div>
    </Panel>
  );
}

function Raw({ title, text }: { title: string; text: string }) {
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Clients may write anything here; what is not JSON is shown as it is.
  }
  return (
    <details>
      <summary>{title} as logged</summary>
      <JsonTree value={value} label={title} depth={2} />
    </details>
  );
}

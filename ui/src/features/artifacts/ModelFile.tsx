import { useQuery } from '@tanstack/react-query';
import { Copy } from '../../components/Bits.tsx';
import { bytes } from '../../lib/format.ts';
import { type Field, loadCode, parseModelFile } from '../../lib/signature.ts';
import { type Owner, textQuery } from './api.ts';

/** What an MLmodel file says: flavours, signature, requirements, and the code that loads it. */
export function ModelFile(props: { text: string; owner: Owner; folder: string; address: string }) {
  let model: ReturnType<typeof parseModelFile>;
  try {
    model = parseModelFile(props.text);
  } catch (e) {
    return (
      <p className="bad pad" role="alert">
        This MLmodel cannot be read: {(e as Error).message}
      </p>
    );
  }
  const address = props.owner.startsWith('logged_models/')
    ? props.address.replace(/\/$/, '')
    : props.address;
  const code = loadCode(
    address,
    model.flavours.map((f) => f.name),
  );
  return (
    <div className="modelfile" data-testid="modelfile">
      <div className="row wrap">
        {model.flavours.map((f) => (
          <span
            key={f.name}
            className="badge accent"
            title={f.facts.map((x) => x.join(': ')).join('\n')}
          >
            {f.name}
          </span>
        ))}
        {model.size !== null && <span className="muted small">{bytes(model.size)}</span>}
        {model.mlflow && <span className="muted small">MLflow {model.mlflow}</span>}
        {model.example && <span className="muted small">example: {model.example}</span>}
      </div>
      <div className="loadcode">
        <pre className="log" role="group" aria-label="How to load it" tabIndex={0}>
          {code}
        </pre>
        <Copy text={code} label="Copy the code" />
      </div>
      {model.inputs.length + model.outputs.length > 0 && (
        <div className="cols">
          <Side title="Inputs" fields={model.inputs} />
          <Side title="Outputs" fields={model.outputs} />
          {model.params.length > 0 && <Side title="Params" fields={model.params} />}
        </div>
      )}
      <Requirements owner={props.owner} folder={props.folder} />
    </div>
  );
}

function Side({ title, fields }: { title: string; fields: Field[] }) {
  return (
    <div className="c6">
      <h3>{title}</h3>
      <table className="t" aria-label={title}>
        <tbody>
          {fields.slice(0, 300).map((f) => (
            <tr key={f.name}>
              <td>
                {f.name}
                {!f.required && <span className="muted"> (optional)</span>}
              </td>
              <td>
                <code>{f.type}</code>
              </td>
            </tr>
          ))}
          {fields.length === 0 && (
            <tr>
              <td className="muted">none were declared</td>
            </tr>
          )}
          {fields.length > 300 && (
            <tr>
              <td className="muted">and {fields.length - 300} more in the file</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Requirements({ owner, folder }: { owner: Owner; folder: string }) {
  const file = folder ? `${folder}/requirements.txt` : 'requirements.txt';
  const text = useQuery({ ...textQuery(owner, file), retry: false }).data;
  if (!text?.trim()) return null;
  return (
    <details>
      <summary>Requirements ({text.trim().split('\n').length})</summary>
      <div className="loadcode">
        <pre className="log" role="group" aria-label="Requirements" tabIndex={0}>
          {text.trim()}
        </pre>
        <Copy text={text} label="Copy the requirements" />
      </div>
    </details>
  );
}

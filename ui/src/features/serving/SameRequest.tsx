import type { TensorSpec } from '../../api/types.ts';
import { Copy } from '../../components/Bits.tsx';
import { curl, DIALECTS, type Dialect, type Question, tritonCode, wire } from './dialects.ts';

/** Longer command lines are refused by shells. */
const LONG = 60_000;

/** The same request in the words of each dialect, ready to copy; the chosen one is what is sent. */
export function SameRequest(props: {
  question: Question | null;
  outputs: readonly TensorSpec[];
  dialect: Dialect;
  onDialect: (d: Dialect) => void;
}) {
  const { question: q, dialect } = props;
  const request = q && wire(dialect, q);
  const code = !q
    ? null
    : dialect === 'tritonclient'
      ? tritonCode(q, window.location.host, props.outputs)
      : request && curl(request, window.location.origin);
  const long = code !== null && code.length > LONG;
  return (
    <div className="same" data-testid="same-request">
      <div className="row wrap">
        <span className="muted small">Sent as</span>
        <span className="metricpick wrap" role="group" aria-label="Dialect">
          {DIALECTS.filter((x) => !(q?.only && x.id === 'plain')).map((x) => (
            <button
              key={x.id}
              type="button"
              aria-pressed={x.id === dialect}
              onClick={() => props.onDialect(x.id)}
              data-dialect={x.id}
            >
              {x.title}
            </button>
          ))}
        </span>
        <span className="grow" />
        {code !== null && !long && <Copy text={code} label="Copy the request" />}
      </div>
      {code !== null && (
        <pre className="codeline" role="group" tabIndex={0} aria-label="The same request">
          {long
            ? `# ${Math.round(code.length / 1000)} kB are too long for a command line; tritonclient makes the values itself`
            : code}
        </pre>
      )}
      {dialect === 'tritonclient' && (
        <p className="muted small">
          To run where Python is; “Predict” sends it as {q?.only ? 'Open Inference V2' : 'Noria'}.
        </p>
      )}
    </div>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { DeploymentDetail, SignatureColumn, TensorSpec } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { Empty } from '../../components/States.tsx';
import { eventTime } from '../../lib/time.ts';
import { AnswerView } from './AnswerView.tsx';
import { ask } from './api.ts';
import { type Dialect, type Question, rowTensors, wire } from './dialects.ts';
import { Fields } from './Fields.tsx';
import { stateWhy } from './list.ts';
import { SameRequest } from './SameRequest.tsx';
import { TensorFields } from './TensorFields.tsx';
import { asText, pasted, sampleOf, type TensorField, tensorOf, toValue } from './tryit.ts';
import './serving.css';

const NO_VERSION = 'No version answers yet';
const NOTHING: Record<string, string | undefined> = {
  loading: 'The version is being loaded',
  asleep: 'The model is asleep',
  empty: NO_VERSION,
};

const DAY = 24 * 3600 * 1000;

/** Asks the deployment as a caller would: a form made from what the model takes. */
export function TryIt({
  of: d,
  example,
  className,
}: {
  of: DeploymentDetail;
  /** Values to begin with, from a question that was really asked. */
  example?: Record<string, unknown>;
  className?: string;
}) {
  const columns = d.signature?.columns ?? [];
  const inputs = d.inputs ?? [];
  const rows = columns.length > 0;
  const [paste, setPaste] = useState(false);
  return (
    <Panel
      title="Try it"
      id="tryit-panel"
      className={className}
      aside={
        rows && (
          <span className="metricpick" role="group" aria-label="How it is asked">
            <button type="button" aria-pressed={!paste} onClick={() => setPaste(false)}>
              Form
            </button>
            <button type="button" aria-pressed={paste} onClick={() => setPaste(true)}>
              JSON
            </button>
          </span>
        )
      }
    >
      {rows || inputs.length > 0 ? (
        <Asking
          // What was typed stays with a version that takes the same.
          key={[d.name, ...columns.map((c) => c.name), ...inputs.map((t) => t.name)].join('\n')}
          d={d}
          columns={columns}
          inputs={inputs}
          paste={paste}
          example={example}
        />
      ) : (
        <Empty
          title={
            NOTHING[d.readiness ?? ''] ?? (d.version === undefined ? NO_VERSION : 'No signature')
          }
        >
          {stateWhy(d) ??
            (d.version === undefined || d.readiness === 'loading'
              ? 'The form is made once a version answers.'
              : 'Nothing says what the model takes, so its form cannot be made.')}
        </Empty>
      )}
    </Panel>
  );
}

function Asking(props: {
  d: DeploymentDetail;
  columns: readonly SignatureColumn[];
  inputs: readonly TensorSpec[];
  paste: boolean;
  example: Record<string, unknown> | undefined;
}) {
  const { d, columns, inputs, paste } = props;
  const client = useQueryClient();
  const only = columns.length === 0;
  // What one began with stays, however many are asked meanwhile.
  const first = useRef(props.example);
  first.current ??= props.example;
  const began = first.current;
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [json, setJson] = useState<string | null>(null);
  const [tensors, setTensors] = useState<Record<string, TensorField>>({});
  const [dialect, setDialect] = useState<Dialect>(only ? 'oip' : 'plain');
  const old = d.watermark !== undefined && Date.now() - Date.parse(d.watermark) > DAY;
  const [asOf, setAsOf] = useState(true);
  const at = old && asOf ? d.watermark : undefined;
  const value = (c: SignatureColumn) => {
    const given = began ? began[c.name] : c.example;
    return typed[c.name] ?? (began || c.example !== undefined ? asText(given) : sampleOf(c));
  };
  const row = Object.fromEntries(columns.map((c) => [c.name, toValue(c, value(c))]));
  const text = json ?? JSON.stringify(row, null, 2);

  const asked = useMemo((): Question | Error => {
    try {
      const rows = only ? [] : paste ? pasted(columns, text) : [row];
      return {
        deployment: d.name,
        columns,
        rows,
        tensors: only
          ? inputs.map((s) => tensorOf(s, tensors[s.name] ?? { made: 'zeros' }))
          : rowTensors(columns, rows, inputs),
        only,
        ...(at ? { at } : {}),
      };
    } catch (e) {
      return e as Error;
    }
    // The row is made anew at each drawing; its text stands for it.
  }, [d.name, only, paste, text, JSON.stringify(row), tensors, at, columns, inputs]);

  const act = useMutation({
    mutationFn: (q: Question) => {
      const request = wire(dialect, q) ?? wire(only ? 'oip' : 'plain', q);
      return ask(request!);
    },
    onSuccess: () =>
      void client.invalidateQueries({ queryKey: ['deployments', d.name, 'predictions'] }),
  });
  return (
    <form
      className="tryit"
      data-testid="tryit"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        if (!(asked instanceof Error)) act.mutate(asked);
      }}
    >
      {only ? (
        <TensorFields
          specs={inputs}
          value={(s) => tensors[s.name] ?? { made: 'zeros' }}
          onChange={(name, field) => setTensors({ ...tensors, [name]: field })}
        />
      ) : paste ? (
        <textarea
          className="field mono"
          aria-label="Rows as JSON"
          rows={Math.min(14, Math.max(5, text.split('\n').length))}
          value={text}
          spellCheck={false}
          onChange={(e) => setJson(e.target.value)}
          data-testid="try-json"
        />
      ) : (
        <Fields
          columns={columns}
          value={value}
          onChange={(name, v) => setTyped({ ...typed, [name]: v })}
        />
      )}
      <div className="row wrap">
        <button
          type="submit"
          className="btn primary"
          disabled={act.isPending || asked instanceof Error}
          data-testid="ask"
        >
          Predict
        </button>
        {old && (
          <label className="row small muted">
            <input type="checkbox" checked={asOf} onChange={(e) => setAsOf(e.target.checked)} />
            as of {eventTime(d.watermark ?? '')}
          </label>
        )}
        {began && !paste && !only && Object.keys(typed).length > 0 && (
          <button type="button" className="linkish small" onClick={() => setTyped({})}>
            Back to the logged example
          </button>
        )}
        {!paste && !only && Object.keys(typed).length === 0 && (
          <span className="muted small">
            {began ? 'filled from a logged question' : 'sample values; nothing is logged yet'}
          </span>
        )}
      </div>
      {asked instanceof Error && (
        <p className="bad" role="alert">
          {asked.message}
        </p>
      )}
      {act.error && (
        <p className="bad" role="alert" data-testid="ask-error">
          {act.error.message}
        </p>
      )}
      {act.data && !act.error && <AnswerView of={act.data} d={d} />}
      <SameRequest
        question={asked instanceof Error ? null : asked}
        outputs={d.outputs ?? []}
        dialect={dialect}
        onDialect={setDialect}
      />
    </form>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { infer } from '../../api/client.ts';
import type { Signature, SignatureColumn } from '../../api/types.ts';
import { Copy } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Empty } from '../../components/States.tsx';
import { anyValue, percent } from '../../lib/format.ts';

/** What somebody typed as the value that its column's type wants; empty is missing. */
export function toValue(column: Pick<SignatureColumn, 'type'>, text: string): unknown {
  if (text.trim() === '') return null;
  if (column.type === 'boolean') return text === 'true';
  if (column.type === 'string') return text;
  const n = Number(text);
  return Number.isFinite(n) ? n : text;
}

const text = (v: unknown) => (v === null || v === undefined ? '' : String(v));

/** A form made from the signature; empty fields are sent as missing. */
export function TryIt({
  deployment,
  signature,
  at,
  example,
}: {
  deployment: string;
  signature?: Signature;
  at?: string;
  /** Values to begin with, from a question that was really asked. */
  example?: Record<string, unknown>;
}) {
  const client = useQueryClient();
  const [typed, setTyped] = useState<Record<string, string>>({});
  const ask = useMutation({
    mutationFn: (features: Record<string, unknown>) => infer(deployment, features, at),
    onSuccess: () =>
      void client.invalidateQueries({ queryKey: ['deployments', deployment, 'predictions'] }),
  });
  if (!signature)
    return (
      <Empty title="No signature">
        The model was registered without one, so its form cannot be made.
      </Empty>
    );
  const value = (c: SignatureColumn) => typed[c.name] ?? text(example?.[c.name] ?? c.example);
  const features = Object.fromEntries(signature.columns.map((c) => [c.name, toValue(c, value(c))]));
  const curl = `curl -s ${window.location.origin}/deployments/${encodeURIComponent(deployment)}/predict -H 'Content-Type: application/json'${at ? ` -H 'Noria-Event-Time: ${at}'` : ''} -d '${JSON.stringify({ features }).replaceAll("'", "'\\''")}'`;
  const answer = ask.data?.answer as { prediction?: unknown; probability?: number } | undefined;
  return (
    <form
      className="tryit"
      data-testid="tryit"
      onSubmit={(e) => {
        e.preventDefault();
        ask.mutate(features);
      }}
    >
      <div className="fields">
        {signature.columns.map((c) => (
          <label key={c.name} htmlFor={`try-${c.name}`}>
            <span className="muted small ellipsis" title={`${c.name}: ${c.type}`}>
              {c.name}
            </span>
            {c.categories && c.categories.length <= 200 ? (
              <select
                id={`try-${c.name}`}
                className="field"
                value={value(c)}
                onChange={(e) => setTyped({ ...typed, [c.name]: e.target.value })}
              >
                <option value="">missing</option>
                {c.categories.map((k) => (
                  <option key={k}>{k}</option>
                ))}
              </select>
            ) : (
              <input
                id={`try-${c.name}`}
                className="field"
                inputMode={c.type === 'string' ? 'text' : 'decimal'}
                value={value(c)}
                placeholder="missing"
                onChange={(e) => setTyped({ ...typed, [c.name]: e.target.value })}
              />
            )}
          </label>
        ))}
      </div>
      <div className="row wrap">
        <button type="submit" className="btn primary" disabled={ask.isPending} data-testid="ask">
          Predict
        </button>
        {answer && (
          <span data-testid="answer">
            {signature.target} {signature.objective === 'regression' ? '≈' : '='}{' '}
            <strong>{anyValue(answer.prediction)}</strong>
            {answer.probability !== undefined && (
              <> with probability {percent(answer.probability, 1)}</>
            )}{' '}
            {ask.data?.id && <RefLink of={`prediction:${ask.data.id}`} title="why" />}
          </span>
        )}
        {ask.error && (
          <span className="bad" role="alert">
            {ask.error.message}
          </span>
        )}
        <span className="grow" />
        <span className="muted small">the same as curl</span>
        <Copy text={curl} label="Copy as curl" />
      </div>
    </form>
  );
}

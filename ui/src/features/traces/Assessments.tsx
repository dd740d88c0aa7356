import type { TraceAssessment } from '../../api/types.ts';
import { Ago } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { anyValue } from '../../lib/format.ts';

/** What people, judges and code said of a trace; what another took the place of is struck through. */
export function Assessments(props: {
  items: readonly TraceAssessment[];
  onSpan: (id: string) => void;
}) {
  if (props.items.length === 0)
    return (
      <p className="muted small">
        Nobody has judged it.{' '}
        <code>mlflow.log_feedback(trace_id=…, name="correct", value=True)</code>
      </p>
    );
  return (
    <table className="t" aria-label="Assessments">
      <tbody>
        {props.items.map((a) => (
          <tr key={a.id} className={a.valid ? '' : 'struck'}>
            <td>
              {a.name}
              {a.kind !== 'feedback' && <span className="muted small"> {a.kind}</span>}
            </td>
            <td>
              {a.error ? (
                <span className="bad" title={a.error.message ?? ''}>
                  {a.error.code}
                </span>
              ) : (
                <span className="strong">{anyValue(a.value)}</span>
              )}
              {a.rationale && <div className="muted small rationale">{a.rationale}</div>}
            </td>
            <td className="muted small">
              {a.source.type.toLowerCase().replaceAll('_', ' ')} {a.source.id}
              {a.span && (
                <>
                  {' '}
                  <button type="button" className="linkish" onClick={() => props.onSpan(a.span!)}>
                    its span
                  </button>
                </>
              )}
              {a.run && (
                <>
                  {' '}
                  <RefLink of={`run:${a.run}`} />
                </>
              )}
            </td>
            <td className="num small">
              <Ago at={a.updated_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

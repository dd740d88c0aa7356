import type { Why } from '../../api/types.ts';
import { Empty } from '../../components/States.tsx';
import { anyValue, number, percent } from '../../lib/format.ts';

const COLUMNS = 6;

/** The training rows that are most like the one asked, told by the features that mattered. */
export function Like({ why }: { why: Why }) {
  const { neighbours } = why;
  if (neighbours.items.length === 0) {
    return <Empty title="No training rows to compare with">{neighbours.note}.</Empty>;
  }
  const labelled = neighbours.items.some((n) => n.label !== undefined);
  const columns = why.features.slice(0, COLUMNS);
  const score = (v: number | undefined) =>
    v === undefined ? '–' : why.explanation?.scale === 'number' ? number(v) : percent(v, 1);
  return (
    <>
      <div className="tablewrap" role="group" tabIndex={0} aria-label="Training rows like it">
        <table className="t" aria-label="Training rows like it" data-testid="neighbours">
          <thead>
            <tr>
              <th scope="col">Unlike by</th>
              {labelled && <th scope="col">{neighbours.target ?? 'Came true'}</th>}
              <th scope="col" className="num">
                Would answer
              </th>
              {columns.map((f) => (
                <th scope="col" key={f.name} className={f.type === 'string' ? '' : 'num'}>
                  {f.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr className="end">
              <td className="muted">asked</td>
              {labelled && (
                <td>{why.prediction.label ?? <span className="muted">pending</span>}</td>
              )}
              <td className="num">{score(why.explanation?.value)}</td>
              {columns.map((f) => (
                <td key={f.name} className={f.type === 'string' ? 'mono' : 'num mono'}>
                  {anyValue(f.value)}
                </td>
              ))}
            </tr>
            {neighbours.items.map((n, i) => (
              <tr
                key={i}
                title={n.differs.length ? `differs in ${n.differs.join(', ')}` : 'the same'}
              >
                <td>{number(n.distance, 2)}</td>
                {labelled && <td>{n.label ?? '–'}</td>}
                <td className="num">{score(n.score)}</td>
                {columns.map((f) => (
                  <td
                    key={f.name}
                    className={`mono ${f.type === 'string' ? '' : 'num'} ${n.differs.slice(0, 3).includes(f.name) ? 'strong' : 'muted'}`}
                  >
                    {anyValue(n.features[f.name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted small" style={{ padding: '8px 12px' }}>
        {neighbours.note}. Bold is what sets a row apart most.
      </p>
    </>
  );
}

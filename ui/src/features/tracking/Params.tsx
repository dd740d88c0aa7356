import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { diffMaps } from '../../lib/diff.ts';
import { number, plural, shortId } from '../../lib/format.ts';
import { runQuery } from './api.ts';

/** Params and tags, against another run when one is named. */
export function Params({
  run,
  against,
  onAgainst,
  choices,
}: {
  run: Run;
  against?: string;
  onAgainst: (id?: string) => void;
  choices: readonly { id: string; name: string }[];
}) {
  const other = useQuery({ ...runQuery(against ?? ''), enabled: against !== undefined }).data;
  const [changed, setChanged] = useState(false);
  const there = against && other ? other : null;
  const sections: [string, ReturnType<typeof diffMaps>][] = [
    ['Params', diffMaps(run.params, there?.params ?? null)],
    ['Metrics', diffMaps(latest(run), there ? latest(there) : null)],
    ['Tags', diffMaps(run.tags, there?.tags ?? null)],
  ];
  return (
    <div className="stack">
      <div className="toolbar">
        <label className="row">
          <span className="muted">against</span>
          <select
            className="field"
            value={against ?? ''}
            onChange={(e) => onAgainst(e.target.value || undefined)}
            data-testid="against"
          >
            <option value="">nothing</option>
            {choices.map((c) => (
              <option key={c.id} value={c.id}>
                {c.name} ({shortId(c.id)})
              </option>
            ))}
          </select>
        </label>
        {there && (
          <label className="row">
            <input
              type="checkbox"
              checked={changed}
              onChange={(e) => setChanged(e.target.checked)}
            />{' '}
            only what differs
          </label>
        )}
      </div>
      <div className="cols">
        {sections.map(([title, rows]) => {
          const shown = changed ? rows.filter((r) => r.state !== 'same') : rows;
          return (
            <Panel
              key={title}
              title={title}
              flush
              className={title === 'Tags' ? 'c12' : 'c6'}
              aside={
                there && (
                  <span className="muted small">
                    {plural(rows.filter((r) => r.state !== 'same').length, 'difference')}
                  </span>
                )
              }
            >
              <table className="t kv" aria-label={title}>
                <thead className={there ? '' : 'sr'}>
                  <tr>
                    <th scope="col">Key</th>
                    <th scope="col">This run</th>
                    {there && (
                      <th scope="col">
                        <RefLink of={`run:${there.id}`} title={there.name} />
                      </th>
                    )}
                  </tr>
                </thead>
                <tbody>
                  {shown.map((r) => (
                    <tr key={r.key} className={there ? r.state : ''}>
                      <td className="muted">{r.key}</td>
                      <td className="mono" title={r.here ?? ''}>
                        {r.here ?? '–'}
                      </td>
                      {there && (
                        <td className="mono" title={r.there ?? ''}>
                          {r.there ?? '–'}
                        </td>
                      )}
                    </tr>
                  ))}
                  {shown.length === 0 && (
                    <tr>
                      <td className="muted" colSpan={3}>
                        {changed ? 'No difference.' : 'None.'}
                      </td>
                    </tr>
                  )}
                </tbody>
              </table>
            </Panel>
          );
        })}
      </div>
    </div>
  );
}

function latest(run: Run): Record<string, string> {
  return Object.fromEntries(
    Object.entries(run.metrics).map(([k, m]) => [k, m.value_text ?? number(m.value, 5)]),
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { diffMaps } from '../../lib/diff.ts';
import { number, plural, shortId } from '../../lib/format.ts';
import { recentQuery, runQuery } from './api.ts';
import { Tags } from './Tags.tsx';

/** Params, metrics and tags, against another run when one is named. */
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
  const recent = useQuery(recentQuery(run.experiment_id)).data?.items ?? [];
  const [changed, setChanged] = useState(false);
  const [filter, setFilter] = useState('');
  const there = against && other ? other : null;
  const near = new Set([run.id, ...choices.map((c) => c.id)]);
  const previous = recent.find((r) => r.started_at < run.started_at && !near.has(r.id));
  const sections: [string, ReturnType<typeof diffMaps>][] = [
    ['Params', diffMaps(run.params, there?.params ?? null)],
    ['Metrics', diffMaps(latest(run), there ? latest(there) : null)],
    ...(there
      ? [['Tags', diffMaps(run.tags, there.tags)] as [string, ReturnType<typeof diffMaps>]]
      : []),
  ];
  const word = filter.toLowerCase();
  return (
    <div className="stack">
      <div className="toolbar">
        <input
          className="field"
          data-filter
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
          placeholder="Key or value"
          aria-label="Filter params, metrics and tags"
        />
        <label className="row">
          <span className="muted">against</span>
          <select
            className="field"
            style={{ maxWidth: 260 }}
            value={against ?? ''}
            onChange={(e) => onAgainst(e.target.value || undefined)}
            data-testid="against"
          >
            <option value="">nothing</option>
            {previous && <option value={previous.id}>the run before: {previous.name}</option>}
            {[...choices, ...recent.filter((r) => !near.has(r.id) && r !== previous)].map((c) => (
              <option key={c.id} value={c.id}>
                {c.name} ({shortId(c.id)})
              </option>
            ))}
            {there && !near.has(there.id) && !recent.some((r) => r.id === there.id) && (
              <option value={there.id}>{there.name}</option>
            )}
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
        {sections.map(([title, rows]) => (
          <DiffTable
            key={title}
            title={title}
            there={there}
            rows={rows.filter(
              (r) =>
                (!changed || r.state !== 'same') &&
                (!word || `${r.key} ${r.here} ${r.there}`.toLowerCase().includes(word)),
            )}
            differences={rows.filter((r) => r.state !== 'same').length}
          />
        ))}
        {!there && <Tags run={run} filter={word} />}
      </div>
    </div>
  );
}

const MOST = 2000;

function DiffTable(props: {
  title: string;
  there: Run | null;
  rows: ReturnType<typeof diffMaps>;
  differences: number;
}) {
  const { there, rows } = props;
  return (
    <Panel
      title={props.title}
      flush
      className={props.title === 'Tags' ? 'c12' : 'c6'}
      aside={
        there && <span className="muted small">{plural(props.differences, 'difference')}</span>
      }
    >
      <div
        className="tablewrap"
        style={{ maxHeight: '60vh' }}
        role="group"
        aria-label={props.title}
        tabIndex={0}
      >
        <table className="t kv" aria-label={props.title}>
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
            {rows.slice(0, MOST).map((r) => (
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
            {rows.length > MOST && (
              <tr>
                <td className="muted" colSpan={3}>
                  the first {MOST} of {rows.length}; the filter finds the others
                </td>
              </tr>
            )}
            {rows.length === 0 && (
              <tr>
                <td className="muted" colSpan={3}>
                  None.
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function latest(run: Run): Record<string, string> {
  return Object.fromEntries(
    Object.entries(run.metrics).map(([k, m]) => [k, m.value_text ?? number(m.value, 5)]),
  );
}

import { useMemo } from 'react';
import { Swatch } from '../../../components/Bits.tsx';
import { type Column, DataTable } from '../../../components/DataTable.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { Empty } from '../../../components/States.tsx';
import { runColour } from '../../../lib/colour.ts';
import { count, duration, number } from '../../../lib/format.ts';
import { columnTitle } from '../table/columns.ts';
import { csvOf, save } from '../table/download.ts';
import { extremes, type FactRow, factRows } from './differences.ts';
import type { TabProps } from './ParallelTab.tsx';

/** So many runs fit beside each other. */
const MOST = 30;

/** Params, tags, data, code and metrics of the runs, those alone that differ. */
export function DifferencesTab({ compared, search, set }: TabProps) {
  const { total } = compared;
  const runs = useMemo(() => compared.runs.slice(0, MOST), [compared.runs]);
  const rows = useMemo(() => factRows(runs), [runs]);
  const all = search.all === '1';
  const low = (search.find ?? '').toLowerCase();
  const shown = rows.filter(
    (r) => (all || r.differs) && `${r.kind} ${r.id}`.toLowerCase().includes(low),
  );
  const differing = rows.filter((r) => r.differs).length;
  const columns: Column<FactRow>[] = [
    { id: 'kind', title: 'Kind', cell: (r) => <span className="muted">{r.kind}</span>, wide: true },
    {
      id: 'name',
      title: 'Name',
      by: (r) => r.id,
      cell: (r) => (
        <span className="strong" title={r.id}>
          {columnTitle(r.id)}
        </span>
      ),
    },
    ...runs.map((run, i) => ({
      id: run.id,
      title: (
        <span className="row" style={{ gap: 5 }}>
          <Swatch colour={runColour(run.id)} />
          <RefLink of={`run:${run.id}`} title={run.name} />
        </span>
      ),
      align: 'right' as const,
      cell: (r: FactRow) => <Fact row={r} at={i} />,
    })),
  ];
  const csv = () =>
    save(
      'differences.csv',
      csvOf(
        ['kind', 'name', ...runs.map((r) => r.name)],
        shown.map((r) => [r.kind, columnTitle(r.id), ...r.cells]),
      ),
      'text/csv',
    );
  return (
    <div className="stack">
      <div className="toolbar">
        <input
          className="field"
          data-filter
          aria-label="Find a row"
          placeholder="Find ( / )"
          value={search.find ?? ''}
          onChange={(e) => set({ find: e.target.value || undefined })}
        />
        <label className="row small">
          <input
            type="checkbox"
            data-testid="only-differences"
            checked={!all}
            onChange={(e) => set({ all: e.target.checked ? undefined : '1' })}
          />
          only what differs
        </label>
        <span className="muted small">
          {count(differing)} of {count(rows.length)} differ
        </span>
        <span className="grow" />
        <button type="button" className="btn" onClick={csv}>
          CSV
        </button>
      </div>
      {total > runs.length && (
        <div className="notice">
          {runs.length} of {count(total)} runs stand beside each other; parallel coordinates show
          all.
        </div>
      )}
      <div className="panel" data-testid="differences">
        {shown.length === 0 ? (
          <Empty title={low ? 'No row is called that' : 'These runs are alike'}>
            {low
              ? 'Nothing with this in its name differs.'
              : 'Same params, tags, data, code and metrics.'}
          </Empty>
        ) : (
          <DataTable label="Differences" main rows={shown} rowKey={(r) => r.id} columns={columns} />
        )}
      </div>
    </div>
  );
}

function Fact({ row, at }: { row: FactRow; at: number }) {
  const value = row.cells[at];
  if (value === undefined || value === null || value === '')
    return <span className="muted">–</span>;
  if (typeof value !== 'number') return <span title={value}>{value}</span>;
  if (row.id === 'attributes.duration') return duration(value);
  const ends = row.differs ? extremes(row.cells) : null;
  const mark = ends?.most === at ? '▲' : ends?.least === at ? '▼' : '';
  return (
    <span title={`${value}${mark === '▲' ? ', the greatest' : mark ? ', the least' : ''}`}>
      {mark && <span className="muted">{mark} </span>}
      {number(value, 5)}
    </span>
  );
}

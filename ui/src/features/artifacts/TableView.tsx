import { useMemo, useState } from 'react';
import { DataTable } from '../../components/DataTable.tsx';
import { anyValue, count } from '../../lib/format.ts';
import { type Cell, cellText, filterRows, type Table } from '../../lib/table.ts';
import { fileUrl, type Owner } from './api.ts';

const COLUMNS = 100;

/** A table's first rows, which filter and sort; it says how many of all they are. */
export function TableView({ table, owner, label }: { table: Table; owner: Owner; label: string }) {
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<string | undefined>();
  const numbered = useMemo(
    () => filterRows(table.rows, filter).map((cells, i) => ({ i, cells })),
    [table, filter],
  );
  const columns = table.columns.slice(0, COLUMNS).map((title, c) => ({
    id: `c${c}`,
    title,
    align: table.rows.slice(0, 20).some((r) => typeof r[c] === 'number')
      ? ('right' as const)
      : undefined,
    by: (r: { cells: Cell[] }) => {
      const cell = r.cells[c] ?? null;
      return typeof cell === 'number' || cell === null ? cell : cellText(cell);
    },
    cell: (r: { cells: Cell[] }) => <CellView cell={r.cells[c] ?? null} owner={owner} />,
  }));
  return (
    <>
      <div className="row wrap small previewtools">
        <input
          className="field"
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
          placeholder="Rows with…"
          aria-label="Filter rows"
        />
        <span className="muted">
          {filter ? `${count(numbered.length)} of the ` : ''}
          {table.total > table.rows.length
            ? `first ${count(table.rows.length)} of ${count(table.total)} rows`
            : `${count(table.rows.length)} rows`}
          , {count(table.columns.length)} columns
          {table.columns.length > COLUMNS ? `, the first ${COLUMNS} shown` : ''}
        </span>
      </div>
      <DataTable
        label={label}
        testId="table-preview"
        rows={numbered}
        rowKey={(r) => String(r.i)}
        columns={columns.map(({ align, ...c }) => (align ? { ...c, align } : c))}
        sort={sort}
        onSort={setSort}
        maxHeight="62vh"
      />
    </>
  );
}

export function CellView({ cell, owner }: { cell: Cell; owner: Owner }) {
  if (cell === null) return <span className="muted">–</span>;
  if (typeof cell === 'object')
    return (
      <a href={fileUrl(owner, cell.image)} target="_blank" rel="noreferrer">
        <img
          className="cellimage"
          loading="lazy"
          src={fileUrl(owner, cell.thumbnail ?? cell.image)}
          alt={cell.image}
        />
      </a>
    );
  const text = cellText(cell);
  return (
    <span title={text} className={typeof cell === 'string' ? 'celltext' : undefined}>
      {typeof cell === 'number' ? anyValue(cell) : text}
    </span>
  );
}

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { DataTable } from '../../components/DataTable.tsx';
import { Block, Empty } from '../../components/States.tsx';
import { count, plural } from '../../lib/format.ts';
import { type Cell, cellOf, cellText } from '../../lib/table.ts';
import { type Owner, tableQuery } from './api.ts';
import { CellView } from './TableView.tsx';

const ROWS = 100;
const PAUSE = 300;

/** A table of any size, read on the server a page of rows at a time. */
export function TablePages({
  owner,
  file,
  otherwise,
}: {
  owner: Owner;
  file: string;
  /** What is shown below the reason when it cannot be read as a table. */
  otherwise?: ReactNode;
}) {
  const [from, setFrom] = useState(0);
  const [typed, setTyped] = useState('');
  const [contains, setContains] = useState('');
  const [sort, setSort] = useState<string | undefined>();
  const [schema, setSchema] = useState(false);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === contains) return;
    const timer = setTimeout(() => {
      setContains(wanted);
      setFrom(0);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed, contains]);
  const at = sort === undefined ? -1 : Number(sort.replace(/^-?c/, ''));
  const [names, setNames] = useState<readonly string[]>([]);
  const query = useQuery(
    tableQuery(owner, file, {
      from,
      limit: ROWS,
      ...(contains ? { contains } : {}),
      ...(names[at] === undefined ? {} : { sort: names[at] }),
      ...(sort?.startsWith('-') ? { descending: true } : {}),
    }),
  );
  const page = query.data;
  useEffect(() => {
    if (page) setNames(page.columns.map((c) => c.name));
  }, [page]);

  if (!page && query.isPending) return <Block height={240} />;
  if (!page || query.error)
    return (
      <>
        <p className="notice bad small" role="alert">
          {query.error?.message ?? 'It could not be read.'}{' '}
          {page && (
            <button type="button" className="linkish" onClick={() => void query.refetch()}>
              Try again
            </button>
          )}
        </p>
        {otherwise}
      </>
    );
  const sorts = page.format !== 'json';
  const columns = page.columns.map((c, i) => ({
    id: `c${i}`,
    title: c.type ? <span title={`${c.name}: ${c.type}`}>{c.name}</span> : c.name,
    ...(c.number ? { align: 'right' as const } : {}),
    // The server sorts; the rows stay in its order.
    ...(sorts ? { by: () => 0 } : {}),
    cell: (r: { cells: Cell[] }) => (
      <CellView cell={numbered(r.cells[i] ?? null, c.number)} owner={owner} />
    ),
  }));
  const rows = page.rows.map((r, i) => ({ i, cells: (r as unknown[]).map(cellOf) }));
  const end = page.from + rows.length;
  return (
    <div aria-busy={query.isFetching}>
      <div className="row wrap small previewtools">
        <input
          className="field"
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
          placeholder="Rows with…"
          aria-label="Filter rows"
        />
        <span className="row" role="group" aria-label="Rows">
          <button
            type="button"
            className="btn sm"
            aria-label="Rows before"
            disabled={page.from === 0}
            onClick={() => setFrom(Math.max(0, page.from - ROWS))}
          >
            ‹
          </button>
          <span className="nowrap" data-testid="table-range">
            {rows.length === 0
              ? contains
                ? 'no such rows'
                : 'no rows'
              : `rows ${count(page.from + 1)} to ${count(end)} of ${count(page.total)}`}
          </span>
          <button
            type="button"
            className="btn sm"
            aria-label="Rows after"
            disabled={end >= page.total}
            onClick={() => setFrom(end)}
          >
            ›
          </button>
        </span>
        {page.total > ROWS && (
          <input
            className="field"
            style={{ width: 110 }}
            inputMode="numeric"
            placeholder="Go to row"
            aria-label="Go to row"
            onKeyDown={(e) => {
              const row = Number(e.currentTarget.value.replace(/\D/g, ''));
              if (e.key === 'Enter' && row > 0) setFrom(Math.min(page.total, row) - 1);
            }}
          />
        )}
        <span className="muted">
          {plural(page.columns_total, 'column')}
          {page.columns_total > page.columns.length
            ? `, the first ${page.columns.length} shown`
            : ''}
        </span>
        {sorts && (
          <button
            type="button"
            className="btn quiet sm"
            aria-pressed={schema}
            data-testid="schema"
            onClick={() => setSchema(!schema)}
          >
            Schema
          </button>
        )}
      </div>
      {schema ? (
        <DataTable
          label={`Columns of ${file}`}
          testId="table-schema"
          rows={page.columns}
          rowKey={(c) => c.name}
          maxHeight="62vh"
          columns={[
            { id: 'name', title: 'Column', cell: (c) => <span className="mono">{c.name}</span> },
            { id: 'type', title: 'Type', cell: (c) => <span className="mono">{c.type}</span> },
          ]}
        />
      ) : rows.length === 0 ? (
        <Empty title={contains ? 'No row is like that' : 'No rows'}>
          {contains ? `No column has “${contains}” in it.` : 'The table has columns and no rows.'}
        </Empty>
      ) : (
        <DataTable
          label={file}
          testId="table-preview"
          rows={rows}
          rowKey={(r) => String(r.i)}
          columns={columns}
          {...(sort === undefined ? {} : { sort })}
          onSort={(next) => {
            setSort(next);
            setFrom(0);
          }}
          maxHeight="62vh"
        />
      )}
    </div>
  );
}

/** A number as one where its digits survive that; else the file's own text. */
function numbered(cell: Cell, number: boolean): Cell {
  if (!number || typeof cell !== 'string') return cell;
  const n = Number(cell);
  return Number.isFinite(n) && !(Number.isInteger(n) && !Number.isSafeInteger(n))
    ? n
    : cellText(cell);
}

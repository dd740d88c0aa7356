import type { Run } from '../../../api/types.ts';
import { count, plural } from '../../../lib/format.ts';
import { columnTitle } from './columns.ts';
import { runsCsv, runsJson, save } from './download.ts';
import type { ShownColumn } from './state.ts';
import type { useRunRows } from './useRunRows.ts';

/** What is loaded of what there is, what came meanwhile, and the download of what is shown. */
export function TableFoot(props: {
  rows: ReturnType<typeof useRunRows>;
  shown: readonly Run[];
  columns: readonly ShownColumn[];
  tree: boolean;
  group: string | undefined;
  groups: number;
}) {
  const { rows, shown, columns } = props;
  const { query, total, fresh } = rows;
  if (shown.length === 0 && fresh === 0) return null;
  const ids = columns.map((c) => c.id);
  const part = shown.length < total;
  return (
    <div className="tablefoot row wrap muted" role="status">
      {fresh > 0 && (
        <button
          type="button"
          className="btn sm primary"
          data-testid="fresh"
          onClick={() => void rows.reload()}
        >
          Show {plural(fresh, 'new run')} <kbd>r</kbd>
        </button>
      )}
      <span>
        {props.group
          ? `${plural(props.groups, 'group')} by ${columnTitle(props.group)} of ${plural(shown.length, 'run')}`
          : `${count(shown.length)} of ${plural(total, 'run')} loaded`}
        {props.tree && ', children folded under their parents'}
      </span>
      {props.group && part && (
        <span className="warn" data-testid="grouped-part">
          grouped over the first {count(shown.length)} of {count(total)}; a filter on{' '}
          {columnTitle(props.group)} would bring in the rest
        </span>
      )}
      {query.isFetchingNextPage && <span>loading…</span>}
      {query.error && query.data && (
        <span className="bad" role="alert">
          {query.error.message}{' '}
          <button type="button" className="linkish" onClick={() => void query.refetch()}>
            Try again
          </button>
        </span>
      )}
      <span className="grow" />
      <button
        type="button"
        className="btn quiet sm"
        data-testid="download-csv"
        title={part ? `The ${count(shown.length)} runs that are loaded` : 'All runs of this table'}
        onClick={() => save('runs.csv', runsCsv(shown, ids), 'text/csv')}
      >
        CSV
      </button>
      <button
        type="button"
        className="btn quiet sm"
        data-testid="download-json"
        title={part ? `The ${count(shown.length)} runs that are loaded` : 'All runs of this table'}
        onClick={() => save('runs.json', runsJson(shown, ids), 'application/json')}
      >
        JSON
      </button>
    </div>
  );
}

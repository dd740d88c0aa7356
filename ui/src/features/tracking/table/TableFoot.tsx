import type { Run, RunGroup } from '../../../api/types.ts';
import { count, plural } from '../../../lib/format.ts';
import { columnTitle } from './columns.ts';
import { runsCsv, runsJson, save } from './download.ts';
import { groupsCsv } from './grouped.ts';
import type { ShownColumn } from './state.ts';
import type { useRunRows } from './useRunRows.ts';

/** What is loaded of what there is, what came meanwhile, and the download of what is shown. */
export function TableFoot(props: {
  rows: ReturnType<typeof useRunRows>;
  shown: readonly Run[];
  columns: readonly ShownColumn[];
  tree: boolean;
  /** The columns that are grouped by; none: the rows are runs. */
  by: readonly string[];
  groups: readonly RunGroup[];
  totalGroups: number;
  onReload: () => void;
}) {
  const { rows, shown, columns, by, groups } = props;
  const { query, total, fresh } = rows;
  if (shown.length === 0 && fresh === 0) return null;
  const ids = columns.map((c) => c.id);
  const grouped = by.length > 0;
  const part = grouped ? groups.length < props.totalGroups : shown.length < total;
  const what = grouped ? 'groups' : 'runs';
  const title = part
    ? `The ${count(grouped ? groups.length : shown.length)} ${what} that are loaded`
    : `All ${what} of this table`;
  return (
    <div className="tablefoot row wrap muted" role="status">
      {fresh > 0 && (
        <button
          type="button"
          className="btn sm primary"
          data-testid="fresh"
          onClick={props.onReload}
        >
          Show {plural(fresh, 'new run')} <kbd>r</kbd>
        </button>
      )}
      <span>
        {grouped
          ? `${part ? `${count(groups.length)} of ` : ''}${plural(props.totalGroups, 'group')} by ${by
              .map(columnTitle)
              .join(', ')} of ${plural(total, 'run')}, figures over all of them`
          : `${count(shown.length)} of ${plural(total, 'run')} loaded`}
        {props.tree && ', children folded under their parents'}
      </span>
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
        title={title}
        onClick={() =>
          grouped
            ? save('groups.csv', groupsCsv(groups, by), 'text/csv')
            : save('runs.csv', runsCsv(shown, ids), 'text/csv')
        }
      >
        CSV
      </button>
      <button
        type="button"
        className="btn quiet sm"
        data-testid="download-json"
        title={title}
        onClick={() =>
          grouped
            ? save('groups.json', JSON.stringify(groups, null, 2), 'application/json')
            : save('runs.json', runsJson(shown, ids), 'application/json')
        }
      >
        JSON
      </button>
    </div>
  );
}

import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { ApiError } from '../api/client.ts';
import type { Run } from '../api/types.ts';
import { useKeys } from '../components/keys.ts';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, ErrorState, Skeleton } from '../components/States.tsx';
import { allIds, changeRuns } from '../features/tracking/table/api.ts';
import { BulkBar, type Done, UndoToast } from '../features/tracking/table/Bulk.tsx';
import { flatRows, treeRows } from '../features/tracking/table/group.ts';
import { groupAsk, readOpen, writeGroup, writeOpen } from '../features/tracking/table/grouped.ts';
import { RunGrid } from '../features/tracking/table/RunGrid.tsx';
import { type ShownColumn, writeColumns, writeSort } from '../features/tracking/table/state.ts';
import { TableFoot } from '../features/tracking/table/TableFoot.tsx';
import { Toolbar } from '../features/tracking/table/Toolbar.tsx';
import { useGroups } from '../features/tracking/table/useGroups.ts';
import { useChildren, useRunRows } from '../features/tracking/table/useRunRows.ts';
import { useSelection } from '../features/tracking/table/useSelection.ts';
import { useSparks } from '../features/tracking/table/useSparks.ts';
import { type RunsSearch, useTableState } from '../features/tracking/table/useTableState.ts';
import { count } from '../lib/format.ts';

const route = getRouteApi('/runs');

export function RunsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state = useTableState(search);
  const set = useCallback(
    (part: Partial<RunsSearch>) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace: true }),
    [navigate],
  );
  return (
    <div className="page" data-testid="runs">
      {state.columns === null ? (
        <>
          <PageHead title="Runs" />
          <div className="panel">
            <Skeleton lines={14} />
          </div>
        </>
      ) : (
        <Table search={search} set={set} state={{ ...state, columns: state.columns }} />
      )}
    </div>
  );
}

type Ready = ReturnType<typeof useTableState> & {
  columns: NonNullable<ReturnType<typeof useTableState>['columns']>;
};

function Table({
  search,
  set,
  state,
}: {
  search: RunsSearch;
  set: (part: Partial<RunsSearch>) => void;
  state: Ready;
}) {
  const router = useRouter();
  const { ask, columns, tree, by } = state;
  const grouped = by.length > 0;
  const [seen, setSeen] = useState<string[]>([]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<Done | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const selection = useSelection(search, set);
  const rows = useRunRows(ask, seen);
  const { query, runs, total } = rows;

  const { sort } = state;
  const asked = useMemo(
    () =>
      groupAsk(
        ask,
        by,
        columns.map((c) => c.id),
        sort,
      ),
    [ask, by, columns, sort?.id, sort?.down],
  );
  const openGroups = useMemo(() => readOpen(search.opened), [search.opened]);
  const groups = useGroups(asked, ask, openGroups, grouped);

  const opened = tree ? [...open] : [];
  const children = useChildren(opened, ask.columns);
  const lines = useMemo(
    () => (grouped ? groups.rows : tree ? treeRows(runs, open, children) : flatRows(runs)),
    [runs, grouped, groups.rows, tree, open, ...children.values()],
  );
  const sparks = useSparks(seen, columns);
  const picked = selection.all ? new Set(runs.map((r) => r.id)) : selection.picked;
  const many = selection.all ? total : picked.size;

  const compare = () => {
    if (many < 2) return;
    const where = new URLSearchParams();
    if (selection.all) {
      if (search.experiment) where.set('experiment', search.experiment);
      if (ask.filter) where.set('filter', ask.filter);
      where.set('matching', '1');
    } else where.set('ids', [...picked].join(','));
    router.history.push(`/runs/compare?${where}`);
  };
  const reload = async () => {
    await Promise.all([rows.reload(), ...(grouped ? [groups.reload()] : [])]);
  };
  const pickGroup = async (key: string, on: boolean) => {
    setFailed(null);
    try {
      selection.pick(await groups.ids(key), on);
    } catch (e) {
      setFailed((e as Error).message);
    }
  };
  const change = async (how: 'delete' | 'restore') => {
    setBusy(true);
    setFailed(null);
    try {
      const ids = selection.all ? await allIds(ask) : [...picked];
      const changed = await changeRuns(how, ids);
      setDone({ how, ids, changed });
      selection.clear();
      await reload();
    } catch (e) {
      setFailed((e as Error).message);
    } finally {
      setBusy(false);
    }
  };
  useKeys({
    c: compare,
    r: () => void reload(),
    // Else the key is the drawer's.
    ...(many > 0 ? { Escape: selection.clear } : {}),
  });
  const pager = grouped ? groups.query : query;
  const onEnd = useCallback(() => {
    if (pager.hasNextPage && !pager.isFetching) void pager.fetchNextPage();
  }, [pager.hasNextPage, pager.isFetching, pager.fetchNextPage]);
  const toggle = useCallback(
    (key: string) => {
      const next = new Set(grouped ? openGroups : open);
      if (!next.delete(key)) next.add(key);
      if (grouped) set({ opened: writeOpen(next) });
      else setOpen(next);
    },
    [grouped, openGroups, open, set],
  );
  const close = useCallback(() => setDone(null), []);

  const wrong = query.error instanceof ApiError && query.error.status === 400 ? query.error : null;
  return (
    <>
      <PageHead
        title={state.view === 'deleted' ? 'Deleted runs' : 'Runs'}
        state={query.data && <span className="muted">{count(total)}</span>}
        actions={
          <button
            type="button"
            className="btn"
            disabled={many < 2}
            onClick={compare}
            data-testid="compare"
          >
            Compare {many > 0 ? count(many) : ''} <kbd>c</kbd>
          </button>
        }
      />
      <Toolbar
        search={search}
        set={set}
        state={state}
        rows={runs}
        error={wrong && search.filter ? wrong.message : undefined}
      />
      <div className="panel" aria-busy={query.isPending}>
        {(failed ?? groups.failed) && (
          <div className="notice bad" role="alert">
            {failed ?? groups.failed?.message}
          </div>
        )}
        {(query.isPending && !query.error) || (grouped && groups.query.isPending) ? (
          <Skeleton lines={14} />
        ) : wrong && search.filter ? (
          <Empty title="The filter is not understood">
            Its fault is marked above. Names of metrics, params and tags are offered as you type.
          </Empty>
        ) : pager.error && !pager.data ? (
          <ErrorState error={pager.error} retry={() => void pager.refetch()} />
        ) : lines.length === 0 ? (
          <Nothing search={search} view={state.view} />
        ) : (
          <RunGrid
            rows={lines}
            total={grouped ? lines.length : total}
            columns={grouped ? columns.map((c) => roomFor(c)) : columns}
            sort={state.sort}
            density={state.density}
            onSort={(sort) => set({ sort: writeSort(sort) })}
            onColumns={(next) => set({ cols: writeColumns(next) })}
            onGroup={(id) => set({ group: writeGroup([id]), opened: undefined })}
            picked={picked}
            onPick={selection.pick}
            onPickAll={(on) =>
              grouped && on
                ? selection.everything()
                : selection.pick(
                    runs.map((r) => r.id),
                    on,
                  )
            }
            onToggle={toggle}
            onOpen={(run: Run) => router.history.push(`/runs/${run.id}`)}
            onEnd={onEnd}
            onSeen={setSeen}
            sparks={sparks}
            {...(grouped
              ? {
                  by,
                  groupIds: groups.known,
                  onPickGroup: (key: string, on: boolean) => void pickGroup(key, on),
                  onMore: groups.more,
                }
              : {})}
          />
        )}
        {many > 0 ? (
          <BulkBar
            many={many}
            all={selection.all}
            offer={
              total > picked.size && picked.size >= runs.length && runs.length > 0 ? total : null
            }
            view={state.view}
            busy={busy}
            onAll={selection.everything}
            onClear={selection.clear}
            onCompare={compare}
            onChange={(how) => void change(how)}
          />
        ) : (
          <TableFoot
            rows={rows}
            shown={runs}
            columns={columns}
            tree={tree}
            by={by}
            groups={groups.groups}
            totalGroups={groups.totalGroups}
            onReload={() => void reload()}
          />
        )}
      </div>
      {done && <UndoToast done={done} onClose={close} onUndone={reload} />}
    </>
  );
}

/** A group's cell shows a mean with its range. */
function roomFor(c: ShownColumn): ShownColumn {
  return /^(metrics|params)\./.test(c.id) ? { ...c, width: Math.max(c.width, 160) } : c;
}

function Nothing({ search, view }: { search: RunsSearch; view: string }) {
  if (view === 'deleted') {
    return (
      <Empty title="Nothing is deleted here">Deleted runs stay here and can be restored.</Empty>
    );
  }
  return search.filter ? (
    <Empty title="No run is like that">
      Nothing matches <code>{search.filter}</code>.
    </Empty>
  ) : (
    <Empty
      title="No runs yet"
      type={`MLFLOW_TRACKING_URI=${window.location.origin} python train.py`}
    >
      Every training is a run. Point any MLflow client here and it appears, live.
    </Empty>
  );
}

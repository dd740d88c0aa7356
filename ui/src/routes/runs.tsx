import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { ApiError } from '../api/client.ts';
import type { Run } from '../api/types.ts';
import { useKeys } from '../components/keys.ts';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, ErrorState, Skeleton } from '../components/States.tsx';
import { allIds, changeRuns } from '../features/tracking/table/api.ts';
import { BulkBar, type Done, UndoToast } from '../features/tracking/table/Bulk.tsx';
import { flatRows, groupRows, groupRuns, treeRows } from '../features/tracking/table/group.ts';
import { RunGrid } from '../features/tracking/table/RunGrid.tsx';
import {
  readList,
  type ShownColumn,
  writeColumns,
  writeSort,
} from '../features/tracking/table/state.ts';
import { TableFoot } from '../features/tracking/table/TableFoot.tsx';
import { Toolbar } from '../features/tracking/table/Toolbar.tsx';
import { useChildren, useRunRows } from '../features/tracking/table/useRunRows.ts';
import { useSparks } from '../features/tracking/table/useSparks.ts';
import { type RunsSearch, useTableState } from '../features/tracking/table/useTableState.ts';
import { count } from '../lib/format.ts';

const route = getRouteApi('/runs');
/** So many ids are kept in the address. */
const IN_ADDRESS = 300;

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
  const { ask, columns, tree, group } = state;
  const [seen, setSeen] = useState<string[]>([]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [done, setDone] = useState<Done | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const selection = useSelection(search, set);
  const rows = useRunRows(ask, state.want, seen);
  const { query, runs, total } = rows;

  const opened = tree ? [...open].filter((key) => !key.startsWith('g:')) : [];
  const children = useChildren(opened, ask.columns);
  const lines = useMemo(
    () =>
      group
        ? groupRows(groupRuns(runs, group), open)
        : tree
          ? treeRows(runs, open, children)
          : flatRows(runs),
    [runs, group, tree, open, ...children.values()],
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
  const change = async (how: 'delete' | 'restore') => {
    setBusy(true);
    setFailed(null);
    try {
      const ids = selection.all ? await allIds(ask) : [...picked];
      const changed = await changeRuns(how, ids);
      setDone({ how, ids, changed });
      selection.clear();
      await rows.reload();
    } catch (e) {
      setFailed((e as Error).message);
    } finally {
      setBusy(false);
    }
  };
  useKeys({
    c: compare,
    r: () => void rows.reload(),
    // Else the key is the drawer's.
    ...(many > 0 ? { Escape: selection.clear } : {}),
  });
  const onEnd = useCallback(() => {
    if (query.hasNextPage && !query.isFetching && !group) void query.fetchNextPage();
  }, [query.hasNextPage, query.isFetching, query.fetchNextPage, group]);
  const toggle = useCallback(
    (key: string) =>
      setOpen((old) => {
        const next = new Set(old);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [],
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
        {failed && (
          <div className="notice bad" role="alert">
            {failed}
          </div>
        )}
        {query.isPending && !query.error ? (
          <Skeleton lines={14} />
        ) : wrong && search.filter ? (
          <Empty title="The filter is not understood">
            Its fault is marked above. Names of metrics, params and tags are offered as you type.
          </Empty>
        ) : query.error && !query.data ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : lines.length === 0 ? (
          <Nothing search={search} view={state.view} />
        ) : (
          <RunGrid
            rows={lines}
            total={group ? lines.length : total}
            columns={group ? columns.map((c) => roomFor(c)) : columns}
            sort={state.sort}
            density={state.density}
            onSort={(sort) => set({ sort: writeSort(sort) })}
            onColumns={(next) => set({ cols: writeColumns(next) })}
            onGroup={(id) => set({ group: id })}
            picked={picked}
            onPick={selection.pick}
            onPickAll={(on) =>
              selection.pick(
                runs.map((r) => r.id),
                on,
              )
            }
            onToggle={toggle}
            onOpen={(run: Run) => router.history.push(`/runs/${run.id}`)}
            onEnd={onEnd}
            onSeen={setSeen}
            sparks={sparks}
            {...(group ? { grouped: group } : {})}
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
            group={group}
            groups={group ? lines.filter((l) => l.kind === 'group').length : 0}
          />
        )}
      </div>
      {done && <UndoToast done={done} onClose={close} onUndone={rows.reload} />}
    </>
  );
}

/** Which runs are selected: some by name, or all that match. */
function useSelection(search: RunsSearch, set: (part: Partial<RunsSearch>) => void) {
  const [many, setMany] = useState<ReadonlySet<string> | null>(null);
  const named = useMemo(() => new Set(readList(search.picked)), [search.picked]);
  const all = search.picked === '*';
  const picked: ReadonlySet<string> = many ?? named;
  const keep = (next: ReadonlySet<string>) => {
    const fits = next.size <= IN_ADDRESS;
    setMany(fits ? null : next);
    set({ picked: fits ? [...next].join(',') || undefined : undefined });
  };
  return {
    all,
    picked,
    pick: (ids: readonly string[], on: boolean) => {
      const next = new Set(all ? [] : picked);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      keep(next);
    },
    everything: () => {
      setMany(null);
      set({ picked: '*' });
    },
    clear: () => {
      if (all || picked.size > 0) keep(new Set());
    },
  };
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

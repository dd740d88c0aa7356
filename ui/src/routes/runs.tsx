import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { Run } from '../api/types.ts';
import { Ago, EventTime, Panel, Swatch } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { useKeys } from '../components/keys.ts';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { experimentsQuery, metricsQuery, runQuery, runsQuery } from '../features/tracking/api.ts';
import { telling } from '../features/tracking/metrics.ts';
import { varying } from '../features/tracking/Parallel.tsx';
import { runColour } from '../lib/colour.ts';
import { count, duration, number } from '../lib/format.ts';

const MetricChart = lazy(() => import('../charts/uplot/MetricChart.tsx'));
const route = getRouteApi('/runs');
const MOST = 10;

/** Words become a search by name; whatever looks like MLflow's grammar is passed on as it is. */
export function toFilter(text: string | undefined): string | undefined {
  const words = text?.trim();
  if (!words) return undefined;
  if (/[=<>]|\b(ilike|like|in)\b/i.test(words)) return words;
  return `attributes.run_name ILIKE '%${words.replaceAll("'", '')}%'`;
}

export function RunsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const experiments = useQuery(experimentsQuery).data?.items ?? [];
  const experiment = search.experiment ?? experiments.find((e) => (e.runs ?? 0) > 0)?.id;
  const [typed, setTyped] = useState(search.filter ?? '');
  const query = useInfiniteQuery(
    runsQuery({ experiment: search.experiment, filter: toFilter(search.filter) }),
  );
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const picked = new Set(search.picked?.split(',').filter(Boolean));
  const pick = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id) && next.size < MOST) next.add(id);
    set({ picked: [...next].join(',') || undefined });
  };
  const compare = () =>
    picked.size > 1 && router.history.push(`/runs/compare?ids=${[...picked].join(',')}`);
  useKeys({ c: compare });

  return (
    <div className="page" data-testid="runs">
      <PageHead
        title="Runs"
        actions={
          <button
            type="button"
            className="btn"
            disabled={picked.size < 2}
            onClick={compare}
            data-testid="compare"
          >
            Compare {picked.size > 0 ? picked.size : ''} <kbd>c</kbd>
          </button>
        }
      />
      <div className="toolbar">
        <select
          className="field"
          aria-label="Experiment"
          value={search.experiment ?? ''}
          onChange={(e) => set({ experiment: e.target.value || undefined })}
        >
          <option value="">every experiment</option>
          {experiments.map((e) => (
            <option key={e.id} value={e.id}>
              {e.name} ({count(e.runs)})
            </option>
          ))}
        </select>
        <form
          className="grow"
          style={{ maxWidth: 560 }}
          onSubmit={(e) => {
            e.preventDefault();
            set({ filter: typed || undefined });
          }}
        >
          <input
            data-filter
            data-testid="filter"
            className="field"
            style={{ width: '100%' }}
            aria-label="Filter runs"
            placeholder="a name, or metrics.auc > 0.7 and params.max_depth = '6'   ( / )"
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
            onBlur={() => set({ filter: typed || undefined })}
          />
        </form>
        <label className="row small">
          <input
            type="checkbox"
            checked={search.all === '1'}
            onChange={(e) => set({ all: e.target.checked ? '1' : undefined })}
          />{' '}
          trials too
        </label>
      </div>
      <div className="panel">
        <Await query={query} skeleton={<Skeleton lines={12} />}>
          {({ pages }) => {
            const all = pages.flatMap((p) => p.items);
            const rows =
              search.all === '1' || search.filter ? all : all.filter((r) => r.parent === undefined);
            if (all.length === 0) {
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
            const hidden = all.length - rows.length;
            return (
              <>
                <RunTable
                  rows={rows}
                  sort={search.sort}
                  onSort={(sort) => set({ sort })}
                  picked={picked}
                  onPick={pick}
                  experiment={experiment}
                />
                <div className="row small muted" style={{ padding: '6px 12px' }}>
                  {count(rows.length)} shown{hidden > 0 && `, ${count(hidden)} trials folded`}
                  {query.hasNextPage && (
                    <button
                      type="button"
                      className="btn sm"
                      disabled={query.isFetchingNextPage}
                      onClick={() => void query.fetchNextPage()}
                    >
                      Earlier
                    </button>
                  )}
                </div>
              </>
            );
          }}
        </Await>
      </div>
    </div>
  );
}

function RunTable(props: {
  rows: readonly Run[];
  sort?: string;
  onSort: (s?: string) => void;
  picked: ReadonlySet<string>;
  onPick: (id: string) => void;
  experiment?: string;
}) {
  const router = useRouter();
  const metrics = common(props.rows, 3);
  const params = varying(props.rows.slice(0, 60)).slice(0, 3);
  return (
    <DataTable
      label="Runs"
      testId="run-table"
      main
      rows={props.rows}
      rowKey={(r) => r.id}
      onOpen={(r) => router.history.push(`/runs/${r.id}`)}
      sort={props.sort}
      onSort={props.onSort}
      picked={props.picked}
      onPick={props.onPick}
      columns={[
        {
          id: 'name',
          title: 'Name',
          by: (r) => r.name,
          cell: (r) => (
            <span className="row">
              <Swatch colour={runColour(r.id)} /> <RefLink of={`run:${r.id}`} title={r.name} />
              {r.children > 0 && <span className="muted">{r.children} trials</span>}
            </span>
          ),
        },
        {
          id: 'status',
          title: 'State',
          cell: (r) => <Status of={r.status} />,
          by: (r) => r.status,
        },
        ...metrics.map((m) => ({
          id: m,
          title: m,
          align: 'right' as const,
          cell: (r: Run) => (
            <span title={String(r.metrics[m]?.value ?? '')}>{number(r.metrics[m]?.value)}</span>
          ),
          by: (r: Run) => r.metrics[m]?.value,
        })),
        ...params.map((p) => ({
          id: `p.${p}`,
          title: p,
          wide: true,
          align: 'right' as const,
          cell: (r: Run) => r.params[p] ?? '–',
          by: (r: Run) => Number(r.params[p]) || r.params[p],
        })),
        {
          id: 'event',
          title: 'Event time',
          wide: true,
          cell: (r) => <EventTime at={r.event_time} />,
          by: (r) => r.event_time,
        },
        {
          id: 'took',
          title: 'Took',
          align: 'right',
          wide: true,
          cell: (r) =>
            r.ended_at ? duration(Date.parse(r.ended_at) - Date.parse(r.started_at)) : '…',
          by: (r) => r.duration_s,
        },
        { id: 'user', title: 'By', wide: true, cell: (r) => r.user, by: (r) => r.user },
        {
          id: 'started',
          title: 'Started',
          cell: (r) => <Ago at={r.started_at} />,
          by: (r) => r.started_at,
        },
      ]}
    />
  );
}

/** The metrics that most of the runs have, the most telling first. */
function common(runs: readonly Run[], many: number): string[] {
  const counts = new Map<string, number>();
  for (const key of runs.flatMap((r) => Object.keys(r.metrics))) {
    if (!key.startsWith('system/')) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const often = Math.max(0, ...counts.values()) / 4;
  return telling([...counts].filter(([, n]) => n >= often).map(([k]) => k)).slice(0, many);
}

const compareRoute = getRouteApi('/runs/compare');

export function ComparePage() {
  const search = compareRoute.useSearch();
  const navigate = compareRoute.useNavigate();
  const ids = (search.ids ?? '').split(',').filter(Boolean).slice(0, MOST);
  const runs = useQueries({ queries: ids.map((id) => runQuery(id)) }).flatMap((q) =>
    q.data ? [q.data] : [],
  );
  const metrics = common(runs, 60);
  const metric = search.metric ?? metrics[0];
  const curves = useQueries({
    queries: runs.map((r) => metricsQuery(r.id, metric && r.metrics[metric] ? [metric] : [])),
  });
  if (ids.length === 0) {
    return (
      <div className="page">
        <PageHead title="Compare" />
        <Empty title="Nothing to compare">
          Select runs with <kbd>x</kbd> on the list of runs, then press <kbd>c</kbd>.
        </Empty>
      </div>
    );
  }
  const params = varying(runs);
  return (
    <div className="page" data-testid="compare-page">
      <PageHead title={`Compare ${ids.length} runs`} />
      <Panel
        title={
          <select
            className="field"
            aria-label="Metric"
            value={metric ?? ''}
            onChange={(e) =>
              void navigate({
                search: (old) => ({ ...old, metric: e.target.value }),
                replace: true,
              })
            }
          >
            {metrics.map((m) => (
              <option key={m}>{m}</option>
            ))}
          </select>
        }
      >
        <Suspense fallback={<Block height={260} />}>
          <MetricChart
            height={260}
            label={`${metric} of the compared runs`}
            curves={runs.flatMap((r, i) => {
              const s = curves[i]?.data?.series[0];
              return s
                ? [{ label: r.name, colour: runColour(r.id), xs: s.steps, ys: s.values }]
                : [];
            })}
          />
        </Suspense>
      </Panel>
      <div className="panel">
        <DataTable
          label="Compared runs"
          main
          rows={runs}
          rowKey={(r) => r.id}
          columns={[
            {
              id: 'name',
              title: 'Run',
              cell: (r) => (
                <span className="row">
                  <Swatch colour={runColour(r.id)} />
                  <RefLink of={`run:${r.id}`} title={r.name} />
                </span>
              ),
            },
            ...metrics.slice(0, 8).map((m) => ({
              id: m,
              title: m,
              align: 'right' as const,
              cell: (r: Run) => number(r.metrics[m]?.value),
            })),
            ...params.map((p) => ({
              id: `p.${p}`,
              title: p,
              align: 'right' as const,
              cell: (r: Run) => r.params[p] ?? '–',
            })),
          ]}
        />
      </div>
    </div>
  );
}

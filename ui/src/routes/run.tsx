import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lineageQuery } from '../api/shell.ts';
import type { Run } from '../api/types.ts';
import { Ago, EventTime, Id, Panel, Tabs } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink, To } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { RevokedNotice, useRevoked } from '../features/datasets/Revoked.tsx';
import { childrenQuery, runQuery } from '../features/tracking/api.ts';
import { Curves, type Look } from '../features/tracking/Curves.tsx';
import { Files } from '../features/tracking/Files.tsx';
import { telling } from '../features/tracking/metrics.ts';
import { Parallel, varying } from '../features/tracking/Parallel.tsx';
import { Params } from '../features/tracking/Params.tsx';
import { duration, number, shortId } from '../lib/format.ts';
import { lowerIsBetter } from '../lib/metric.ts';
import { lineagePath } from '../lib/ref.ts';
import '../features/tracking/tracking.css';

const route = getRouteApi('/runs/$run');

export function RunPage() {
  const { run: id } = route.useParams();
  const query = useQuery(runQuery(id));
  return (
    <div className="page" data-testid="run">
      <Await
        page
        query={query}
        skeleton={
          <>
            <Block height={28} />
            <Skeleton lines={3} />
            <Block height={220} />
          </>
        }
      >
        {(run) => <Whole run={run} key={run.id} />}
      </Await>
    </div>
  );
}

function Whole({ run }: { run: Run }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const parent = useQuery({
    ...runQuery(run.parent ?? ''),
    enabled: run.parent !== undefined,
  }).data;
  const siblings = useQuery({
    ...childrenQuery(run.parent ?? ''),
    enabled: run.parent !== undefined,
  }).data?.items;
  const thread = useThread(run);
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const tab = search.tab ?? 'charts';
  const look: Look = {
    x: search.x === 'time' ? 'time' : 'step',
    smooth: Number(search.smooth ?? 0) || 0,
    log: search.log === '1',
  };
  const tabs = [
    { id: 'charts', title: 'Charts' },
    ...(run.children > 0 ? [{ id: 'trials', title: 'Trials', count: run.children }] : []),
    { id: 'params', title: 'Params and tags' },
    { id: 'artifacts', title: 'Artifacts' },
    { id: 'lineage', title: 'Lineage' },
  ];
  const end = run.ended_at ? Date.parse(run.ended_at) : Date.now();
  const choices = [...(parent ? [parent] : []), ...(siblings ?? []).filter((s) => s.id !== run.id)];
  return (
    <>
      <PageHead
        title={run.name}
        state={<Status of={run.status} />}
        thread={thread}
        here={`run:${run.id}`}
      />
      <RevokedNotice what="This run" refs={run.inputs.flatMap((i) => (i.ref ? [i.ref] : []))} />
      <div className="row wrap small soft">
        <Id of={run.id} />
        <span className="muted">·</span>
        <To path={`/runs?experiment=${encodeURIComponent(run.experiment_id)}`}>
          {run.experiment_name}
        </To>
        <span className="muted">·</span>
        <span>
          {run.user}, <Ago at={run.started_at} />, {duration(end - Date.parse(run.started_at))}
        </span>
        {run.event_time && (
          <>
            <span className="muted">·</span>
            <span>
              for <EventTime at={run.event_time} />
            </span>
          </>
        )}
        {run.commit && (
          <>
            <span className="muted">·</span>
            <span>
              commit <code title={run.commit}>{run.commit.slice(0, 7)}</code>
            </span>
          </>
        )}
        {run.parent && (
          <>
            <span className="muted">·</span>
            <span>
              part of{' '}
              <RefLink of={`run:${run.parent}`} title={parent?.name ?? shortId(run.parent)} />
            </span>
          </>
        )}
      </div>
      <Tabs
        label="Parts of the run"
        tabs={tabs}
        value={tab}
        onChange={(t) => set({ tab: t === 'charts' ? undefined : t })}
      />
      {tab === 'charts' && (
        <>
          <div className="toolbar small">
            <label className="row">
              <span className="muted">x</span>
              <select
                className="field"
                value={look.x}
                onChange={(e) => set({ x: e.target.value === 'time' ? 'time' : undefined })}
              >
                <option value="step">step</option>
                <option value="time">seconds</option>
              </select>
            </label>
            <label className="row">
              <span className="muted">smooth</span>
              <input
                type="range"
                min={0}
                max={0.98}
                step={0.02}
                value={look.smooth}
                onChange={(e) =>
                  set({ smooth: Number(e.target.value) > 0 ? e.target.value : undefined })
                }
              />
            </label>
            <label className="row">
              <input
                type="checkbox"
                checked={look.log}
                onChange={(e) => set({ log: e.target.checked ? '1' : undefined })}
              />{' '}
              log y
            </label>
          </div>
          <Curves run={run} look={look} />
        </>
      )}
      {tab === 'trials' && <Trials run={run} sort={search.sort} onSort={(sort) => set({ sort })} />}
      {tab === 'params' && (
        <Params
          run={run}
          against={search.against}
          onAgainst={(against) => set({ against })}
          choices={choices}
        />
      )}
      {tab === 'artifacts' && (
        <Files run={run.id} chosen={search.artifact} onChoose={(artifact) => set({ artifact })} />
      )}
      {tab === 'lineage' && <Lineage run={run} />}
    </>
  );
}

/** data → run → model → deployment, as far as the lineage knows it. */
function useThread(run: Run): string[] {
  const self = `run:${run.id}`;
  const graph = useQuery(lineageQuery(self)).data;
  if (!graph) return [];
  const served = graph.edges
    .filter((e) => run.produced.includes(e.from) && e.relation === 'deployed')
    .map((e) => e.to);
  const data = run.inputs.flatMap((i) => (i.ref ? [i.ref] : [])).slice(-1);
  return [...data, self, ...run.produced, ...new Set(served)];
}

function Trials({ run, sort, onSort }: { run: Run; sort?: string; onSort: (s?: string) => void }) {
  const router = useRouter();
  const query = useQuery(childrenQuery(run.id));
  const open = (id: string) => router.history.push(`/runs/${id}`);
  return (
    <Await query={query}>
      {({ items }) => {
        const metrics = telling(items.flatMap((r) => Object.keys(r.metrics))).filter(
          (m) => !m.startsWith('system/'),
        );
        const main = metrics[0];
        const reached = items.flatMap((r) => (main ? (r.metrics[main]?.value ?? []) : []));
        const best = main && lowerIsBetter(main) ? Math.min(...reached) : Math.max(...reached);
        return (
          <>
            {main && items.length > 1 && (
              <Panel title={`Trials by ${main}`}>
                <Parallel runs={items} metric={main} onOpen={open} />
              </Panel>
            )}
            <div className="panel">
              <DataTable
                label="Trials"
                main
                testId="trials"
                rows={items}
                rowKey={(r) => r.id}
                onOpen={(r) => open(r.id)}
                sort={sort ?? (main ? `-${main}` : undefined)}
                onSort={onSort}
                columns={[
                  {
                    id: 'name',
                    title: 'Trial',
                    cell: (r) => (
                      <RefLink
                        of={`run:${r.id}`}
                        title={
                          r.name.startsWith(run.name)
                            ? r.name.slice(run.name.length).trim() || r.name
                            : r.name
                        }
                      />
                    ),
                    by: (r) => r.name,
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
                      <span
                        className={m === main && r.metrics[m]?.value === best ? 'good strong' : ''}
                      >
                        {number(r.metrics[m]?.value)}
                      </span>
                    ),
                    by: (r: Run) => r.metrics[m]?.value,
                  })),
                  ...varying(items).map((p) => ({
                    id: `p.${p}`,
                    title: p,
                    align: 'right' as const,
                    cell: (r: Run) => r.params[p] ?? '–',
                    by: (r: Run) => Number(r.params[p]) || r.params[p],
                  })),
                ]}
              />
            </div>
          </>
        );
      }}
    </Await>
  );
}

function Lineage({ run }: { run: Run }) {
  const revoked = useRevoked(run.inputs.flatMap((i) => (i.ref ? [i.ref] : [])));
  const query = useQuery(lineageQuery(`run:${run.id}`));
  return (
    <div className="cols">
      <Panel title="Read" className="c6" flush>
        <table className="t" aria-label="Inputs">
          <tbody>
            {run.inputs.map((i) => (
              <tr key={i.digest + i.name}>
                <td>
                  {i.ref ? <RefLink of={i.ref} /> : i.name}{' '}
                  {i.ref && revoked.has(i.ref) && <Status of="revoked" />}
                </td>
                <td className="muted">{i.context}</td>
                <td>
                  <Id of={i.digest} />
                </td>
              </tr>
            ))}
            {run.inputs.length === 0 && (
              <tr>
                <td className="muted">No inputs were logged.</td>
              </tr>
            )}
          </tbody>
        </table>
      </Panel>
      <Panel
        title="Edges"
        className="c6"
        flush
        aside={<To path={lineagePath(`run:${run.id}`)}>the whole graph</To>}
      >
        <Await query={query}>
          {(graph) => {
            const near = graph.edges.filter(
              (e) => e.from === `run:${run.id}` || e.to === `run:${run.id}`,
            );
            return (
              <table className="t" aria-label="Lineage">
                <tbody>
                  {near.map((e) => (
                    <tr key={e.from + e.relation + e.to}>
                      <td>
                        <RefLink of={e.from} />
                      </td>
                      <td className="muted">{e.relation}</td>
                      <td>
                        <RefLink of={e.to} />
                      </td>
                    </tr>
                  ))}
                  {near.length === 0 && (
                    <tr>
                      <td className="muted">Nothing is linked to this run yet.</td>
                    </tr>
                  )}
                </tbody>
              </table>
            );
          }}
        </Await>
      </Panel>
    </div>
  );
}

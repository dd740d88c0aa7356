import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lineageQuery } from '../api/shell.ts';
import type { Run } from '../api/types.ts';
import { Panel, Tabs } from '../components/Bits.tsx';
import { Code } from '../components/Code.tsx';
import { Await, Block, Skeleton } from '../components/States.tsx';
import { runFiles } from '../features/artifacts/api.ts';
import { Console } from '../features/artifacts/Console.tsx';
import { Files } from '../features/artifacts/Files.tsx';
import { Comments } from '../features/collab/Comments.tsx';
import { RevokedNotice } from '../features/datasets/Revoked.tsx';
import { Log } from '../features/pipelines/Log.tsx';
import { childrenQuery, runQuery } from '../features/tracking/api.ts';
import { ChartTools } from '../features/tracking/ChartTools.tsx';
import { Curves } from '../features/tracking/Curves.tsx';
import type { Look } from '../features/tracking/curve.ts';
import { Images, useImages } from '../features/tracking/Images.tsx';
import { Inputs } from '../features/tracking/Inputs.tsx';
import { LoggedModels } from '../features/tracking/LoggedModels.tsx';
import { useLive, useLiveVersion } from '../features/tracking/live.ts';
import { Notes } from '../features/tracking/Notes.tsx';
import { Params } from '../features/tracking/Params.tsx';
import { RunFacts, RunHead } from './runhead.tsx';
import { RunLineage, Trials } from './runparts.tsx';
import { RunTraces } from './traces.tsx';
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

function rangeOf(text: string | undefined): readonly [number, number] | null {
  const [from, to] = (text ?? '').split('~').map(Number);
  return from !== undefined && to !== undefined && from < to ? [from, to] : null;
}

/** A bound of the zoom, short enough for an address. */
function tidy(x: number): number {
  return Math.abs(x) >= 1000 ? Math.round(x) : Number(x.toPrecision(6));
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
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const live = useLive(run);
  useLiveVersion(live);
  const keys = [...new Set([...Object.keys(run.metrics), ...live.keys()])];
  const system = keys.filter((k) => k.startsWith('system/'));
  const own = keys.filter((k) => !k.startsWith('system/'));
  const tab = search.tab ?? 'charts';
  const { images } = useImages(run);
  const look: Look = {
    x: (search.x ?? (tab === 'system' ? 'time' : 'step')) === 'time' ? 'time' : 'step',
    smooth: Number(search.smooth ?? 0) || 0,
    log: search.log === '1',
    range: rangeOf(search.range),
  };
  const tabs = [
    { id: 'charts', title: 'Charts', ...(own.length > 12 ? { count: own.length } : {}) },
    ...(run.children > 0 ? [{ id: 'trials', title: 'Child runs', count: run.children }] : []),
    { id: 'params', title: 'Params and tags' },
    ...(images.length > 0 || tab === 'images'
      ? [{ id: 'images', title: 'Images', count: new Set(images.map((i) => i.key)).size }]
      : []),
    { id: 'artifacts', title: 'Artifacts' },
    ...(system.length > 0 ? [{ id: 'system', title: 'System' }] : []),
    { id: 'console', title: 'Console' },
    { id: 'data', title: 'Data and models' },
    { id: 'traces', title: 'Traces' },
    { id: 'notes', title: 'Notes' },
    { id: 'lineage', title: 'Lineage' },
  ];
  const charts = tab === 'system' ? system : own;
  const task = run.tags['noria.task']?.replace(/^task:/, '');
  return (
    <>
      <RunHead run={run} thread={useThread(run)} siblings={(siblings ?? []).map((s) => s.id)} />
      <RevokedNotice what="This run" refs={run.inputs.flatMap((i) => (i.ref ? [i.ref] : []))} />
      <RunFacts run={run} {...(parent ? { parent } : {})} />
      <Tabs
        label="Parts of the run"
        tabs={tabs}
        value={tab}
        onChange={(t) =>
          set({ tab: t === 'charts' ? undefined : t, x: undefined, range: undefined })
        }
      />
      {(tab === 'charts' || tab === 'system') && (
        <>
          <ChartTools
            look={look}
            filter={search.metrics ?? ''}
            total={charts.length}
            onFilter={(text) => set({ metrics: text || undefined })}
            onLook={(part) => set('x' in part ? { ...part, range: undefined } : part)}
            onZoom={() => set({ range: undefined })}
          />
          <Curves
            run={run}
            keys={charts}
            live={live}
            look={look}
            filter={search.metrics ?? ''}
            onZoom={(r) => set({ range: r ? `${tidy(r[0])}~${tidy(r[1])}` : undefined })}
          />
        </>
      )}
      {tab === 'trials' && <Trials run={run} sort={search.sort} onSort={(sort) => set({ sort })} />}
      {tab === 'params' && (
        <Params
          run={run}
          against={search.against}
          onAgainst={(against) => set({ against })}
          choices={[
            ...(parent ? [parent] : []),
            ...(siblings ?? []).filter((s) => s.id !== run.id),
          ]}
        />
      )}
      {tab === 'images' && <Images run={run} search={search} set={set} />}
      {tab === 'artifacts' && (
        <Files
          owner={runFiles(run.id)}
          growing={run.status === 'RUNNING'}
          address={`runs:/${run.id}`}
          chosen={search.artifact}
          onChoose={(artifact) => set({ artifact })}
        />
      )}
      {tab === 'console' && (
        <div className="stack">
          <div className="panel">
            <Console owner={runFiles(run.id)} running={run.status === 'RUNNING'} />
          </div>
          {task?.includes('/') && (
            <Panel title={`Log of task ${task.slice(task.indexOf('/') + 1)}`} flush>
              <Log
                run={task.slice(0, task.indexOf('/'))}
                task={task.slice(task.indexOf('/') + 1)}
              />
            </Panel>
          )}
        </div>
      )}
      {tab === 'data' && (
        <div className="stack">
          <LoggedModels run={run.id} experiment={run.experiment_id} />
          <Inputs run={run.id} />
        </div>
      )}
      {tab === 'traces' && <RunTraces run={run.id} />}
      {tab === 'notes' && (
        <div className="cols">
          <Notes run={run} className="c7" />
          <Comments subject={`run:${run.id}`} className="c5" />
        </div>
      )}
      {tab === 'lineage' && (
        <div className="stack">
          <RunLineage run={run} />
          {run.tags['mlflow.source.git.diff'] && (
            <Panel title="What was not committed" flush>
              <Code text={run.tags['mlflow.source.git.diff']} label="Difference to the commit" />
            </Panel>
          )}
        </div>
      )}
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

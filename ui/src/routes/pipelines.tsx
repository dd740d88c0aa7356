import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { PipelineRunDetail, Task } from '../api/types.ts';
import { Ago, EventTime, Id, Panel, useWidth } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { cancel, pipelineRunQuery, pipelineRunsQuery } from '../features/pipelines/api.ts';
import { Log } from '../features/pipelines/Log.tsx';
import { duration, plural, shortId } from '../lib/format.ts';
import { linear, niceTicks } from '../lib/scale.ts';

const took = (from?: string, to?: string) =>
  from ? duration((to ? Date.parse(to) : Date.now()) - Date.parse(from)) : '–';

/** Why the cache hit or missed, without saying which again. */
const reason = (t: Task) => t.cache?.reason?.replace(/^(hit|miss):\s*/i, '') ?? '';

export function PipelinesPage() {
  const router = useRouter();
  const query = useInfiniteQuery(pipelineRunsQuery);
  return (
    <div className="page" data-testid="pipelines">
      <PageHead title="Pipelines" />
      <div className="panel">
        <Await query={query} skeleton={<Skeleton lines={10} />}>
          {({ pages }) => {
            const rows = pages.flatMap((p) => p.items);
            return rows.length === 0 ? (
              <Empty title="No pipeline has run yet" type="noria run examples/flights">
                Each turn of a project’s wheel is a pipeline run: prepare, search, register, judge.
              </Empty>
            ) : (
              <>
                <DataTable
                  label="Pipeline runs"
                  main
                  rows={rows}
                  rowKey={(p) => p.id}
                  onOpen={(p) => router.history.push(`/pipelines/${p.id}`)}
                  columns={[
                    {
                      id: 'id',
                      title: 'Run',
                      cell: (p) => <RefLink of={p.ref} title={`${p.pipeline} ${shortId(p.id)}`} />,
                    },
                    { id: 'status', title: 'State', cell: (p) => <Status of={p.status} /> },
                    {
                      id: 'why',
                      title: 'Why',
                      cell: (p) => <span title={p.reason}>{p.reason}</span>,
                    },
                    {
                      id: 'tasks',
                      title: 'Tasks',
                      align: 'right',
                      cell: (p) => `${p.done}/${p.tasks}`,
                    },
                    {
                      id: 'cached',
                      title: 'Cached',
                      align: 'right',
                      wide: true,
                      cell: (p) => p.cached || <span className="muted">0</span>,
                    },
                    {
                      id: 'took',
                      title: 'Took',
                      align: 'right',
                      cell: (p) => took(p.started_at, p.ended_at),
                    },
                    {
                      id: 'event',
                      title: 'Event time',
                      wide: true,
                      cell: (p) => <EventTime at={p.event_time} />,
                    },
                    {
                      id: 'started',
                      title: 'Started',
                      cell: (p) => <Ago at={p.started_at ?? p.submitted_at} />,
                    },
                  ]}
                />
                {query.hasNextPage && (
                  <div className="row" style={{ padding: 8 }}>
                    <button
                      type="button"
                      className="btn sm"
                      onClick={() => void query.fetchNextPage()}
                    >
                      Earlier
                    </button>
                  </div>
                )}
              </>
            );
          }}
        </Await>
      </div>
    </div>
  );
}

const route = getRouteApi('/pipelines/$id');

export function PipelineRunPage() {
  const { id } = route.useParams();
  const query = useQuery(pipelineRunQuery(id));
  return (
    <div className="page" data-testid="pipeline">
      <Await
        page
        query={query}
        skeleton={
          <>
            <Block height={28} />
            <Block height={200} />
            <Block height={300} />
          </>
        }
      >
        {(run) => <Whole run={run} />}
      </Await>
    </div>
  );
}

function Whole({ run }: { run: PipelineRunDetail }) {
  const { task: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => cancel(run.id),
    onSettled: () => void client.invalidateQueries({ queryKey: ['pipelines'] }),
  });
  const choose = (task: string) =>
    void navigate({ search: (old) => ({ ...old, task }), replace: true });
  const task =
    run.tasks.find((t) => t.name === chosen) ??
    run.tasks.find((t) => t.status === 'FAILED' || t.status === 'RUNNING') ??
    run.tasks[0];
  const open = run.status === 'RUNNING' || run.status === 'PENDING';
  return (
    <>
      <PageHead
        title={`${run.pipeline} ${shortId(run.id)}`}
        state={<Status of={run.status} />}
        thread={[...run.caused_by.slice(0, 3), run.ref]}
        here={run.ref}
        actions={
          open ? (
            <button
              type="button"
              className="btn danger"
              disabled={stop.isPending}
              onClick={() => stop.mutate()}
            >
              Cancel
            </button>
          ) : undefined
        }
      />
      <div className="row wrap small soft">
        <Id of={run.id} />
        <span className="muted">·</span> {run.reason}
        <span className="muted">·</span>
        <EventTime at={run.event_time} />
        <span className="muted">·</span>
        <span>
          took {took(run.started_at, run.ended_at)}, <Ago at={run.started_at ?? run.submitted_at} />
        </span>
      </div>
      {run.error && (
        <div className="notice bad" role="alert">
          {run.error}
        </div>
      )}
      <Panel title="Tasks over time">
        <Gantt run={run} chosen={task?.name} onChoose={choose} />
      </Panel>
      <Panel title={plural(run.tasks.length, 'task')} flush>
        <DataTable
          label="Tasks"
          main
          testId="tasks"
          rows={run.tasks}
          rowKey={(t) => t.name}
          picked={new Set(task ? [task.name] : [])}
          onOpen={(t) => choose(t.name)}
          columns={[
            {
              id: 'name',
              title: 'Task',
              cell: (t) => (
                <button type="button" className="linkish strong" onClick={() => choose(t.name)}>
                  {t.name}
                </button>
              ),
            },
            { id: 'status', title: 'State', cell: (t) => <Status of={t.status} /> },
            { id: 'step', title: 'Step', wide: true, cell: (t) => <code>{t.step}</code> },
            {
              id: 'took',
              title: 'Took',
              align: 'right',
              cell: (t) => took(t.started_at, t.ended_at),
            },
            {
              id: 'cache',
              title: 'Cache',
              cell: (t) => (
                <span title={t.cache?.reason} className={t.cache?.hit ? 'good' : 'muted'}>
                  {t.cache?.hit ? 'hit' : 'miss'}
                  {reason(t) && `: ${reason(t)}`}
                </span>
              ),
            },
            { id: 'attempt', title: 'Attempt', align: 'right', wide: true, cell: (t) => t.attempt },
            {
              id: 'runs',
              title: 'Runs',
              cell: (t) =>
                t.runs.slice(0, 3).map((r) => (
                  <span key={r} style={{ marginRight: 6 }}>
                    <RefLink of={r.includes(':') ? r : `run:${r}`} />
                  </span>
                )),
            },
          ]}
        />
      </Panel>
      {task && (
        <div className="cols">
          <Panel title={`Log of ${task.name}`} flush className="c8">
            <Log run={run.id} task={task.name} key={task.name} />
          </Panel>
          <Panel title={task.name} className="c4">
            <TaskFacts task={task} />
          </Panel>
        </div>
      )}
    </>
  );
}

function TaskFacts({ task }: { task: Task }) {
  return (
    <dl className="facts">
      <dt>after</dt>
      <dd>{task.after.join(', ') || <span className="muted">nothing</span>}</dd>
      <dt>cache</dt>
      <dd>
        {task.cache?.hit ? 'hit' : 'miss'}
        {reason(task) && <div className="muted">{reason(task)}</div>}
        {task.cache?.from && <RefLink of={task.cache.from} />}
      </dd>
      {task.inputs.length > 0 && (
        <>
          <dt>read</dt>
          <dd className="row wrap">
            {task.inputs.map((r) => (
              <RefLink key={r} of={r} />
            ))}
          </dd>
        </>
      )}
      {Object.entries(task.outputs).map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd className="mono">{value}</dd>
        </div>
      ))}
      {task.error && (
        <>
          <dt>error</dt>
          <dd className="bad">{task.error}</dd>
        </>
      )}
    </dl>
  );
}

const FILL: Record<string, string> = {
  SUCCEEDED: 'var(--good)',
  CACHED: 'var(--accent)',
  FAILED: 'var(--bad)',
  RUNNING: 'var(--running)',
};

function Gantt({
  run,
  chosen,
  onChoose,
}: {
  run: PipelineRunDetail;
  chosen?: string;
  onChoose: (task: string) => void;
}) {
  const [box, width] = useWidth<HTMLDivElement>(900);
  const begun = run.tasks.filter((t) => t.started_at);
  if (begun.length === 0) return <p className="muted">No task has started.</p>;
  const from = Math.min(...begun.map((t) => Date.parse(t.started_at!)));
  const end = (t: Task) => (t.ended_at ? Date.parse(t.ended_at) : Date.now());
  const to = Math.max(...begun.map(end), from + 1);
  const left = Math.min(110, width * 0.28);
  const x = linear(0, to - from, left, width - 60);
  return (
    <div ref={box}>
      <svg
        className="chart"
        width={width}
        height={begun.length * 22 + 22}
        role="img"
        aria-label="Tasks over time"
      >
        {niceTicks(0, to - from, Math.max(2, Math.floor(width / 140))).map((t) => (
          <g key={t}>
            <line className="grid" x1={x(t)} x2={x(t)} y1={0} y2={begun.length * 22 + 2} />
            <text x={x(t)} y={begun.length * 22 + 17} textAnchor="middle">
              {t === 0 ? '0' : duration(t)}
            </text>
          </g>
        ))}
        {begun.map((t, i) => {
          const a = x(Date.parse(t.started_at!) - from);
          const b = x(end(t) - from);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table below offers the same choice to the keyboard
            <g key={t.name} style={{ cursor: 'pointer' }} onClick={() => onChoose(t.name)}>
              <rect x={0} width={width} y={i * 22} height={22} fill="transparent" />
              <text
                x={left - 8}
                y={i * 22 + 15}
                textAnchor="end"
                style={
                  t.name === chosen
                    ? { fill: 'var(--accent-text)', fontWeight: 650 }
                    : { fill: 'var(--text)' }
                }
              >
                {t.name}
              </text>
              <rect
                x={a}
                width={Math.max(2, b - a)}
                y={i * 22 + 4}
                height={14}
                rx={3}
                fill={FILL[t.status] ?? 'var(--stale)'}
                opacity={0.72}
              />
              <text x={b + 5} y={i * 22 + 15}>
                {took(t.started_at, t.ended_at)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

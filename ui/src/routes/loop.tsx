import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useProject } from '../api/project.ts';
import { projectsQuery } from '../api/shell.ts';
import type { Loop } from '../api/types.ts';
import { DataTable } from '../components/DataTable.tsx';
import { Icon } from '../components/Icon.tsx';
import { useKeys } from '../components/keys.ts';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, ErrorState } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { loopQuery } from '../features/delivery/api.ts';
import { Happened } from '../features/delivery/Happened.tsx';
import { LoopStatus } from '../features/delivery/LoopStatus.tsx';
import { Timeline } from '../features/delivery/Timeline.tsx';
import { metricValue } from '../lib/metric.ts';
import { exact, stretch } from '../lib/time.ts';

const route = getRouteApi('/loop');

export function LoopPage() {
  const { from, to, all } = route.useSearch();
  const navigate = route.useNavigate();
  const [project] = useProject();
  const projects = useQuery(projectsQuery);
  const query = useQuery({ ...loopQuery(project ?? '', from, to), enabled: project !== null });
  const [table, setTable] = useState(false);
  const zoom = (a?: string, b?: string) =>
    void navigate({ search: (old) => ({ ...old, from: a, to: b }) });
  useKeys({ t: () => setTable((v) => !v), 0: () => zoom() });

  if (projects.error) {
    return (
      <div className="page">
        <PageHead title="Loop" />
        <ErrorState error={projects.error} retry={() => void projects.refetch()} />
      </div>
    );
  }
  if (projects.data && project === null) {
    return (
      <div className="page">
        <PageHead title="Loop" />
        <div className="panel">
          <Empty
            title="No project yet"
            type="noria init --data table.parquet --target column my-project && noria apply my-project"
          >
            The loop of a project is told here: its data, trainings, verdicts, what serves, and how
            the world moves. Make one from a table of your own, or watch a year of flights with
            ./noria demo.
          </Empty>
        </div>
      </div>
    );
  }
  const about = projects.data?.items.find((p) => p.name === project);
  return (
    <div className="page" data-testid="loop">
      <Await query={query} skeleton={<LoopSkeleton />}>
        {(loop) => (
          <>
            <PageHead
              title={loop.project}
              state={
                <>
                  <Status of={loop.status.state} />
                  {about?.question && (
                    <span className="muted ellipsis wide-only">{about.question}</span>
                  )}
                </>
              }
              actions={
                <>
                  {from && (
                    <button
                      type="button"
                      className="btn"
                      onClick={() => zoom()}
                      data-testid="zoom-out"
                    >
                      {stretch(from, to ?? new Date().toISOString())}{' '}
                      <Icon name="cross" size={12} />
                    </button>
                  )}
                  <button
                    type="button"
                    className="btn quiet"
                    aria-pressed={table}
                    onClick={() => setTable(!table)}
                    title="The table behind the timeline (t)"
                  >
                    Table
                  </button>
                </>
              }
            />
            <LoopStatus loop={loop} />
            <section className="panel" style={{ padding: '6px 12px 8px' }} aria-label="Timeline">
              {table ? (
                <Behind loop={loop} />
              ) : (
                <Timeline loop={loop} from={from} to={to} onZoom={zoom} />
              )}
            </section>
          </>
        )}
      </Await>
      <Happened
        project={project}
        everything={all === '1'}
        onEverything={(on) =>
          void navigate({ search: (old) => ({ ...old, all: on ? '1' : undefined }), replace: true })
        }
      />
    </div>
  );
}

interface Row {
  ref: string;
  at: string;
  lane: string;
  state: string;
  text: string;
}

/** The timeline as a table, for eyes and tools that want one. */
function Behind({ loop }: { loop: Loop }) {
  const { metric, series } = loop.performance;
  const rows: Row[] = [
    ...loop.data.map((d) => ({
      ref: d.ref,
      at: d.event_time,
      lane: 'data',
      state: d.status,
      text: d.summary,
    })),
    ...loop.training.map((t) => ({
      ref: t.ref,
      at: t.event_time,
      lane: 'training',
      state: t.status,
      text: t.summary,
    })),
    ...loop.gates.map((g) => ({
      ref: g.ref,
      at: g.event_time,
      lane: 'gates',
      state: g.outcome,
      text: g.summary,
    })),
    ...loop.alerts.map((a) => ({
      ref: a.ref,
      at: a.opened_at,
      lane: 'alerts',
      state: a.status,
      text: a.summary,
    })),
    ...loop.triggers.map((t) => ({
      ref: t.ref,
      at: t.event_time,
      lane: 'triggers',
      state: t.decision,
      text: t.why,
    })),
    ...(series[0]?.points ?? []).map((p, i) => ({
      ref: loop.drift[0]?.points[i]?.ref ?? `window:${p.from}`,
      at: p.to,
      lane: metric,
      state: p.value === null ? 'pending' : 'scored',
      text: series.map((s) => `${s.name} ${metricValue(metric, s.points[i]?.value)}`).join(', '),
    })),
  ].sort((a, b) => (a.at < b.at ? 1 : -1));
  return (
    <DataTable
      label="The timeline as a table"
      main
      rows={rows}
      rowKey={(r) => `${r.lane}${r.ref}${r.at}`}
      columns={[
        { id: 'at', title: 'Event time', cell: (r) => exact(r.at).slice(0, 16) },
        { id: 'lane', title: 'Lane', cell: (r) => r.lane },
        { id: 'state', title: 'State', cell: (r) => <Status of={r.state} /> },
        { id: 'ref', title: 'Record', cell: (r) => <RefLink of={r.ref} evidence /> },
        { id: 'text', title: 'What', cell: (r) => <span title={r.text}>{r.text}</span> },
      ]}
    />
  );
}

function LoopSkeleton() {
  return (
    <>
      <div style={{ width: 260 }}>
        <Block height={28} />
      </div>
      <Block height={44} />
      <Block height={520} />
    </>
  );
}

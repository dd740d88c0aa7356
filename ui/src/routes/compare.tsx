import { useQueries } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Run } from '../api/types.ts';
import { Panel, Swatch } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Block, Empty } from '../components/States.tsx';
import { metricsQuery, runQuery } from '../features/tracking/api.ts';
import { telling } from '../features/tracking/metrics.ts';
import { varying } from '../features/tracking/Parallel.tsx';
import { runColour } from '../lib/colour.ts';
import { number } from '../lib/format.ts';

const MetricChart = lazy(() => import('../charts/uplot/MetricChart.tsx'));
const MOST = 10;

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

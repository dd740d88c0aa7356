import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import { send } from '../../api/client.ts';
import type { Run } from '../../api/types.ts';
import type { Curve } from '../../charts/uplot/MetricChart.tsx';
import { Ago } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Block as Placeholder } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { type Block, fieldOf, meanCurve, parseBlock } from '../../lib/blocks.ts';
import { runColours, seriesColour } from '../../lib/colour.ts';
import { anyValue, count, plural } from '../../lib/format.ts';
import { experimentsQuery, runQuery, stretchQuery } from './api.ts';
import { smooth } from './smooth.ts';

const MetricChart = lazy(() => import('../../charts/uplot/MetricChart.tsx'));

/** A live block of a report, drawn from the server; one that cannot be drawn says why in its place. */
export function ReportBlock({ kind, text }: { kind: 'chart' | 'runs'; text: string }) {
  const [block, error] = useMemo((): [Block | null, string] => {
    try {
      return [kind === 'chart' ? parseBlock(text, 10, 50) : parseBlock(text, 20, 500), ''];
    } catch (e) {
      return [null, (e as Error).message];
    }
  }, [kind, text]);
  if (!block) return <Wrong text={error} />;
  return kind === 'chart' ? <Chart block={block} /> : <Runs block={block} />;
}

function Wrong({ text }: { text: string }) {
  return (
    <p className="notice bad" role="alert">
      {text}
    </p>
  );
}

interface Found {
  runs: Run[];
  total: number;
}

/** The runs that a block speaks of. */
function useBlockRuns(block: Block): { found: Found | null; error: string | null } {
  const named = block.runs.length > 0;
  const experiments = useQuery({ ...experimentsQuery, enabled: !named });
  const ones = useQueries({
    queries: named ? block.runs.slice(0, block.limit).map((id) => runQuery(id)) : [],
  });
  const known = experiments.data?.items ?? [];
  const missing = block.experiments.find((e) => !known.some((k) => k.id === e || k.name === e));
  const ids = block.experiments.flatMap(
    (e) => known.find((k) => k.id === e || k.name === e)?.id ?? [],
  );
  const searched = useQuery({
    queryKey: ['runs', 'block', ids, block.filter, block.orderBy, block.limit],
    queryFn: () =>
      send<Found>('POST', 'runs/search', {
        ...(ids.length > 0 ? { experiments: ids } : {}),
        filter: block.filter,
        order_by: block.orderBy,
        limit: block.limit,
      }),
    enabled: !named && experiments.data !== undefined && missing === undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (named) {
    const failed = ones.find((o) => o.error)?.error;
    const runs = ones.flatMap((o) => (o.data ? [o.data] : []));
    if (failed && runs.length === 0) return { found: null, error: failed.message };
    if (ones.some((o) => o.isPending)) return { found: null, error: null };
    return { found: { runs, total: block.runs.length }, error: null };
  }
  const wrong = experiments.error ?? searched.error;
  if (wrong) return { found: null, error: wrong.message };
  if (experiments.data && missing !== undefined)
    return { found: null, error: `experiments: there is no ${missing}` };
  return { found: searched.data ?? null, error: null };
}

function Chart({ block }: { block: Block }) {
  const { found, error } = useBlockRuns(block);
  const runs = found?.runs ?? [];
  const series = useQueries({ queries: runs.map((r) => stretchQuery(r.id, block.metrics, null)) });
  if (error) return <Wrong text={error} />;
  if (block.metrics.length === 0) return <Wrong text="metrics: none (expected: 1 to 8 names)" />;
  if (!found || series.some((s) => s.isPending)) return <Placeholder height={240} />;
  const colours = runColours(runs.map((r) => r.id));
  const curves = runs.flatMap((run, r) =>
    curvesOf(block, run, series[r]?.data?.series ?? [], colours[r]!),
  );
  const drawn = block.groupBy === null ? curves : grouped(curves, block.groupBy);
  if (drawn.length === 0)
    return (
      <p className="muted">
        {found.total === 0
          ? 'No run is like that.'
          : `None of ${plural(found.total, 'run')} has points of ${block.metrics.join(', ')}.`}
      </p>
    );
  return (
    <figure className="reportchart" data-testid="report-chart">
      {block.title && <figcaption className="strong">{block.title}</figcaption>}
      <Suspense fallback={<Placeholder height={240} />}>
        <MetricChart
          curves={drawn}
          height={240}
          time={block.x === 'time'}
          label={block.title ?? `${block.metrics.join(', ')} by ${block.x}`}
        />
      </Suspense>
      <div className="row wrap small">
        {drawn.slice(0, 30).map((c) => (
          <span key={c.label} className="row">
            <i className="swatch" style={{ background: c.colour }} /> {c.label}
          </span>
        ))}
        {found.total > runs.length && (
          <span className="muted">
            {count(runs.length)} of {plural(found.total, 'run')}
          </span>
        )}
      </div>
    </figure>
  );
}

type Drawn = Curve & { run: Run; metric: string };

function curvesOf(
  block: Block,
  run: Run,
  series: readonly {
    key: string;
    steps: number[];
    times_ms: number[];
    values: (number | null)[];
  }[],
  colour: string,
): Drawn[] {
  const start = Date.parse(run.started_at);
  return series
    .filter((s) => s.steps.length > 0)
    .map((s) => ({
      run,
      metric: s.key,
      label: block.metrics.length > 1 ? `${run.name}: ${s.key}` : run.name,
      colour: block.metrics.length > 1 ? seriesColour(block.metrics.indexOf(s.key)) : colour,
      xs:
        block.x === 'step'
          ? s.steps
          : s.times_ms.map((t) => (block.x === 'time' ? t : (t - start) / 1000)),
      ys: smooth(s.values, block.smoothing),
    }));
}

/** One line a value of the group, which is the mean of its runs. */
function grouped(curves: readonly Drawn[], by: string): Curve[] {
  const groups = new Map<string, Drawn[]>();
  for (const c of curves) {
    const value = fieldOf(c.run, by);
    const name = `${by.slice(by.indexOf('.') + 1)} ${value ?? 'none'}: ${c.metric}`;
    (groups.get(name) ?? groups.set(name, []).get(name)!).push(c);
  }
  return [...groups.entries()].map(([name, members], i) => ({
    label: `${name} (${plural(members.length, 'run')})`,
    colour: seriesColour(i),
    ...meanCurve(members),
  }));
}

function Runs({ block }: { block: Block }) {
  const { found, error } = useBlockRuns(block);
  if (error) return <Wrong text={error} />;
  if (!found) return <Placeholder height={160} />;
  const columns =
    block.columns.length > 0
      ? block.columns
      : [
          'status',
          ...Object.keys(found.runs[0]?.metrics ?? {})
            .filter((m) => !m.startsWith('system/'))
            .slice(0, 4)
            .map((m) => `metrics.${m}`),
          'start_time',
        ];
  return (
    <figure className="reporttable" data-testid="report-runs">
      {block.title && <figcaption className="strong">{block.title}</figcaption>}
      <DataTable
        label={block.title ?? 'Runs'}
        rows={found.runs}
        rowKey={(r) => r.id}
        maxHeight="420px"
        columns={[
          {
            id: 'name',
            title: 'Run',
            cell: (r) => <RefLink of={`run:${r.id}`} title={r.name} />,
          },
          ...columns.map((c) => ({
            id: c,
            title: c.replace(/^(metrics|params|tags)\./, ''),
            ...(c.startsWith('metrics.') ? { align: 'right' as const } : {}),
            cell: (r: Run) => <Field run={r} address={c} />,
          })),
        ]}
      />
      <figcaption className="muted small">
        {found.runs.length < found.total
          ? `${count(found.runs.length)} of ${plural(found.total, 'run')}`
          : plural(found.total, 'run')}
      </figcaption>
    </figure>
  );
}

function Field({ run, address }: { run: Run; address: string }) {
  if (address === 'status') return <Status of={run.status} />;
  const value = fieldOf(run, address);
  if (typeof value === 'string' && /_(time|at)$/.test(address)) return <Ago at={value} />;
  return <span title={String(value ?? '')}>{anyValue(value)}</span>;
}

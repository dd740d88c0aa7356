import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { send } from '../../api/client.ts';
import type { Run } from '../../api/types.ts';
import { Ago } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Block as Placeholder } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { type Block, fieldOf, parseBlock } from '../../lib/blocks.ts';
import { runColours, seriesColour } from '../../lib/colour.ts';
import { anyValue, count, plural } from '../../lib/format.ts';
import { experimentsQuery, runQuery } from './api.ts';
import { ChartCard, type Drawn } from './compare/ChartCard.tsx';
import type { Look } from './compare/look.ts';
import { commonScale, stepScale } from './scale.ts';
import './compare/compare.css';
import './tracking.css';

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
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const [wide, setWide] = useState<string | null>(null);
  const runs = found?.runs;
  const drawn = useMemo(() => linesOf(runs ?? [], block.groupBy), [runs, block.groupBy]);
  if (error) return <Wrong text={error} />;
  if (block.metrics.length === 0) return <Wrong text="metrics: none (expected: 1 to 8 names)" />;
  if (!found) return <Placeholder height={240} />;
  if (found.total === 0 || found.runs.length === 0)
    return <p className="muted">No run is like that.</p>;
  const metrics = wide === null ? block.metrics : [wide];
  return (
    <figure className="reportchart" data-testid="report-chart">
      {block.title && <figcaption className="strong">{block.title}</figcaption>}
      <div
        className="charts"
        style={metrics.length === 1 ? { gridTemplateColumns: 'minmax(0, 1fr)' } : undefined}
      >
        {metrics.map((metric) => (
          <ChartCard
            key={metric}
            metric={metric}
            drawn={drawn}
            look={lookOf(block, zoom)}
            height={wide === null ? 220 : 400}
            lit={null}
            wide={wide !== null}
            live={found.runs.some((r) => r.status === 'RUNNING')}
            onWide={() => setWide(wide === null ? metric : null)}
            onZoom={setZoom}
          />
        ))}
      </div>
      <div className="row wrap small">
        {drawn.slice(0, 30).map((d) => (
          <span key={d.id} className="row">
            <i className="swatch" style={{ background: d.colour }} /> {d.label}
          </span>
        ))}
        {found.total > found.runs.length && (
          <span className="muted">
            {count(found.runs.length)} of {plural(found.total, 'run')}
          </span>
        )}
        {zoom && (
          <button type="button" className="linkish" onClick={() => setZoom(null)}>
            zoom out
          </button>
        )}
      </div>
    </figure>
  );
}

function lookOf(block: Block, zoom: [number, number] | null): Look {
  return {
    x: block.x,
    logX: false,
    logY: false,
    smoothing: block.smoothing > 0 ? { kind: 'ema', weight: block.smoothing } : { kind: 'none' },
    ignoreOutliers: false,
    group: block.groupBy,
    band: 'std',
    zoom,
  };
}

/** One line a run; or one a value of what is grouped by, which is the mean of its runs. */
function linesOf(runs: readonly Run[], by: string | null): Drawn[] {
  if (by === null) {
    const colours = runColours(runs.map((r) => r.id));
    return runs.map((r, i) => ({
      id: r.id,
      label: r.name,
      colour: colours[i]!,
      runs: [r.id],
      scale: stepScale(r),
    }));
  }
  const groups = new Map<string, string[]>();
  for (const run of runs) {
    const name = `${by.slice(by.indexOf('.') + 1)} ${fieldOf(run, by) ?? 'none'}`;
    (groups.get(name) ?? groups.set(name, []).get(name)!).push(run.id);
  }
  return [...groups].map(([name, ids], i) => ({
    id: name,
    label: `${name} (${plural(ids.length, 'run')})`,
    colour: seriesColour(i),
    runs: ids,
    scale: commonScale(runs.filter((r) => ids.includes(r.id)).map(stepScale)),
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

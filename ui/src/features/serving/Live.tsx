import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { path } from '../../api/client.ts';
import { useStream, useVisible } from '../../api/live.ts';
import type { LivePulse, SystemSeries } from '../../api/types.ts';
import { Panel, Swatch } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Await, Block, Empty } from '../../components/States.tsx';
import { compact, count, millis, percent } from '../../lib/format.ts';
import { loadQuery } from './api.ts';
import { servedColour, servedName } from './colours.ts';
import { summaries, whole } from './load.ts';
import './serving.css';

/** More lines than these nobody tells apart; which are drawn is chosen in the table. */
const DRAWN = 4;

const keyOf = (v: { model: string; version: number }) => `${v.model}/${v.version}`;

const MetricChart = lazy(() => import('../../charts/uplot/MetricChart.tsx'));

/** The deployment's last second, pushed once a second while somebody looks. */
export function usePulse(name: string): LivePulse | null {
  const [pulse, setPulse] = useState<LivePulse | null>(null);
  const visible = useVisible();
  useStream(visible ? path`deployments/${name}/stream` : null, (_, data) =>
    setPulse(data as LivePulse),
  );
  // Another deployment's figures are not shown under this one's name.
  useEffect(() => setPulse(null), [name]);
  return pulse;
}

/** Throughput, latency and errors by version; new figures come in at the right. */
export function Live({
  name,
  model,
  short,
  onShort,
}: {
  name: string;
  model: string;
  short: boolean;
  onShort: (short: boolean) => void;
}) {
  const query = useQuery(loadQuery(name, short));
  return (
    <Panel
      title="Load and latency"
      className="c12"
      id="live"
      aside={
        <span className="row">
          <span className="muted small wide-only">live, by the server’s clock</span>
          <span className="metricpick" role="group" aria-label="How far back">
            <button type="button" aria-pressed={!short} onClick={() => onShort(false)}>
              15 min
            </button>
            <button type="button" aria-pressed={short} onClick={() => onShort(true)}>
              2 min
            </button>
          </span>
        </span>
      }
    >
      <Await query={query} skeleton={<Block height={190} />}>
        {(stored) => <Charts series={whole(stored)} name={name} model={model} />}
      </Await>
    </Panel>
  );
}

function Charts({ series, name, model }: { series: SystemSeries; name: string; model: string }) {
  const step = series.step_s || 1;
  const xs = series.at_ms;
  const many = series.versions.length > 1;
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const rows = summaries(series);
  const drawn = chosen ?? new Set(rows.slice(0, DRAWN).map(keyOf));
  const versions = series.versions
    .filter((v) => !many || drawn.has(keyOf(v)))
    .map((v) => ({
      ...v,
      label: servedName(model, v),
      colour: servedColour(model, v),
    }));
  const all = (values: readonly number[], label: string, colour: string) =>
    series.versions.length === 1 ? [] : [{ label, colour, xs, ys: values.map((v) => v / step) }];
  const charts = [
    {
      title: 'requests/s',
      format: compact,
      curves: [
        ...all(series.requests, 'all', 'var(--muted)'),
        ...versions.map((v) => ({
          label: v.label,
          colour: v.colour,
          xs,
          ys: v.requests.map((n) => n / step),
        })),
      ],
    },
    {
      title: 'latency, p99 and p50 dashed',
      format: millis,
      curves: versions.flatMap((v) => [
        { label: `${v.label} p99`, colour: v.colour, xs, ys: v.p99_ms },
        { label: `${v.label} p50`, colour: v.colour, xs, ys: v.p50_ms, dashed: true },
      ]),
    },
    {
      title: 'errors/s',
      format: compact,
      curves: [
        ...(many || series.versions.length === 0 ? all(series.errors, 'all', 'var(--bad)') : []),
        ...versions.map((v) => ({
          label: v.label,
          colour: many ? v.colour : 'var(--bad)',
          xs,
          ys: v.errors.map((n) => n / step),
        })),
      ],
    },
  ];
  if (series.versions.length === 0 && series.requests.every((n) => n === 0))
    return (
      <Empty
        title="Nobody has asked in this time"
        type={`curl -s ${window.location.origin}/deployments/${name}/predict -H 'Content-Type: application/json' -d '{"features": {…}}'`}
      />
    );
  return (
    <div className="stack">
      <div className="system" data-testid="system">
        {charts.map((c) => (
          <figure key={c.title}>
            <figcaption className="small muted">{c.title}</figcaption>
            <Suspense fallback={<Block height={130} />}>
              <MetricChart
                curves={c.curves}
                height={130}
                time
                zero
                sync={`system-${name}`}
                format={c.format}
                label={`${c.title} by version, by the server’s clock`}
              />
            </Suspense>
          </figure>
        ))}
      </div>
      <DataTable
        label="By version in this time"
        testId="by-version"
        maxHeight="220px"
        rows={rows}
        rowKey={keyOf}
        {...(many
          ? {
              picked: drawn,
              onPick: (key: string) => {
                const next = new Set(drawn);
                if (!next.delete(key)) next.add(key);
                setChosen(next);
              },
            }
          : {})}
        columns={[
          {
            id: 'version',
            title: 'Version',
            cell: (v) => (
              <span className="row">
                <Swatch colour={servedColour(model, v)} />
                <RefLink
                  of={`model_version:${v.model}/${v.version}`}
                  title={servedName(model, v)}
                />
              </span>
            ),
          },
          {
            id: 'share',
            title: 'Answered',
            align: 'right',
            cell: (v) => percent(v.share),
          },
          { id: 'requests', title: 'Requests', align: 'right', cell: (v) => count(v.requests) },
          { id: 'rps', title: 'Requests/s', align: 'right', cell: (v) => compact(v.perSecond) },
          { id: 'p50', title: 'p50', align: 'right', cell: (v) => millis(v.p50), wide: true },
          { id: 'p99', title: 'Slowest p99', align: 'right', cell: (v) => millis(v.p99) },
          {
            id: 'errors',
            title: 'Errors',
            align: 'right',
            cell: (v) => (
              <span className={v.errors > 0 ? 'bad strong' : 'muted'}>{count(v.errors)}</span>
            ),
          },
        ]}
      />
    </div>
  );
}

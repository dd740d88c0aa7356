import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import type { CurveChartHandle } from '../../../charts/uplot/CurveChart.tsx';
import { belowZero, type Line } from '../../../charts/uplot/lines.ts';
import { useWidth } from '../../../components/Bits.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { Block } from '../../../components/States.tsx';
import { compact, count, plural } from '../../../lib/format.ts';
import { commonScale } from '../scale.ts';
import { csvOf, save } from '../table/download.ts';
import { CurveTable } from './CurveTable.tsx';
import { envelopeLine, envelopeQuery, groupLine, groupsQuery, told } from './envelope.ts';
import type { Look } from './look.ts';

const LOOK_AGAIN = 5_000;

const CurveChart = lazy(() => import('../../../charts/uplot/CurveChart.tsx'));

/** What is drawn: runs each by itself, or groups of them. */
export interface Drawn {
  id: string;
  label: string;
  colour: string;
  /** Tells lines of one colour apart. */
  dash?: readonly number[];
  runs: string[];
  /** What the steps of its runs are divided by. */
  scale: number;
}

export interface ChartCardProps {
  metric: string;
  drawn: readonly Drawn[];
  look: Look;
  height: number;
  lit: string | null;
  wide: boolean;
  /** Some of the runs still go on; their curves are asked for again. */
  live: boolean;
  onWide: () => void;
  onZoom: (zoom: [number, number] | null) => void;
  onHover?: (card: { toggle: () => void } | null) => void;
}

/** Lines of a metric, their note, and the ways to take them along. */
function useLines(props: ChartCardProps, buckets: number) {
  const { metric, drawn, look } = props;
  const grouped = look.group !== null;
  const range = { key: metric, x: look.x, zoom: look.zoom, buckets };
  const runs = useMemo(() => (grouped ? [] : drawn.map((d) => d.id)), [drawn, grouped]);
  const groups = useMemo(
    () => (grouped ? drawn.map((d) => ({ name: d.id, runs: d.runs })) : []),
    [drawn, grouped],
  );
  const scales = useMemo(
    () => Object.fromEntries(drawn.flatMap((d) => (d.scale === 1 ? [] : [[d.id, d.scale]]))),
    [drawn],
  );
  const scale = useMemo(() => commonScale(drawn.map((d) => d.scale)), [drawn]);
  const refetchInterval = props.live ? LOOK_AGAIN : (false as const);
  const single = useQuery({
    ...envelopeQuery({ ...range, runs, scales }),
    enabled: runs.length > 0,
    refetchInterval,
  });
  const many = useQuery({
    ...groupsQuery({ ...range, groups, band: look.band, scale }),
    enabled: groups.length > 0,
    refetchInterval,
  });
  const lines = useMemo<Line[]>(() => {
    const by = new Map(drawn.map((d) => [d.id, d]));
    if (grouped) {
      return (many.data ?? []).flatMap((g) => {
        const named = by.get(g.name);
        return named && g.x.length > 0 ? [groupLine(g, named, look.x, look.smoothing)] : [];
      });
    }
    return (single.data ?? []).flatMap((e) => {
      const named = by.get(e.run);
      return named && e.x_first.length > 0 ? [envelopeLine(e, named, look.x, look.smoothing)] : [];
    });
  }, [grouped, single.data, many.data, drawn, look.x, look.smoothing]);
  const query = grouped ? many : single;
  const note = grouped
    ? groupNote(many.data?.reduce((n, g) => n + g.runs, 0) ?? 0, look)
    : runNote(told(single.data ?? []), drawn.length - lines.length, look.zoom !== null);
  return { lines, note, query, curves: single.data ?? [], groups: many.data ?? [] };
}

const BANDS = {
  std: 'standard deviation',
  minmax: 'least to greatest',
  'p10-90': '10th to 90th percentile',
};

function groupNote(runs: number, look: Look): string {
  return runs === 0
    ? ''
    : `mean over every point of ${plural(runs, 'run')}, band: ${BANDS[look.band]}`;
}

function runNote(t: ReturnType<typeof told>, without: number, zoomed: boolean): string {
  const parts: string[] = [];
  if (!t.exact)
    parts.push(`min–max of ${compact(t.points)} points in up to ${count(t.stretches)} stretches`);
  if (t.notFinite > 0) parts.push(`${plural(t.notFinite, 'value')} not finite`);
  if (without > 0)
    parts.push(`${plural(without, 'run')} without ${zoomed ? 'points in this range' : 'it'}`);
  return parts.join(' · ');
}

export function ChartCard(props: ChartCardProps) {
  const { metric, look, height } = props;
  const [box, width] = useWidth<HTMLDivElement>(420);
  const [table, setTable] = useState(false);
  const chart = useRef<CurveChartHandle>(null);
  // Two points a stretch at most, and no more than two points a pixel.
  const buckets = Math.max(100, Math.min(2000, Math.round((width - 54) / 100) * 100));
  const { lines, note, query, curves, groups } = useLines(props, buckets);
  const lost = look.logY ? belowZero(lines) : 0;
  const hover = { toggle: () => setTable((t) => !t) };
  const csv = () => {
    const rows = lines.flatMap((l) =>
      l.xs.map((x, i) => [l.label, x, l.ys[i], l.lo?.[i] ?? '', l.hi?.[i] ?? '']),
    );
    save(
      `${metric.replaceAll('/', '_')}.csv`,
      csvOf(['line', look.x, 'value', 'low', 'high'], rows),
      'text/csv',
    );
  };
  const png = async () => {
    const image = await chart.current?.png(metric);
    if (image) save(`${metric.replaceAll('/', '_')}.png`, image);
  };
  return (
    <figure
      ref={box}
      className="panel chartpanel card"
      data-testid="curve-card"
      data-metric={metric}
      onPointerEnter={() => props.onHover?.(hover)}
      onPointerLeave={() => props.onHover?.(null)}
      onFocus={() => props.onHover?.(hover)}
    >
      <figcaption className="row">
        <h3 className="ellipsis grow" title={metric}>
          {metric}
        </h3>
        <Tool label={`Table of ${metric} (t)`} icon="keys" on={table} onClick={hover.toggle} />
        <button
          type="button"
          className="btn quiet sm"
          onClick={csv}
          aria-label={`CSV of ${metric}`}
        >
          CSV
        </button>
        <button
          type="button"
          className="btn quiet sm"
          onClick={() => void png()}
          aria-label={`PNG of ${metric}`}
        >
          PNG
        </button>
        <Tool
          label={props.wide ? `Close the large ${metric}` : `Large chart of ${metric}`}
          icon={props.wide ? 'cross' : 'up'}
          onClick={props.onWide}
        />
      </figcaption>
      {query.error && lines.length === 0 ? (
        <div className="state small" style={{ height }} role="alert">
          <span className="bad">{query.error.message}</span>{' '}
          <button type="button" className="linkish" onClick={() => void query.refetch()}>
            Try again
          </button>
        </div>
      ) : query.isPending && props.drawn.length > 0 ? (
        <Block height={height} />
      ) : lines.length === 0 ? (
        <div className="nocurve muted small" style={{ height }}>
          {props.drawn.length === 0
            ? 'every line is hidden'
            : look.zoom
              ? 'nothing in this range'
              : 'none of these runs logged it'}
        </div>
      ) : table ? (
        <div style={{ height, overflow: 'auto' }}>
          <CurveTable lines={lines} curves={curves} groups={groups} metric={metric} />
        </div>
      ) : (
        <Suspense fallback={<Block height={height} />}>
          <CurveChart
            handle={chart}
            lines={lines}
            label={`${metric} by ${look.x} of ${plural(lines.length, 'line')}`}
            height={height}
            x={look.x}
            logX={look.logX}
            logY={look.logY}
            ignoreOutliers={look.ignoreOutliers}
            zoom={look.zoom}
            onZoom={props.onZoom}
            sync="compare"
            lit={props.lit}
          />
        </Suspense>
      )}
      <div className="chartnote muted ellipsis" title={note}>
        {[note, lost > 0 ? `${plural(lost, 'point')} at or below 0 not on a log axis` : '']
          .filter(Boolean)
          .join(' · ')}
      </div>
    </figure>
  );
}

function Tool(props: {
  label: string;
  icon: 'keys' | 'cross' | 'up';
  on?: boolean;
  onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="btn quiet sm"
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.on}
      onClick={props.onClick}
    >
      <Icon name={props.icon} size={13} />
    </button>
  );
}

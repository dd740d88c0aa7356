import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { MetricSeries, Run } from '../../api/types.ts';
import type { Curve } from '../../charts/uplot/MetricChart.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Block, ErrorState } from '../../components/States.tsx';
import { seriesColour } from '../../lib/colour.ts';
import { count, metricName, number } from '../../lib/format.ts';
import { stretchQuery } from './api.ts';
import { type Look, smooth } from './Curves.tsx';
import { type ChartSpec, partOf } from './groups.ts';
import { append, type LivePoints, useLiveVersion } from './live.ts';

const MetricChart = lazy(() => import('../../charts/uplot/MetricChart.tsx'));
const HEIGHT = 190;

interface Props {
  run: Run;
  chart: ChartSpec;
  live: LivePoints;
  look: Look;
  pinned: boolean;
  onPin: () => void;
  onZoom: (range: readonly [number, number] | null) => void;
}

/** Whether an element has come near the window; once seen, it stays so. */
function useSeen(): [React.RefObject<HTMLElement | null>, boolean] {
  const ref = useRef<HTMLElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || seen) return;
    const watch = new IntersectionObserver(
      (entries) => entries.some((e) => e.isIntersecting) && setSeen(true),
      { rootMargin: '300px' },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [seen]);
  return [ref, seen];
}

function curve(s: MetricSeries, label: string, colour: string, look: Look, start: number): Curve {
  const xs = look.x === 'time' ? s.times_ms.map((t) => (t - start) / 1000) : s.steps;
  return { label, colour, xs, ys: smooth(s.values, look.smooth) };
}

/** One chart, read and drawn when it comes into view. */
export function LazyChart({ run, chart, live, look, pinned, onPin, onZoom }: Props) {
  const [ref, seen] = useSeen();
  const range = look.x === 'step' ? look.range : null;
  const query = useQuery({ ...stretchQuery(run.id, chart.keys, range), enabled: seen });
  useLiveVersion(live);
  const stored = new Map(query.data?.series.map((s) => [s.key, s]));
  const start = Date.parse(run.started_at);
  const series = chart.keys.map((key) => {
    const fresh = live.of(key);
    const old = stored.get(key);
    return fresh && (!range || !old) ? append(old, fresh) : old;
  });
  const drawn = series.flatMap((s, i) =>
    s ? [curve(s, partOf(s.key).part || s.key, seriesColour(i), look, start)] : [],
  );
  const total = series.reduce((n, s) => n + (s?.total ?? 0), 0);
  const sampled = series.some((s) => s?.sampled);
  return (
    <figure ref={ref} className="panel chartpanel" aria-label={chart.title}>
      <figcaption className="row">
        <h3 className="ellipsis" title={chart.keys.join(', ')}>
          {metricName(chart.title.replace(/^system\//, ''))}
        </h3>
        <button
          type="button"
          className={`btn quiet sm pin ${pinned ? 'on' : ''}`}
          aria-pressed={pinned}
          aria-label={`Pin ${chart.title}`}
          title={pinned ? 'Unpin' : 'Pin to the top'}
          onClick={onPin}
        >
          <Icon name="pin" size={12} />
        </button>
        <span className="grow" />
        {chart.keys.map((key, i) => (
          <span
            key={key}
            className="legend small"
            title={`${key}: ${run.metrics[key]?.value ?? run.metrics[key]?.value_text ?? ''}`}
          >
            <span>
              <i className="swatch" style={{ background: seriesColour(i) }} />
              {(chart.keys.length > 1 || partOf(key).part) && (
                <span className="muted">{partOf(key).part || key}</span>
              )}
              <span className="strong">{latest(run, key, series[i])}</span>
            </span>
          </span>
        ))}
      </figcaption>
      {query.error && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : !seen ? (
        <div style={{ height: HEIGHT + 4 }} />
      ) : query.isPending ? (
        <Block height={HEIGHT} />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the toolbar zooms out by a button too
        <div onDoubleClick={() => onZoom(null)}>
          <Suspense fallback={<Block height={HEIGHT} />}>
            <MetricChart
              curves={drawn}
              log={look.log}
              sync={`run-${run.id}`}
              label={`${chart.title} by ${look.x}`}
              {...(look.x === 'step' ? { onZoom: (a: number, b: number) => onZoom([a, b]) } : {})}
            />
          </Suspense>
        </div>
      )}
      {sampled && (
        <p className="muted small sampled">
          drawn from {count(drawn.reduce((n, c) => n + c.xs.length, 0))} of {count(total)} points;
          drag to look closer
        </p>
      )}
    </figure>
  );
}

function latest(run: Run, key: string, s: MetricSeries | undefined): string {
  const known = run.metrics[key];
  return known?.value_text ?? number(s?.values.at(-1) ?? known?.value);
}

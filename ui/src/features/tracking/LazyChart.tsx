import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Run } from '../../api/types.ts';
import { Icon } from '../../components/Icon.tsx';
import { Block, ErrorState } from '../../components/States.tsx';
import { seriesColour } from '../../lib/colour.ts';
import { count, metricName, number } from '../../lib/format.ts';
import { curveOf, curvesQuery, type Look } from './curve.ts';
import { type ChartSpec, partOf } from './groups.ts';
import { type LivePoints, useLiveVersion } from './live.ts';
import { stepScale } from './scale.ts';

const CurveChart = lazy(() => import('../../charts/uplot/CurveChart.tsx'));
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

/** One chart, read and drawn when it comes into view. */
export function LazyChart({ run, chart, live, look, pinned, onPin, onZoom }: Props) {
  const [ref, seen] = useSeen();
  const start = Date.parse(run.started_at);
  const scale = stepScale(run);
  const query = useQuery({ ...curvesQuery(run.id, chart.keys, look, start, scale), enabled: seen });
  useLiveVersion(live);
  const drawn = chart.keys.map((key, i) => ({
    id: key,
    label: partOf(key).part || key,
    colour: seriesColour(i),
    ...curveOf(query.data?.[i], live.of(key), look, start, scale),
  }));
  const points = drawn.reduce((n, c) => n + c.points, 0);
  const odd = drawn.flatMap((c) => (c.odd ? [c.odd] : [])).join(', ');
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
              <span className="strong">{latest(run, key, drawn[i]?.raw ?? drawn[i]?.ys)}</span>
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
        <Suspense fallback={<Block height={HEIGHT} />}>
          <CurveChart
            lines={drawn}
            height={HEIGHT}
            logY={look.log}
            x={look.x === 'step' ? 'step' : 'relative'}
            zoom={look.range}
            onZoom={onZoom}
            sync={`run-${run.id}`}
            label={`${chart.title} by ${look.x}`}
          />
        </Suspense>
      )}
      {(odd || drawn.some((c) => !c.exact)) && (
        <p className="muted small sampled">
          {drawn.some((c) => !c.exact) &&
            `${count(points)} points: the line and, around it, the least and greatest; drag to look closer. `}
          {odd && <span className="warn">not drawn: {odd}</span>}
        </p>
      )}
    </figure>
  );
}

function latest(run: Run, key: string, ys: readonly (number | null)[] | undefined): string {
  const known = run.metrics[key];
  return (
    known?.value_text ??
    number(run.status === 'RUNNING' ? (ys?.at(-1) ?? known?.value) : known?.value)
  );
}

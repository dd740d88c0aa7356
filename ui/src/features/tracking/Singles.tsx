import { useQuery } from '@tanstack/react-query';
import type { Run } from '../../api/types.ts';
import { Figure } from '../../components/Bits.tsx';
import { metricName, number, plural } from '../../lib/format.ts';
import { stretchQuery } from './api.ts';
import type { Look } from './curve.ts';
import { LazyChart } from './LazyChart.tsx';
import type { LivePoints } from './live.ts';
import { telling } from './metrics.ts';

const SHOWN = 60;

/** Metrics that were logged once, as figures; those logged again and again without a step as curves over time. */
export function Singles(props: { run: Run; keys: string[]; look: Look; live: LivePoints }) {
  const { run } = props;
  const keys = telling(props.keys).slice(0, SHOWN);
  const series = useQuery(stretchQuery(run.id, keys, null)).data?.series;
  const repeated = new Set(series?.filter((s) => s.total > 1).map((s) => s.key));
  const figures = keys.filter((k) => !repeated.has(k));
  return (
    <>
      {figures.length > 0 && (
        <div className="panel singles">
          <div className="figures">
            {figures.map((key) => {
              const m = run.metrics[key];
              return (
                <Figure
                  key={key}
                  name={metricName(key)}
                  title={`${key}: ${m?.value ?? m?.value_text}`}
                >
                  {m?.value_text ?? number(m?.value)}
                </Figure>
              );
            })}
          </div>
          {props.keys.length > SHOWN && (
            <p className="muted small">
              and {plural(props.keys.length - SHOWN, 'more')}: the filter finds them
            </p>
          )}
        </div>
      )}
      {repeated.size > 0 && (
        <div className="charts">
          {[...repeated].map((key) => (
            <LazyChart
              key={key}
              run={run}
              chart={{ title: key, keys: [key] }}
              live={props.live}
              look={{ ...props.look, x: 'time', range: null }}
              pinned={false}
              onPin={() => {}}
              onZoom={() => {}}
            />
          ))}
        </div>
      )}
    </>
  );
}

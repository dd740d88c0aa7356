import { useState } from 'react';
import type { Run } from '../../api/types.ts';
import { Icon } from '../../components/Icon.tsx';
import { Empty } from '../../components/States.tsx';
import { count, plural } from '../../lib/format.ts';
import type { Look } from './curve.ts';
import { sectionsOf } from './groups.ts';
import { LazyChart } from './LazyChart.tsx';
import { type LivePoints, useLiveVersion } from './live.ts';
import { usePinned } from './pinned.ts';
import { Singles } from './Singles.tsx';

const MANY_SECTIONS = 12;

/** A run's curves in sections by their prefixes; each is read when it comes into view. */
export function Curves(props: {
  run: Run;
  keys: readonly string[];
  live: LivePoints;
  look: Look;
  filter: string;
  onZoom: (range: readonly [number, number] | null) => void;
}) {
  const { run, live, look } = props;
  useLiveVersion(live);
  const [pinned, pin] = usePinned(run.experiment_id);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const { keys } = props;
  if (keys.length === 0) {
    return (
      <div className="panel">
        <Empty title="No metrics yet" type={'mlflow.log_metric("auc", 0.74, step=1)'}>
          Curves appear here as the run logs them, live.
        </Empty>
      </div>
    );
  }
  // A metric whose latest step is 0 was most often logged once: it is a figure, not a curve.
  const single = (key: string) => (run.metrics[key]?.step ?? 1) === 0 && !live.of(key);
  const sections = sectionsOf(
    keys.filter((k) => !single(k)),
    pinned,
    props.filter,
  );
  const words = props.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const singles = keys
    .filter(single)
    .filter((k) => words.every((w) => k.toLowerCase().includes(w)));
  const many = sections.length > MANY_SECTIONS && words.length === 0;
  return (
    <div className="stack" data-testid="curves">
      {singles.length > 0 && <Singles run={run} keys={singles} look={look} live={live} />}
      {sections.length === 0 && singles.length === 0 && (
        <div className="panel">
          <Empty title="No metric has that name">
            {plural(keys.length, 'metric')} of this run; the words are looked for in any order.
          </Empty>
        </div>
      )}
      {sections.map((section, i) => {
        // The first sections of very many are open; the others say how many charts they hold.
        const open = folded.has(section.name) === (many && i >= MANY_SECTIONS);
        const toggle = () => {
          const next = new Set(folded);
          if (!next.delete(section.name)) next.add(section.name);
          setFolded(next);
        };
        return (
          <section key={section.name} className="stack chartsection">
            {sections.length === 1 ? (
              <h2 className="sr">{section.name || 'Metrics'}</h2>
            ) : (
              <h2>
                <button type="button" className="linkish row" aria-expanded={open} onClick={toggle}>
                  <Icon name={open ? 'down' : 'right'} size={12} />
                  {section.name || 'metrics'}{' '}
                  <span className="muted small">{count(section.charts.length)}</span>
                </button>
              </h2>
            )}
            {open && (
              <div className="charts">
                {section.charts.map((chart) => (
                  <LazyChart
                    key={chart.title}
                    run={run}
                    chart={chart}
                    live={live}
                    look={look}
                    pinned={pinned.has(chart.title)}
                    onPin={() => pin(chart.title)}
                    onZoom={props.onZoom}
                  />
                ))}
              </div>
            )}
          </section>
        );
      })}
    </div>
  );
}

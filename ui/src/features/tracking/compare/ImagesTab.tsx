import { useQueries } from '@tanstack/react-query';
import { Panel, Swatch } from '../../../components/Bits.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { Empty, Skeleton } from '../../../components/States.tsx';
import { runColour } from '../../../lib/colour.ts';
import { count } from '../../../lib/format.ts';
import { imageFilesQuery, imageUrl } from './imageFiles.ts';
import { imageAt, loggedImages, stepsOf } from './images.ts';
import type { TabProps } from './ParallelTab.tsx';

const MOST = 24;
const KEYS = 30;

/** The images that the runs logged, run beside run, at a step. */
export function ImagesTab({ compared, search, set }: TabProps) {
  const runs = compared.runs.slice(0, MOST);
  const lists = useQueries({ queries: runs.map((r) => imageFilesQuery(r.id)) });
  const images = lists.map((l) => loggedImages((l.data?.items ?? []).map((a) => a.path)));
  if (lists.some((l) => l.isPending)) return <Skeleton lines={8} />;
  const keys = [...new Set(images.flatMap((i) => i.map((x) => x.key)))].sort();
  const steps = stepsOf(images);
  if (keys.length === 0) {
    return (
      <div className="panel">
        <Empty title="No images" type={'mlflow.log_image(image, key="samples", step=3)'}>
          Images that runs log appear here beside each other, step by step.
        </Empty>
      </div>
    );
  }
  const last = steps.length - 1;
  const place = search.zoom === undefined ? last : Math.max(0, Math.min(last, Number(search.zoom)));
  const step = steps[Number.isFinite(place) ? place : last] ?? 0;
  return (
    <div className="stack" data-testid="images">
      <div className="toolbar">
        <label className="row">
          <span className="nowrap">step {count(step)}</span>
          <input
            type="range"
            aria-label="Step"
            min={0}
            max={last}
            value={steps.indexOf(step)}
            disabled={last === 0}
            onChange={(e) => set({ zoom: e.target.value })}
            style={{ width: 260 }}
          />
        </label>
        <span className="muted small">
          the last image at or before the step, {count(steps.length)} steps in all
          {compared.total > runs.length &&
            `; the first ${runs.length} of ${count(compared.total)} runs are shown`}
          {keys.length > KEYS && `; the first ${KEYS} of ${keys.length} names`}
        </span>
      </div>
      {keys.slice(0, KEYS).map((key) => (
        <Panel key={key} title={key}>
          <div
            className="imagegrid"
            style={{ gridTemplateColumns: 'repeat(auto-fill, minmax(160px, 1fr))' }}
          >
            {runs.map((run, i) => {
              const image = imageAt(images[i] ?? [], key, step);
              return (
                <figure key={run.id}>
                  {image ? (
                    <img
                      loading="lazy"
                      alt={`${key} of ${run.name} at step ${image.step}`}
                      src={imageUrl(run.id, image.path)}
                    />
                  ) : (
                    <div className="nocurve muted small" style={{ height: 100 }}>
                      none yet
                    </div>
                  )}
                  <figcaption className="row">
                    <Swatch colour={runColour(run.id)} />
                    <span className="ellipsis">
                      <RefLink of={`run:${run.id}`} title={run.name} />
                    </span>
                    {image && <span>step {count(image.step)}</span>}
                  </figcaption>
                </figure>
              );
            })}
          </div>
        </Panel>
      ))}
    </div>
  );
}

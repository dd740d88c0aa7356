import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Run } from '../../api/types.ts';
import { useKeys } from '../../components/keys.ts';
import { Empty, ErrorState, Skeleton } from '../../components/States.tsx';
import { count, plural } from '../../lib/format.ts';
import { imageFilesQuery } from './compare/imageFiles.ts';
import { imageAt, type LoggedImage, loggedImages, stepsOf } from './compare/images.ts';
import { Large, Shown } from './ImageLarge.tsx';
import './compare/compare.css';

const LOOK_AGAIN = 5_000;
const FIRST = 24;
const SIZES = { small: 140, medium: 220, large: 420 } as const;
type Size = keyof typeof SIZES;

interface Search {
  find?: string;
  step?: string;
  size?: string;
  image?: string;
}

/** The run's logged images in one list, read again while it runs. */
export function useImages(run: Run) {
  const query = useQuery({
    ...imageFilesQuery(run.id),
    refetchInterval: run.status === 'RUNNING' ? LOOK_AGAIN : false,
  });
  const files = query.data?.items;
  const images = useMemo(() => loggedImages((files ?? []).map((a) => a.path)), [files]);
  return { query, images };
}

/** What the run drew as it went: a card for each name, all moved by one slider, or each by its own. */
export function Images({
  run,
  search,
  set,
}: {
  run: Run;
  search: Search;
  set: (part: Search) => void;
}) {
  const { query, images } = useImages(run);
  const [own, setOwn] = useState<ReadonlyMap<string, number>>(new Map());
  const [many, setMany] = useState(FIRST);
  const steps = useMemo(() => stepsOf([images]), [images]);
  const byKey = useMemo(() => {
    const map = new Map<string, LoggedImage[]>();
    for (const i of images) (map.get(i.key) ?? map.set(i.key, []).get(i.key)!).push(i);
    return map;
  }, [images]);
  const words = (search.find ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const keys = [...byKey.keys()].filter((k) => words.every((w) => k.toLowerCase().includes(w)));
  const last = steps.length - 1;
  const wanted = search.step === undefined ? (steps[last] ?? 0) : Number(search.step);
  const place = Math.max(
    0,
    steps.findLastIndex((s) => s <= wanted),
  );
  const step = steps[place] ?? 0;
  const size: Size = search.size === 'small' || search.size === 'large' ? search.size : 'medium';

  const go = (to: number) => {
    const at = Math.max(0, Math.min(last, to));
    setOwn(new Map());
    // The last step is no choice: what comes while the run goes on is followed.
    set({ step: at === last ? undefined : String(steps[at]) });
  };
  const big = images.find((i) => i.path === search.image);
  useKeys(
    big
      ? {}
      : {
          ArrowLeft: () => go(place - 1),
          ArrowRight: () => go(place + 1),
          Home: () => go(0),
          End: () => go(last),
        },
  );

  if (query.isPending) return <Skeleton lines={8} />;
  if (query.error && !query.data)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (images.length === 0)
    return (
      <div className="panel">
        <Empty title="No images" type={'mlflow.log_image(image, key="samples", step=3)'}>
          Images that the run logs appear here, step by step.
        </Empty>
      </div>
    );
  return (
    <div className="stack" data-testid="run-images">
      <div className="toolbar small">
        <input
          className="field"
          data-filter
          value={search.find ?? ''}
          onChange={(e) => set({ find: e.target.value || undefined })}
          placeholder={`Find in ${plural(byKey.size, 'name')}`}
          aria-label="Filter images by name"
        />
        <label className="row">
          <span className="nowrap">step {count(step)}</span>
          <input
            type="range"
            aria-label="Step"
            aria-valuetext={`step ${step}`}
            min={0}
            max={last}
            value={place}
            disabled={last <= 0}
            onChange={(e) => go(Number(e.target.value))}
            style={{ width: 240 }}
          />
        </label>
        <select
          className="field"
          aria-label="Size of images"
          value={size}
          onChange={(e) => set({ size: e.target.value === 'medium' ? undefined : e.target.value })}
        >
          {Object.keys(SIZES).map((s) => (
            <option key={s}>{s}</option>
          ))}
        </select>
        <span className="muted">
          {plural(images.length, 'image')} at {plural(steps.length, 'step')}; <kbd>←</kbd>{' '}
          <kbd>→</kbd> move all
        </span>
      </div>
      {keys.length === 0 && (
        <div className="panel">
          <Empty title="No image has such a name">
            Nothing matches <code>{search.find}</code>.
          </Empty>
        </div>
      )}
      <div
        className="imagegrid"
        style={{
          gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${SIZES[size]}px), 1fr))`,
        }}
      >
        {keys.slice(0, many).map((key) => {
          const list = byKey.get(key) ?? [];
          const at = own.get(key) ?? list.indexOf(imageAt(list, key, step) ?? list[0]!);
          return (
            <Card
              key={key}
              run={run.id}
              title={key}
              list={list}
              at={at}
              ahead={own.get(key) === undefined && (list[0]?.step ?? 0) > step}
              thumb={size !== 'large'}
              onAt={(to) => setOwn((old) => new Map(old).set(key, to))}
              onOpen={(image) => set({ image: image.path })}
            />
          );
        })}
      </div>
      {keys.length > many && (
        <button type="button" className="btn" onClick={() => setMany(many + FIRST)}>
          Show {count(Math.min(FIRST, keys.length - many))} more of {count(keys.length - many)}
        </button>
      )}
      {big && (
        <Large
          run={run.id}
          image={big}
          list={byKey.get(big.key) ?? []}
          onShow={(image) => set({ image: image?.path })}
        />
      )}
    </div>
  );
}

function Card(props: {
  run: string;
  title: string;
  list: readonly LoggedImage[];
  at: number;
  /** The step is before its first image. */
  ahead: boolean;
  thumb: boolean;
  onAt: (at: number) => void;
  onOpen: (image: LoggedImage) => void;
}) {
  const { list, at } = props;
  const image = list[at] ?? list[0]!;
  return (
    <figure className="panel imagecard" data-key={props.title}>
      <figcaption className="row">
        <span className="ellipsis strong" title={props.title}>
          {props.title}
        </span>
        <span className="grow" />
        <span className="nowrap">step {count(image.step)}</span>
      </figcaption>
      <button
        type="button"
        className={`imagebutton ${props.ahead ? 'ahead' : ''}`}
        title="Show it large"
        onClick={() => props.onOpen(image)}
      >
        <Shown run={props.run} image={image} thumb={props.thumb} />
      </button>
      {list.length > 1 && (
        <input
          type="range"
          aria-label={`${props.title}: image`}
          aria-valuetext={`step ${image.step}, ${at + 1} of ${list.length}`}
          min={0}
          max={list.length - 1}
          value={at}
          onChange={(e) => props.onAt(Number(e.target.value))}
        />
      )}
      {props.ahead && <small className="muted">its first is at step {count(image.step)}</small>}
    </figure>
  );
}

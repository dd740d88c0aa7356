import { useState } from 'react';
import { Ago, Copy } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { useKeys } from '../../components/keys.ts';
import { count } from '../../lib/format.ts';
import { imageUrl } from './compare/imageFiles.ts';
import type { LoggedImage } from './compare/images.ts';

/** The image; its small copy where there is one and it does. What cannot be shown says so. */
export function Shown({ run, image, thumb }: { run: string; image: LoggedImage; thumb: boolean }) {
  const [failed, setFailed] = useState<string | null>(null);
  const file = thumb && image.thumb && failed !== image.thumb ? image.thumb : image.path;
  if (failed === image.path) return <span className="muted small">This is no image.</span>;
  return (
    <img
      alt={`${image.key} at step ${image.step}`}
      src={imageUrl(run, file)}
      decoding="async"
      onError={() => setFailed(file)}
    />
  );
}

/** One image over the page, with those before and after it a key away. */
export function Large(props: {
  run: string;
  image: LoggedImage;
  list: readonly LoggedImage[];
  onShow: (image: LoggedImage | null) => void;
}) {
  const { list, image } = props;
  const at = list.indexOf(image);
  const go = (to: number) => {
    const next = list[Math.max(0, Math.min(list.length - 1, to))];
    if (next) props.onShow(next);
  };
  useKeys({
    ArrowLeft: () => go(at - 1),
    ArrowRight: () => go(at + 1),
    Home: () => go(0),
    End: () => go(list.length - 1),
    Escape: () => props.onShow(null),
  });
  return (
    <div className="imagelarge" role="dialog" aria-label={`${image.key} at step ${image.step}`}>
      <div className="row wrap">
        <span className="strong ellipsis">{image.key}</span>
        <span className="nowrap">
          step {count(image.step)}, {at + 1} of {count(list.length)}
        </span>
        {image.at > 0 && <Ago at={new Date(image.at).toISOString()} />}
        <span className="grow" />
        <Copy text={image.path} label="Copy the path" />
        <button
          type="button"
          className="btn sm"
          disabled={at === 0}
          aria-label="The one before"
          onClick={() => go(at - 1)}
        >
          ←
        </button>
        <button
          type="button"
          className="btn sm"
          disabled={at === list.length - 1}
          aria-label="The one after"
          onClick={() => go(at + 1)}
        >
          →
        </button>
        <button
          type="button"
          className="btn quiet sm"
          aria-label="Close"
          onClick={() => props.onShow(null)}
        >
          <Icon name="cross" size={12} />
        </button>
      </div>
      <div className="imagestage">
        <Shown run={props.run} image={image} thumb={false} />
      </div>
      {list.length > 1 && (
        <input
          type="range"
          aria-label="Image"
          aria-valuetext={`step ${image.step}`}
          min={0}
          max={list.length - 1}
          value={at}
          onChange={(e) => go(Number(e.target.value))}
        />
      )}
    </div>
  );
}

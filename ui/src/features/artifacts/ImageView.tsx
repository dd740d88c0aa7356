import { useState } from 'react';
import { Empty } from '../../components/States.tsx';

const ZOOMS = [0, 0.5, 1, 2, 4, 8] as const;
const GROUNDS = [
  ['page', 'as the page'],
  ['checks', 'checks'],
  ['white', 'white'],
  ['black', 'black'],
] as const;

/** An image, fitted or at a scale, over a background that shows what is transparent. */
export function ImageView({ src, name }: { src: string; name: string }) {
  const [zoom, setZoom] = useState<number>(0);
  const [ground, setGround] = useState<string>('page');
  const [size, setSize] = useState<[number, number] | null>(null);
  const [failed, setFailed] = useState(false);
  if (failed)
    return (
      <Empty title="This image cannot be shown">
        Its bytes are no image that the browser knows.
      </Empty>
    );
  return (
    <>
      <div className="row wrap small previewtools">
        <label className="row">
          <span className="muted">size</span>
          <select className="field" value={zoom} onChange={(e) => setZoom(Number(e.target.value))}>
            {ZOOMS.map((z) => (
              <option key={z} value={z}>
                {z === 0 ? 'fit' : `${z * 100} %`}
              </option>
            ))}
          </select>
        </label>
        <label className="row">
          <span className="muted">background</span>
          <select className="field" value={ground} onChange={(e) => setGround(e.target.value)}>
            {GROUNDS.map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        {size && (
          <span className="muted">
            {size[0]} × {size[1]} px
          </span>
        )}
      </div>
      <div className={`imagebox ${ground}`} role="group" aria-label={name} tabIndex={0}>
        <img
          src={src}
          alt={name}
          onLoad={(e) => setSize([e.currentTarget.naturalWidth, e.currentTarget.naturalHeight])}
          onError={() => setFailed(true)}
          style={
            zoom === 0
              ? { maxWidth: '100%', maxHeight: '66vh' }
              : size
                ? {
                    width: size[0] * zoom,
                    imageRendering: zoom >= 2 ? 'pixelated' : undefined,
                    maxWidth: 'none',
                  }
                : undefined
          }
        />
      </div>
    </>
  );
}

import { describe, expect, it } from 'vitest';
import { BOX, layout, PITCH } from './layout.ts';
import { fit, hit, opening, path, reveal, visible, ZOOM, zoomAt } from './view.ts';

const size = { width: 1000, height: 600 };
const chain = layout(['a', 'b'], [{ from: 'a', to: 'b' }]);
const tall = layout(
  ['root', ...Array.from({ length: 5000 }, (_, i) => `n${i}`)],
  Array.from({ length: 5000 }, (_, i) => ({ from: 'root', to: `n${i}` })),
);

describe('view', () => {
  it('shows little in the middle and at its own size', () => {
    const view = fit(chain, size);
    expect(view.k).toBe(1);
    expect(view.x).toBe((1000 - PITCH.x - BOX.width) / 2);
    expect(opening(chain, size, 'a')).toEqual(view);
  });

  it('opens on the record when the whole could not be read', () => {
    const view = opening(tall, size, 'root');
    expect(view.k).toBeGreaterThanOrEqual(ZOOM.read);
    const root = tall.at.get('root')!;
    expect((root.y + BOX.height / 2) * view.k + view.y).toBeCloseTo(300);
  });

  it('zooms about the pointer', () => {
    const view = { x: 10, y: 20, k: 1 };
    const next = zoomAt(view, 1.5, 200, 100);
    expect((200 - next.x) / next.k).toBeCloseTo((200 - view.x) / view.k);
    expect(zoomAt(view, 1000, 0, 0).k).toBe(ZOOM.most);
  });

  it('draws only what is in sight', () => {
    const view = opening(tall, size, 'root');
    const seen = visible(tall, view, size);
    expect(seen.length).toBeLessThan(150);
    expect(seen.map((p) => p.id)).toContain('root');
    expect(visible(tall, fit(tall, size), size).length).toBeGreaterThan(300);
  });

  it('moves no more than it must to reveal a box', () => {
    const view = fit(chain, size);
    expect(reveal(view, chain.at.get('a')!, size)).toEqual(view);
    const far = tall.at.get('n4999')!;
    const moved = reveal(opening(tall, size, 'root'), far, size);
    expect(visible(tall, moved, size)).toContain(far);
  });

  it('finds the box under the pointer', () => {
    const view = fit(chain, size);
    const b = chain.at.get('b')!;
    expect(hit(chain, view, b.x + view.x + 5, b.y + view.y + 5)?.id).toBe('b');
    expect(hit(chain, view, 1, 1)).toBeNull();
  });

  it('draws an edge from side to side', () => {
    expect(path(chain, { from: 'a', to: 'b' }, true)).toBe(
      `M${BOX.width} ${BOX.height / 2}L${PITCH.x} ${BOX.height / 2}`,
    );
    expect(path(chain, { from: 'a', to: 'gone' }, false)).toBe('');
  });
});

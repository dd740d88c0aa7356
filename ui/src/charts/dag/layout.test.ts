import { describe, expect, it } from 'vitest';
import { BOX, type DagEdge, layout, PITCH, spread, step } from './layout.ts';

const ids = (n: number) => Array.from({ length: n }, (_, i) => `n${i}`);

function overlaps(of: ReturnType<typeof layout>): number {
  let found = 0;
  for (const row of of.columns) {
    for (let i = 1; i < row.length; i += 1) {
      if (row[i]!.y - row[i - 1]!.y < BOX.height) found += 1;
    }
  }
  return found;
}

function big(n: number): DagEdge[] {
  let seed = 7;
  const next = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  return Array.from({ length: n * 2 }, () => {
    const a = Math.floor(next() * (n - 1));
    return { from: `n${a}`, to: `n${Math.min(n - 1, a + 1 + Math.floor(next() * 400))}` };
  });
}

describe('layout', () => {
  it('puts what came first left of what came of it', () => {
    const edges = [
      { from: 'data', to: 'run' },
      { from: 'run', to: 'model' },
      { from: 'model', to: 'deployment' },
      { from: 'data', to: 'deployment' },
    ];
    const of = layout(['deployment', 'model', 'run', 'data'], edges);
    expect(of.layers.map((row) => row.map((p) => p.id))).toEqual([
      ['data'],
      ['run'],
      ['model'],
      ['deployment'],
    ]);
    for (const e of edges) expect(of.at.get(e.from)!.x).toBeLessThan(of.at.get(e.to)!.x);
  });

  it('keeps a source close to what it went into', () => {
    const of = layout(
      ['a', 'b', 'c', 'late'],
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
        { from: 'late', to: 'c' },
      ],
    );
    expect(of.at.get('late')!.layer).toBe(1);
  });

  it('draws a circle once round', () => {
    const of = layout(
      ['a', 'b', 'c'],
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
        { from: 'c', to: 'a' },
        { from: 'a', to: 'a' },
      ],
    );
    expect(of.placed.map((p) => p.layer)).toEqual([0, 1, 2]);
  });

  it('is the same for the same graph, and equals keep the order they were given in', () => {
    const edges = ids(12)
      .slice(1)
      .map((id) => ({ from: id, to: 'n0' }));
    const first = layout(ids(12), edges);
    expect(layout(ids(12), edges).placed).toEqual(first.placed);
    expect(first.layers[0]!.map((p) => p.id)).toEqual(ids(12).slice(1));
    expect(layout(ids(12), edges.slice().reverse()).placed).toEqual(first.placed);
  });

  it('stands a single child beside its parent', () => {
    const of = layout(
      ['a', 'b', 'a2', 'b2'],
      [
        { from: 'a', to: 'a2' },
        { from: 'b', to: 'b2' },
      ],
    );
    expect(of.at.get('a')!.y).toBe(of.at.get('a2')!.y);
    expect(of.at.get('b')!.y).toBe(of.at.get('b2')!.y);
  });

  it('lays out 10,000 nodes without overlaps', () => {
    const edges = big(10_000);
    const of = layout(ids(10_000), edges);
    expect(of.placed).toHaveLength(10_000);
    expect(overlaps(of)).toBe(0);
  });

  it('stacks 10,000 children of one without overlaps', () => {
    const edges = ids(10_000)
      .slice(1)
      .map((id) => ({ from: 'n0', to: id }));
    const of = layout(ids(10_000), edges);
    expect(overlaps(of)).toBe(0);
    // As a block that a screen can show, not as a tower.
    expect(of.width / of.height).toBeGreaterThan(1);
    expect(of.width / of.height).toBeLessThan(3);
    expect(of.columns.flat()).toHaveLength(10_000);
    const xs = new Set(of.columns.map((column) => column[0]!.x));
    expect(xs.size).toBe(of.columns.length);
  });

  it('keeps what came of a block of very many close to it', () => {
    const many = ids(2001).slice(1);
    const edges = many.map((id) => ({ from: 'n0', to: id }));
    const of = layout([...ids(2001), 'late'], [...edges, { from: 'n3', to: 'late' }]);
    expect(of.height).toBeLessThan(200 * PITCH.y);
    expect(of.layers[1]!.map((p) => p.id)).toEqual(many);
    expect(of.at.get('late')!.x).toBeGreaterThan(of.at.get('n2000')!.x);
  });

  it('copes with nothing, with strangers and with repeats', () => {
    expect(layout([], []).placed).toEqual([]);
    const of = layout(
      ['a', 'b'],
      [
        { from: 'a', to: 'b' },
        { from: 'a', to: 'b' },
        { from: 'x', to: 'b' },
      ],
    );
    expect(of.placed).toHaveLength(2);
  });
});

describe('spread', () => {
  it('leaves wishes alone that keep the distance', () => {
    expect(spread([0, 50, 200], 46)).toEqual([0, 50, 200]);
  });
  it('meets those that contradict in their middle', () => {
    expect(spread([10, 10], 10)).toEqual([5, 15]);
    expect(spread([0, 0, 100], 10)).toEqual([-5, 5, 100]);
  });
});

describe('step', () => {
  const edges = [
    { from: 'a', to: 'b' },
    { from: 'a', to: 'c' },
    { from: 'b', to: 'd' },
  ];
  const of = layout(['a', 'b', 'c', 'd'], edges);
  it('goes along edges and within the layer', () => {
    expect(step(of, edges, 'b', 'ArrowLeft')).toBe('a');
    expect(step(of, edges, 'b', 'ArrowRight')).toBe('d');
    expect(step(of, edges, 'b', 'ArrowDown')).toBe('c');
    expect(step(of, edges, 'c', 'ArrowUp')).toBe('b');
    expect(step(of, edges, 'a', 'ArrowLeft')).toBeNull();
    expect(step(of, edges, 'gone', 'ArrowLeft')).toBe('a');
  });
});

import { describe, expect, it } from 'vitest';
import { belowZero, type Line, nearest, quantile, rangeX, rangeY } from './lines.ts';

const line = (xs: number[], ys: (number | null)[], part: Partial<Line> = {}): Line => ({
  id: 'a',
  label: 'a',
  colour: 'red',
  xs,
  ys,
  ...part,
});

describe('lines', () => {
  it('have a nearest point', () => {
    expect([0, 4.9, 5, 5.1, 99].map((x) => nearest([1, 4, 6, 10], x))).toEqual([0, 1, 1, 2, 3]);
    expect(nearest([], 1)).toBe(-1);
  });
  it('reach from the first x to the last, above 0 where the axis is a log', () => {
    const lines = [line([0, 10], [1, 1]), line([5, 20], [1, 1])];
    expect(rangeX(lines, false)).toEqual([0, 20]);
    expect(rangeX(lines, true)).toEqual([5, 20]);
    expect(rangeX([], false)).toEqual([0, 1]);
    expect(rangeX([line([3], [1])], false)).toEqual([2.5, 3.5]);
  });
  it('take up all y in the range, bands included, unless outliers are to be ignored', () => {
    const ys = Array.from({ length: 100 }, (_, i) => (i === 50 ? 1000 : 1));
    const xs = ys.map((_, i) => i);
    expect(rangeY([line(xs, ys)], [0, 99], false, false)[1]).toBeGreaterThan(1000);
    expect(rangeY([line(xs, ys)], [0, 99], false, true)[1]).toBeLessThan(2);
    expect(rangeY([line(xs, ys)], [0, 40], false, false)[1]).toBeLessThan(2);
    const banded = line([0, 1], [1, 1], { lo: [-3, 1], hi: [1, 8] });
    const [low, high] = rangeY([banded], [0, 1], false, false);
    expect(low).toBeLessThanOrEqual(-3);
    expect(high).toBeGreaterThanOrEqual(8);
    expect(rangeY([line([0], [-1])], [0, 1], true, false)).toEqual([0.1, 1]);
  });
  it('say what a log axis loses', () => {
    expect(belowZero([line([0, 1, 2], [0, -1, null])])).toBe(2);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });
});

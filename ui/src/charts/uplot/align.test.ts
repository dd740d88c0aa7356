import { describe, expect, it, vi } from 'vitest';

vi.mock('uplot', () => ({ default: class {} }));
vi.mock('uplot/dist/uPlot.min.css', () => ({}));

const { align, alone } = await import('./MetricChart.tsx');

describe('align', () => {
  it('joins curves of different steps, absent apart from unknown', () => {
    const data = align([
      { label: 'a', colour: '', xs: [1, 3], ys: [10, null] },
      { label: 'b', colour: '', xs: [2, 3], ys: [20, 30] },
    ]);
    expect(data).toEqual([
      [1, 2, 3],
      [10, undefined, null],
      [undefined, 20, 30],
    ]);
  });
});

describe('alone', () => {
  it('finds the values that no line shows', () => {
    expect(alone([1, null, 2, 3, null, 4])).toEqual([0, 5]);
    expect(alone([1, undefined, 2, null])).toEqual([]);
    expect(alone([null, 1, null])).toEqual([1]);
    expect(alone([])).toEqual([]);
  });
});

import { expect, it } from 'vitest';
import { curveOf, type Look } from './curve.ts';
import { commonScale, inOwnSteps, stepScale } from './scale.ts';

const look: Look = { x: 'step', smooth: 0, log: false, range: null };
const stored = {
  run: 'r',
  points: 4,
  exact: false,
  x_first: [0, 2],
  x_last: [1, 3],
  count: [2, 2],
  min: [1, 3],
  max: [2, 4],
  first: [1, 3],
  last: [2, 4],
  nan: [0, 3],
};
const live = {
  key: 'k',
  steps: [3, 4],
  values: [9, 5],
  times_ms: [1300, 1400],
  total: 2,
  sampled: false,
};

it('draws what is stored with its extremes, then only what is newer', () => {
  const c = curveOf(stored, live, look, 1000);
  expect(c.xs).toEqual([0, 2, 4]);
  expect(c.ys).toEqual([2, 4, 5]);
  expect(c.lo).toEqual([1, 3, 5]);
  expect(c.hi).toEqual([2, 4, 5]);
  expect(c.points).toBe(5);
  expect(c.odd).toBe('3 × NaN');
});

it('counts seconds since the start, and leaves live points out of a part that is looked at', () => {
  const timed = { ...stored, x_first: [1000, 1200], x_last: [1100, 1300] };
  const c = curveOf(timed, live, { ...look, x: 'time', range: [0, 0.3] }, 1000);
  expect(c.xs).toEqual([0, 0.2]);
  expect(curveOf(undefined, live, { ...look, x: 'time' }, 1000).xs).toEqual([0.3, 0.4]);
});

it('keeps what was before smoothing', () => {
  const c = curveOf(stored, undefined, { ...look, smooth: 0.5 }, 0);
  expect(c.raw).toEqual([2, 4]);
  expect(c.ys[1]).toBeCloseTo(10 / 3, 12);
});

it('leaves out what is no number, and says so', () => {
  const odd = { ...stored, exact: true, last: [null, 4] };
  expect(curveOf(odd, undefined, look, 0)).toMatchObject({ xs: [2], ys: [4], odd: '3 × NaN' });
});

it('divides the steps of a run that says they were fractions', () => {
  const own = inOwnSteps({ ...stored, x_first: [0, 25], x_last: [10, 50] }, 100);
  const c = curveOf(own, { ...live, steps: [75] }, look, 1000, 100);
  expect(c.xs).toEqual([0, 0.25, 0.75]);
  expect(stepScale({ tags: { 'noria.step.scale': '100' } })).toBe(100);
  expect(stepScale({ tags: { 'noria.step.scale': '7' } })).toBe(1);
  expect(stepScale({ tags: {} })).toBe(1);
  expect([commonScale([10, 10]), commonScale([10, 1]), commonScale([])]).toEqual([10, 1, 1]);
});

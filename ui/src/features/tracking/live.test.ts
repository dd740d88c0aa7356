import { describe, expect, it } from 'vitest';
import { append } from './live.ts';

const old = {
  key: 'auc',
  steps: [0, 1, 2],
  values: [0.5, 0.6, null],
  times_ms: [1, 2, 3],
  total: 3,
  sampled: false,
};

describe('live points', () => {
  it('follow what is known', () => {
    const next = append(old, { key: 'auc', steps: [3], values: [0.7], times_ms: [4] });
    expect(next.steps).toEqual([0, 1, 2, 3]);
    expect(next.total).toBe(4);
    expect(old.steps).toHaveLength(3);
  });
  it('replace a step that was sent twice', () => {
    const next = append(old, { key: 'auc', steps: [1, 3], values: [0.61, 0.7], times_ms: [2, 4] });
    expect(next.steps).toEqual([0, 1, 2, 3]);
    expect(next.values).toEqual([0.5, 0.61, null, 0.7]);
  });
  it('begin a curve', () => {
    expect(append(undefined, { key: 'x', steps: [0], values: [1], times_ms: [1] }).total).toBe(1);
  });
});

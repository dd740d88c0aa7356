import { describe, expect, it } from 'vitest';
import { quantiles } from './Profile.tsx';

describe('quantiles', () => {
  it('are read under each of their names', () => {
    const wanted = [1, 2, 3, 4, 5];
    expect(quantiles({ p05: 1, p25: 2, p50: 3, p75: 4, p95: 5 })).toEqual(wanted);
    expect(quantiles({ '0.05': 1, '0.25': 2, '0.5': 3, '0.75': 4, '0.95': 5 })).toEqual(wanted);
    expect(quantiles({ q5: 1, q25: 2, q50: 3, q75: 4, q95: 5 })).toEqual(wanted);
  });
  it('fall back on their neighbours', () => {
    expect(quantiles({ '0.01': 1, '0.5': 3, '0.99': 5 })).toEqual([1, undefined, 3, undefined, 5]);
  });
});

import { describe, expect, it } from 'vitest';
import type { SystemSeries } from '../../api/types.ts';
import { summaries, whole } from './load.ts';

const series: SystemSeries = {
  from: '1970-01-01T00:00:00Z',
  to: '1970-01-01T00:00:12Z',
  step_s: 5,
  at_ms: [0, 5000, 10_000],
  requests: [10, 20, 3],
  errors: [0, 1, 0],
  p50_ms: [1, 2, null],
  p99_ms: [3, 4, null],
  cpu: [0, 0, 0],
  heap_bytes: [0, 0, 0],
  versions: [
    {
      model: 'm',
      version: 1,
      requests: [10, 5, 3],
      errors: [0, 1, 0],
      p50_ms: [1, 3, null],
      p99_ms: [3, 9, null],
    },
    {
      model: 'm',
      version: 2,
      requests: [0, 15, 0],
      errors: [0, 0, 0],
      p50_ms: [null, 2, null],
      p99_ms: [null, 4, null],
    },
  ],
};

describe('the series', () => {
  it('is drawn without the step that still goes on', () => {
    const cut = whole(series);
    expect(cut.at_ms).toEqual([0, 5000]);
    expect(cut.versions[0]?.requests).toEqual([10, 5]);
    const done = { ...series, to: '1970-01-01T00:00:15Z' };
    expect(whole(done)).toBe(done);
    const seconds = { ...series, step_s: 1 };
    expect(whole(seconds)).toBe(seconds);
  });
});

describe('the summary', () => {
  it('has each version with its part, the busiest first', () => {
    const both = summaries(whole(series));
    expect(both.map((v) => [v.version, v.requests, v.share, v.errors])).toEqual([
      [1, 15, 0.5, 1],
      [2, 15, 0.5, 0],
    ]);
    expect(both[0]).toMatchObject({ perSecond: 1.5, p50: 1, p99: 9 });
    expect(summaries({ ...series, versions: [] })).toEqual([]);
  });

  it('says nothing about the latency of who was not asked', () => {
    const idle = { ...series.versions[1]!, p50_ms: [null, null, null], p99_ms: [null, null, null] };
    expect(summaries({ ...series, versions: [idle] })[0]).toMatchObject({ p50: null, p99: null });
  });
});

import { describe, expect, it } from 'vitest';
import type { Canary } from '../../api/types.ts';
import { guards, planOf, seconds, steps, USUAL, underWay, waitsFor } from './canary.ts';

const canary: Canary = {
  id: 'c',
  deployment: 'flights',
  state: 'running',
  share: 5,
  step: 2,
  steps: [1, 5, 50],
  every_s: 600,
  max_error_rate: 0.01,
  max_p99_ratio: 1.5,
  min_requests: 100,
  step_since: '2026-01-01T00:00:00Z',
  next_at: '2026-01-01T00:10:00Z',
  why: 'began',
  canary: { model: 'm', version: 2, requests: 40, failed: 1, error_rate: 0.025, p99_ms: 3 },
  base: { model: 'm', version: 1, requests: 900, failed: 9, error_rate: 0.01, p99_ms: 2.5 },
  created_at: '2026-01-01T00:00:00Z',
  created_by: 'maria',
  updated_at: '2026-01-01T00:00:00Z',
};
/** Digits and units stand together by thin spaces. */
const plain = (text: string) => text.replaceAll('\u2009', ' ');
const now = Date.parse('2026-01-01T00:08:00Z');

describe('what was typed', () => {
  it('is a plan', () => {
    expect(planOf({ ...USUAL, follow: 'version:2', errors: '' })).toEqual({
      follow: 'version:2',
      steps: [1, 5, 25, 50],
      every_s: 600,
      max_p99_ratio: 1.5,
      min_requests: 100,
    });
    expect(seconds(' 90s')).toBe(90);
    expect(seconds('1.5h')).toBe(5400);
    expect(steps('1% 5% 100')).toEqual([1, 5, 100]);
  });
  it('is refused with what was expected', () => {
    expect(() => planOf(USUAL)).toThrow('Choose the version');
    expect(() => seconds('soon')).toThrow('every: soon (expected: such as 30s, 10m, 2h)');
    expect(() => steps('5, 1')).toThrow('steps: 5, 1 (expected: percents that rise');
    expect(() => planOf({ ...USUAL, follow: 'alias:x', ratio: 'x' })).toThrow('p99: x');
  });
});

describe('how far it is', () => {
  it('is said with what it waits for', () => {
    expect(plain(waitsFor(canary, now))).toBe(
      'It goes to 50 % in 2 min 00 s and after 60 more requests, unless a guard turns it back.',
    );
    const last = { ...canary, step: 3, canary: { ...canary.canary, requests: 100 } };
    expect(waitsFor(last, now + 600_000)).toBe('It becomes the own version at the next look.');
    expect(waitsFor({ ...canary, state: 'paused' }, now)).toContain('until it is resumed');
    expect(underWay(canary)).toBe(true);
    expect(underWay({ ...canary, state: 'failed' })).toBe(false);
    expect(underWay(undefined)).toBe(false);
  });
  it('shows how near its guards are', () => {
    expect(guards(canary).map((g) => [plain(g.now), plain(g.limit), g.near])).toEqual([
      ['1.50 %', '1.00 %', true],
      ['1.20×', '1.5×', false],
    ]);
  });
});

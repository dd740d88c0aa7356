import { describe, expect, it } from 'vitest';
import { DAY } from '../../lib/time.ts';
import { makeLoop } from '../../testing/make.ts';
import { dataTime, dodge, rangeOf, valueAt, worst } from './layout.ts';

const iso = (at: number) => new Date(at).toISOString();
const start = Date.UTC(2013, 3, 1);

describe('timeline layout', () => {
  it('sets marks of the same day below one another', () => {
    const placed = dodge([{ at: 5 }, { at: 6 }, { at: 40 }], (m) => m.at, 10);
    expect(placed.map((p) => p.row)).toEqual([0, 1, 0]);
  });
  it('spreads history that was there from the start over its own months', () => {
    expect(dataTime({ event_time: iso(start), to: iso(start - 60 * DAY) })).toBe(start - 60 * DAY);
    expect(dataTime({ event_time: iso(start + DAY), to: iso(start) })).toBe(start + DAY);
  });
  it('shows what was asked, else everything with air', () => {
    const loop = makeLoop({ event_time: iso(start + 100 * DAY), data: [] });
    expect(rangeOf(loop, iso(start), iso(start + DAY))).toEqual([start, start + DAY]);
    const [, to] = rangeOf(loop);
    expect(to).toBeGreaterThan(start + 100 * DAY);
  });
  it('has a range even when nothing ever happened', () => {
    const [from, to] = rangeOf(makeLoop());
    expect(to - from).toBe(30 * DAY);
  });
  it('ranks drift by how far it went over its own threshold, within the range only', () => {
    const series = (column: string, value: number, threshold: number, from = start) => ({
      column,
      test: 'psi',
      threshold,
      now: value,
      points: [
        { ref: 'window:x/1', from: iso(from), to: iso(from + DAY), value, over: value > threshold },
      ],
    });
    const ranked = worst(
      [series('a', 0.3, 0.2), series('b', 0.2, 0.01), series('c', 9, 0.2, start + 90 * DAY)],
      2,
      start,
      start + 10 * DAY,
    );
    expect(ranked.map((s) => s.column)).toEqual(['b', 'a']);
  });
  it('finds the stretch that holds an instant, its end excluded', () => {
    const points = [{ from: iso(start), to: iso(start + DAY), value: 1 }];
    expect(valueAt(points, start)?.value).toBe(1);
    expect(valueAt(points, start + DAY)).toBeNull();
  });
});

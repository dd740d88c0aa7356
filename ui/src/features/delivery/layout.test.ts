import { describe, expect, it } from 'vitest';
import { DAY } from '../../lib/time.ts';
import { makeLoop } from '../../testing/make.ts';
import { dataTime, decisive, dodge, layData, rangeOf, valueAt, worst } from './layout.ts';

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
  it('gives each dataset its row, the timeless at the left edge', () => {
    const mark = (dataset: string, day: number, to = true) => ({
      ref: `dataset_version:${dataset}@${day}`,
      dataset,
      label: String(day),
      revision: 1,
      status: 'accepted' as const,
      event_time: iso(start + day * DAY),
      ...(to ? { to: iso(start + day * DAY) } : {}),
      rows: 1,
      summary: '',
      failures: [],
    });
    const x = (t: number) => Math.max(0, (t - start) / DAY);
    const laid = layData(
      [mark('planes', 9000, false), mark('flights', 1), mark('flights', 2), mark('flights', 40)],
      x,
      5,
    );
    expect(laid.names).toEqual([
      { name: 'flights', row: 0 },
      { name: 'planes', row: 2 },
    ]);
    expect(laid.placed.map((p) => [p.mark.ref, p.at, p.row])).toEqual([
      ['dataset_version:flights@1', 1, 0],
      ['dataset_version:flights@2', 2, 1],
      ['dataset_version:flights@40', 40, 0],
      ['dataset_version:planes@9000', 0, 2],
    ]);
    expect(laid.rows).toBe(3);
  });
  it('shows one verdict for each candidate: the one that decided', () => {
    const gate = (ref: string, name: string, outcome: 'PASS' | 'FAIL', candidate: string) => ({
      ref,
      gate: name,
      outcome,
      candidate,
      event_time: iso(start),
      metric: 'auc',
      lower_is_better: false,
      operator: 'beats' as const,
      rows: 1,
      summary: '',
    });
    const shown = decisive([
      gate('a', 'champion', 'FAIL', 'model_version:m/10'),
      gate('b', 'staging', 'PASS', 'model_version:m/10'),
      gate('c', 'staging', 'FAIL', 'model_version:m/9'),
    ]);
    expect(shown.map((g) => g.ref)).toEqual(['c', 'a']);
  });
  it('shows what was asked, else all that happened with air', () => {
    const serving = [0, 100].map((d) => ({
      ref: `model_version:m/${d}`,
      model: 'm',
      version: d,
      from: iso(start + d * DAY),
    }));
    const loop = makeLoop({ serving });
    expect(rangeOf(loop, iso(start), iso(start + DAY))).toEqual([start, start + DAY]);
    expect(rangeOf(loop)).toEqual([start - 2 * DAY, start + 102 * DAY]);
    expect(rangeOf({ ...loop, event_time: iso(start + 110 * DAY) })[1]).toBe(start + 112.2 * DAY);
  });
  it('is not stretched to today by one question asked today', () => {
    const serving = [{ ref: 'model_version:m/1', model: 'm', version: 1, from: iso(start) }];
    expect(rangeOf(makeLoop({ serving, event_time: iso(start + 4000 * DAY) }))[1]).toBeLessThan(
      start + 10 * DAY,
    );
  });
  it('is never empty', () => {
    const [from, to] = rangeOf(makeLoop({ from: iso(start), to: iso(start) }));
    expect(to - from).toBeGreaterThanOrEqual(7 * DAY);
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
      [series('a', 0.3, 0.2), series('b', 0.2, 0.05), series('c', 9, 0.2, start + 90 * DAY)],
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

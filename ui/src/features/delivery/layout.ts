/** Where everything on the timeline stands. Pure, so that it can be tested without a page. */
import type { DriftSeries, Loop } from '../../api/types.ts';
import { packRows } from '../../lib/scale.ts';
import { DAY, ms } from '../../lib/time.ts';

export interface Lane {
  id: string;
  title: string;
  top: number;
  height: number;
}

export interface Placed<T> {
  mark: T;
  at: number;
  row: number;
}

/** Marks that would cover each other are set below one another, in their order. */
export function dodge<T>(marks: readonly T[], at: (mark: T) => number, gap: number): Placed<T>[] {
  const sorted = marks.map((mark) => ({ mark, at: at(mark) })).sort((a, b) => a.at - b.at);
  const rows = packRows(
    sorted.map((m) => ({ from: m.at, to: m.at })),
    gap,
  );
  return sorted.map((m, i) => ({ ...m, row: rows[i]! }));
}

/** A data version stands where it arrived; history that was there from the start stands where its data ends. */
export function dataTime(mark: { event_time: string; to?: string }): number {
  const arrived = ms(mark.event_time);
  if (!mark.to) return arrived;
  const ends = ms(mark.to);
  return arrived - ends > 20 * DAY ? ends : arrived;
}

/** The range in view: what was asked, else everything with a little air. */
export function rangeOf(loop: Loop, from?: string, to?: string): [number, number] {
  const times = [
    ...loop.data.map(dataTime),
    ...loop.gates.map((g) => ms(g.event_time)),
    ...loop.training.map((t) => ms(t.event_time)),
    ...loop.serving.map((s) => ms(s.from)),
    ...loop.alerts.map((a) => ms(a.opened_at)),
    ...loop.performance.series.flatMap((s) => s.points.map((p) => ms(p.to))),
    ...(loop.event_time ? [ms(loop.event_time)] : []),
  ];
  const low = from ? ms(from) : Math.min(...times);
  const high = to ? ms(to) : Math.max(...times);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [Date.now() - 30 * DAY, Date.now()];
  const air = Math.max(DAY, (high - low) * 0.02);
  return [from ? low : low - air, to ? high : Math.max(high, low + 7 * DAY) + air];
}

/** The columns that drifted furthest over their threshold within the range, worst first. */
export function worst(
  series: readonly DriftSeries[],
  many: number,
  from: number,
  to: number,
): DriftSeries[] {
  const peak = (s: DriftSeries) =>
    Math.max(
      0,
      ...s.points
        .filter((p) => ms(p.to) >= from && ms(p.from) <= to)
        .map((p) => (p.value ?? 0) / (s.threshold || 1)),
    );
  return [...series].sort((a, b) => peak(b) - peak(a)).slice(0, many);
}

/** The value of a series of stretches at an instant. */
export function valueAt<T extends { from: string; to: string }>(
  points: readonly T[],
  at: number,
): T | null {
  return points.find((p) => ms(p.from) <= at && at < ms(p.to)) ?? null;
}

/** Where everything on the timeline stands. Pure, so that it can be tested without a page. */
import type { DataMark, DriftSeries, GateMark, Loop } from '../../api/types.ts';
import { isP, strength } from '../../lib/drift.ts';
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

/**
 * Data versions on a row for each dataset, the one with most versions first; those that would cover
 * each other take further rows. Data without time (a table of planes) stands at the left edge.
 */
export function layData(
  marks: readonly DataMark[],
  x: (time: number) => number,
  gap: number,
): { placed: Placed<DataMark>[]; names: { name: string; row: number }[]; rows: number } {
  const sets = new Map<string, DataMark[]>();
  for (const m of marks) (sets.get(m.dataset) ?? sets.set(m.dataset, []).get(m.dataset)!).push(m);
  const placed: Placed<DataMark>[] = [];
  const names: { name: string; row: number }[] = [];
  let row = 0;
  for (const [name, members] of [...sets].sort(([, a], [, b]) => b.length - a.length)) {
    const laid = dodge(members, (m) => x(m.to ? dataTime(m) : Number.NEGATIVE_INFINITY), gap);
    names.push({ name, row });
    placed.push(...laid.map((l) => ({ ...l, row: row + l.row })));
    row += Math.max(0, ...laid.map((l) => l.row)) + 1;
  }
  return { placed, names, rows: Math.max(1, row) };
}

/** One verdict for each candidate: against the champion where there is one, else what stopped it, else the last. */
export function decisive(gates: readonly GateMark[]): GateMark[] {
  const weight = (g: GateMark) =>
    (g.champion || g.gate === 'champion' ? 2 : 0) + (g.outcome === 'PASS' ? 0 : 1);
  const best = new Map<string, GateMark>();
  for (const g of gates) {
    const key = `${g.candidate} ${g.event_time}`;
    const old = best.get(key);
    if (!old || weight(g) >= weight(old)) best.set(key, g);
  }
  return [...best.values()].sort((a, b) =>
    a.candidate.localeCompare(b.candidate, 'en', { numeric: true }),
  );
}

/** How far beyond the last thing that happened the clock of the data may stand and still be in view. */
const QUIET = 45 * DAY;

/**
 * The range in view: what was asked, else all that happened with a little air. One question asked
 * with today's date must not stretch a replay of last year to today.
 */
export function rangeOf(loop: Loop, from?: string, to?: string): [number, number] {
  const times = [
    ...loop.data.filter((d) => d.to).map(dataTime),
    ...loop.gates.map((g) => ms(g.event_time)),
    ...loop.serving.map((s) => ms(s.from)),
    ...loop.alerts.map((a) => ms(a.opened_at)),
    ...loop.performance.series.flatMap((s) => s.points.map((p) => ms(p.to))),
  ];
  if (times.length === 0) times.push(ms(loop.from), ms(loop.to));
  const last = Math.max(...times);
  const clock = loop.event_time ? ms(loop.event_time) : last;
  const low = from ? ms(from) : Math.min(...times);
  const high = to ? ms(to) : clock - last < QUIET ? Math.max(last, clock) : last;
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
        .map((p) =>
          p.value === undefined
            ? 0
            : Math.log1p(
                strength(p.value, isP(s.points, s.threshold)) /
                  (strength(s.threshold, isP(s.points, s.threshold)) || 1),
              ),
        ),
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

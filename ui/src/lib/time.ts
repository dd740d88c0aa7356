/** Time in words. Instants cross the wire as ISO-8601 in UTC and are shown in UTC, as the data is. */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (n: number) => String(n).padStart(2, '0');

export function ms(instant: string): number {
  return Date.parse(instant);
}

/** 4 Jul, or 4 Jul 2013 when the year is asked for. */
export function day(at: number | string, year = false): string {
  const d = new Date(at);
  const text = `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}`;
  return year ? `${text} ${d.getUTCFullYear()}` : text;
}

export function month(at: number): string {
  return MONTHS[new Date(at).getUTCMonth()] ?? '';
}

/** 14:03, or 14:03:07. */
export function clock(at: number | string, seconds = false): string {
  const d = new Date(at);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}${seconds ? `:${two(d.getUTCSeconds())}` : ''}`;
}

/** The whole truth, for titles: 2013-07-04 14:03:07 UTC. */
export function exact(at: number | string): string {
  const d = new Date(at);
  if (Number.isNaN(d.getTime())) return String(at);
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${clock(at, true)} UTC`;
}

/** Event time: a date, with its hour only where it is not midnight. */
export function eventTime(at: number | string): string {
  const d = new Date(at);
  const midnight = d.getUTCHours() === 0 && d.getUTCMinutes() === 0;
  return midnight ? day(at, true) : `${day(at, true)} ${clock(at)}`;
}

/** Recorded time, relative to now: "just now", "4 min ago", "3 d ago", then the date. */
export function ago(at: number | string, now = Date.now()): string {
  const then = typeof at === 'number' ? at : ms(at);
  const gap = now - then;
  if (gap < -MINUTE) return `in ${span(-gap)}`;
  if (gap < 10 * SECOND) return 'just now';
  if (gap < 60 * DAY) return `${span(gap)} ago`;
  return day(then, true);
}

function span(gap: number): string {
  if (gap < MINUTE) return `${Math.floor(gap / SECOND)} s`;
  if (gap < HOUR) return `${Math.floor(gap / MINUTE)} min`;
  if (gap < DAY) return `${Math.floor(gap / HOUR)} h`;
  return `${Math.floor(gap / DAY)} d`;
}

/** A stretch of event time: "1–7 Jul 2013", "28 Jun – 4 Jul 2013". The end is exclusive. */
export function stretch(from: number | string, to: number | string): string {
  const a = new Date(from);
  const b = new Date(new Date(to).getTime() - 1);
  if (a.toISOString().slice(0, 10) === b.toISOString().slice(0, 10)) return day(a.getTime(), true);
  if (a.getUTCFullYear() !== b.getUTCFullYear())
    return `${day(a.getTime(), true)} – ${day(b.getTime(), true)}`;
  if (a.getUTCMonth() === b.getUTCMonth()) return `${a.getUTCDate()}–${day(b.getTime(), true)}`;
  return `${day(a.getTime())} – ${day(b.getTime(), true)}`;
}

export interface Tick {
  at: number;
  label: string;
  major: boolean;
}

const STEPS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
];

/** Ticks of a time axis that fit `room` labels: months where the range is long, else days, hours, minutes. */
export function timeTicks(from: number, to: number, room: number): Tick[] {
  const width = to - from;
  const wanted = width / Math.max(1, room);
  if (wanted > 10 * DAY) return monthTicks(from, to, Math.max(1, Math.ceil(wanted / (31 * DAY))));
  const step = STEPS.find((s) => s >= wanted) ?? 14 * DAY;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const atMidnight = at % DAY === 0;
    ticks.push({ at, label: atMidnight || step >= DAY ? day(at) : clock(at), major: atMidnight });
  }
  return ticks;
}

function monthTicks(from: number, to: number, every: number): Tick[] {
  const steps = [1, 2, 3, 6, 12, 24, 60, 120];
  const step = steps.find((s) => s >= every) ?? 120;
  const start = new Date(from);
  const ticks: Tick[] = [];
  let index = start.getUTCFullYear() * 12 + start.getUTCMonth();
  index = Math.ceil(index / step) * step;
  for (; ; index += 1) {
    const at = Date.UTC(Math.floor(index / 12), index % 12, 1);
    if (at > to) break;
    if (at < from || index % step !== 0) continue;
    const january = index % 12 === 0;
    ticks.push({ at, label: january ? String(Math.floor(index / 12)) : month(at), major: january });
  }
  return ticks;
}

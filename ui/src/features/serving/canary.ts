/** A version that takes over step by step, in words and from what somebody typed. Pure. */
import type { Canary, NewCanary } from '../../api/types.ts';
import { duration, percent } from '../../lib/format.ts';

/** What somebody typed for a new canary. */
export interface Typed {
  follow: string;
  steps: string;
  every: string;
  errors: string;
  ratio: string;
  least: string;
}

export const USUAL: Typed = {
  follow: '',
  steps: '1, 5, 25, 50',
  every: '10m',
  errors: '1',
  ratio: '1.5',
  least: '100',
};

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of 30s, 10m, 2h, 1d. */
export function seconds(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([smhd])\s*$/.exec(text);
  const n = match ? Number(match[1]) * (UNITS[match[2]!] ?? 0) : 0;
  if (n <= 0) throw new Error(`every: ${text || 'nothing'} (expected: such as 30s, 10m, 2h)`);
  return n;
}

/** Percents that rise. */
export function steps(text: string): number[] {
  const all = text
    .split(/[\s,%]+/)
    .filter((t) => t !== '')
    .map(Number);
  const rising = all.every((n, i) => n > (all[i - 1] ?? 0) && n <= 100);
  if (all.length === 0 || !rising)
    throw new Error(
      `steps: ${text || 'nothing'} (expected: percents that rise, such as 1, 5, 25, 50)`,
    );
  return all;
}

function limit(name: string, text: string, what: string): number | undefined {
  if (text.trim() === '') return undefined;
  const n = Number(text);
  if (!Number.isFinite(n) || n < 0) throw new Error(`${name}: ${text} (expected: ${what})`);
  return n;
}

/** The request; throws what is wrong with what was typed. */
export function planOf(typed: Typed): NewCanary {
  if (typed.follow === '') throw new Error('Choose the version that takes over.');
  const errors = limit('errors', typed.errors, 'percent, or nothing');
  const ratio = limit('p99', typed.ratio, 'a factor such as 1.5, or nothing');
  const least = limit('requests', typed.least, 'a number, or nothing');
  return {
    follow: typed.follow,
    steps: steps(typed.steps),
    every_s: seconds(typed.every),
    ...(errors === undefined ? {} : { max_error_rate: errors / 100 }),
    ...(ratio === undefined ? {} : { max_p99_ratio: ratio }),
    ...(least === undefined ? {} : { min_requests: Math.round(least) }),
  };
}

export const underWay = (c: Canary | undefined): c is Canary =>
  c !== undefined && (c.state === 'running' || c.state === 'paused');

/** What it waits for. */
export function waitsFor(c: Canary, now: number): string {
  if (c.state === 'paused')
    return 'It stays at its share until it is resumed; guards go on looking.';
  const next = c.steps[c.step];
  const to = next === undefined ? 'becomes the own version' : `goes to ${next} %`;
  const left = c.next_at === undefined ? 0 : Date.parse(c.next_at) - now;
  const missing = c.min_requests - c.canary.requests;
  const waits = [
    ...(left > 0 ? [`in ${duration(left)}`] : []),
    ...(missing > 0 ? [`after ${missing} more ${missing === 1 ? 'request' : 'requests'}`] : []),
  ];
  return waits.length === 0
    ? `It ${to} at the next look.`
    : `It ${to} ${waits.join(' and ')}, unless a guard turns it back.`;
}

/** The guards, each with how near it is. */
export function guards(c: Canary): { name: string; now: string; limit: string; near: boolean }[] {
  const all = [];
  if (c.max_error_rate !== undefined) {
    const more = c.canary.error_rate - c.base.error_rate;
    all.push({
      name: 'failures above the own version’s',
      now: percent(Math.max(0, more), 2),
      limit: percent(c.max_error_rate, 2),
      near: more > c.max_error_rate * 0.7,
    });
  }
  if (c.max_p99_ratio !== undefined) {
    const known =
      c.canary.p99_ms !== undefined && c.base.p99_ms ? c.canary.p99_ms / c.base.p99_ms : null;
    all.push({
      name: 'p99 against the own version’s',
      now: known === null ? '–' : `${known.toFixed(2)}×`,
      limit: `${c.max_p99_ratio}×`,
      near: known !== null && known > 1 + (c.max_p99_ratio - 1) * 0.7,
    });
  }
  return all;
}

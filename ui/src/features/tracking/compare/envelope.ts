/** Curves as the server reduces them: at most so many stretches, each with the extremes of all its points. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, send } from '../../../api/client.ts';
import type { Line } from '../../../charts/uplot/lines.ts';
import { inOwnSteps } from '../scale.ts';
import { type Smoothing, smoothed } from './smooth.ts';

export type XKind = 'step' | 'time' | 'relative';
export type Band = 'std' | 'minmax' | 'p10-90';

export interface Envelope {
  run: string;
  /** Points in the range, of which none is left out. */
  points: number;
  /** Each entry is one point. */
  exact: boolean;
  x_first: number[];
  x_last: number[];
  count: number[];
  min: (number | null)[];
  max: (number | null)[];
  first: (number | null)[];
  last: (number | null)[];
  nan?: number[];
  infinity?: number[];
  negative_infinity?: number[];
}

export interface GroupCurve {
  name: string;
  /** Runs that have the metric in the range. */
  runs: number;
  x: number[];
  mean: (number | null)[];
  lo: (number | null)[];
  hi: (number | null)[];
  count: number[];
  not_finite: number;
}

interface Range {
  key: string;
  x: XKind;
  /** In the unit of the chart: steps, epoch milliseconds, seconds since the first point. */
  zoom?: readonly [number, number] | null;
  buckets: number;
}

export interface EnvelopeAsk extends Range {
  runs: readonly string[];
  /** What the steps of runs are divided by, where it is not 1. */
  scales?: Readonly<Record<string, number>>;
}

export interface GroupsAsk extends Range {
  groups: readonly { name: string; runs: readonly string[] }[];
  band: Band;
  /** What the steps of all these runs are divided by. */
  scale?: number;
}

/** So many runs in one question, that its address stays short. */
const AT_ONCE = 50;
export const MOST_GROUPED = 1000;
export const MOST_GROUPS = 100;

/** The server counts whole steps and milliseconds; a zoom into a part takes the whole that holds it. */
function range({ x, zoom }: Range, scale: number): { from?: number; to?: number } {
  if (!zoom) return {};
  const unit = x === 'relative' ? 1000 : x === 'step' ? scale : 1;
  return { from: Math.floor(zoom[0] * unit), to: Math.ceil(zoom[1] * unit) };
}

export const envelopeQuery = (ask: EnvelopeAsk) =>
  queryOptions({
    queryKey: ['curves', 'envelope', ask],
    queryFn: async ({ signal }): Promise<Envelope[]> => {
      const { runs, key, x, buckets } = ask;
      const all: Envelope[] = [];
      for (const [scale, same] of byScale(ask)) {
        for (let i = 0; i < same.length; i += AT_ONCE) {
          const part = await get<{ runs: Envelope[] }>(
            'metrics/envelope',
            { key, x, buckets, ...range(ask, scale), run: same.slice(i, i + AT_ONCE) },
            signal,
          );
          all.push(...part.runs.map((e) => inOwnSteps(e, scale)));
        }
      }
      const order = new Map(runs.map((id, i) => [id, i]));
      return all.sort((a, b) => (order.get(a.run) ?? 0) - (order.get(b.run) ?? 0));
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

/** Runs whose steps are divided by the same, asked for together. */
function byScale({ runs, scales, x }: EnvelopeAsk): Map<number, string[]> {
  const by = new Map<number, string[]>();
  for (const run of runs) {
    const scale = x === 'step' ? (scales?.[run] ?? 1) : 1;
    by.set(scale, [...(by.get(scale) ?? []), run]);
  }
  return by;
}

export const groupsQuery = (ask: GroupsAsk) =>
  queryOptions({
    queryKey: ['curves', 'groups', ask],
    queryFn: async ({ signal }): Promise<GroupCurve[]> => {
      const { groups, key, x, buckets, band } = ask;
      const scale = x === 'step' ? (ask.scale ?? 1) : 1;
      const body = { groups, key, x, buckets, band, ...range(ask, scale) };
      const answer = await send<{ groups: GroupCurve[] }>('POST', 'metrics/groups', body, signal);
      return scale === 1
        ? answer.groups
        : answer.groups.map((g) => ({ ...g, x: g.x.map((at) => at / scale) }));
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

interface Named {
  id: string;
  label: string;
  colour: string;
  dash?: readonly number[];
}

/** A stretch is drawn from its first point to its last, with the band of its extremes around. */
export function envelopeLine(e: Envelope, named: Named, x: XKind, how: Smoothing): Line {
  const unit = x === 'relative' ? 1000 : 1;
  const xs: number[] = [];
  const ys: (number | null)[] = [];
  const lo: (number | null)[] = [];
  const hi: (number | null)[] = [];
  e.x_first.forEach((first, i) => {
    const last = e.x_last[i]!;
    const put = (at: number, v: number | null | undefined) => {
      xs.push(at / unit);
      ys.push(v ?? null);
      lo.push(e.min[i] ?? null);
      hi.push(e.max[i] ?? null);
    };
    if (last > first) put(first, e.first[i]);
    put(last, e.last[i]);
  });
  const line = { ...named, xs, ...(e.exact ? {} : { lo, hi }) };
  return how.kind === 'none' ? { ...line, ys } : { ...line, ys: smoothed(ys, how), raw: ys };
}

export function groupLine(g: GroupCurve, named: Named, x: XKind, how: Smoothing): Line {
  const unit = x === 'relative' ? 1000 : 1;
  const xs = g.x.map((at) => at / unit);
  const line = { ...named, xs, lo: g.lo, hi: g.hi };
  return how.kind === 'none'
    ? { ...line, ys: g.mean }
    : { ...line, ys: smoothed(g.mean, how), raw: g.mean };
}

export interface Told {
  points: number;
  stretches: number;
  exact: boolean;
  notFinite: number;
}

/** What the reader has to know of how the curves were reduced. */
export function told(curves: readonly Envelope[]): Told {
  const sum = (values?: readonly number[]) => values?.reduce((a, b) => a + b, 0) ?? 0;
  return {
    points: sum(curves.map((c) => c.points)),
    stretches: Math.max(0, ...curves.map((c) => c.count.length)),
    exact: curves.every((c) => c.exact),
    notFinite: sum(curves.map((c) => sum(c.nan) + sum(c.infinity) + sum(c.negative_infinity))),
  };
}

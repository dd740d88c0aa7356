import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../../api/client.ts';
import type { MetricEnvelope, MetricSeries } from '../../api/types.ts';
import { inOwnSteps } from './scale.ts';
import { smooth } from './smooth.ts';

/** Stretches that a chart of a run's page is drawn from; a screen has not many more columns. */
const BUCKETS = 600;

export interface Look {
  x: 'step' | 'time';
  smooth: number;
  log: boolean;
  /** The part that is looked at, in steps or in seconds since the start; null for all. */
  range: readonly [number, number] | null;
}

/**
 * Curves of one run's keys over every point, of the part that is looked at: zooming asks again.
 *
 * @param start when the run began, epoch milliseconds
 * @param scale what the run's steps are divided by
 */
export const curvesQuery = (
  run: string,
  keys: readonly string[],
  look: Pick<Look, 'x' | 'range'>,
  start: number,
  scale = 1,
) =>
  queryOptions({
    queryKey: ['metrics', 'curves', run, keys, look.x, look.range, scale],
    queryFn: ({ signal }) =>
      Promise.all(
        keys.map(async (key) => {
          const [from, to] = bounds(look, start, scale);
          const answer = await get<{ runs: MetricEnvelope[] }>(
            'metrics/envelope',
            { run, key, x: look.x, from, to, buckets: BUCKETS },
            signal,
          );
          const curve = answer.runs[0] ?? null;
          return curve && look.x === 'step' ? inOwnSteps(curve, scale) : curve;
        }),
      ),
    placeholderData: keepPreviousData,
  });

function bounds(
  look: Pick<Look, 'x' | 'range'>,
  start: number,
  scale: number,
): [number | undefined, number | undefined] {
  if (!look.range) return [undefined, undefined];
  const at = (x: number) => (look.x === 'step' ? x * scale : start + x * 1000);
  return [Math.floor(at(look.range[0])), Math.ceil(at(look.range[1]))];
}

export interface RunCurve {
  xs: number[];
  ys: (number | null)[];
  lo?: (number | null)[];
  hi?: (number | null)[];
  raw?: (number | null)[];
  /** Points that the server has in this part. */
  points: number;
  /** Whether each point is drawn for itself. */
  exact: boolean;
  /** Values that are no finite numbers, in words; empty when there are none. */
  odd: string;
}

/** A curve as it is drawn: what is stored, then what came since the page was opened. */
export function curveOf(
  stored: MetricEnvelope | null | undefined,
  live: MetricSeries | undefined,
  look: Look,
  start: number,
  scale = 1,
): RunCurve {
  const xOf = (x: number) => (look.x === 'step' ? x : (x - start) / 1000);
  const xs = (stored?.x_first ?? []).map(xOf);
  const ys = [...(stored?.last ?? [])];
  const lo = [...(stored?.min ?? [])];
  const hi = [...(stored?.max ?? [])];
  let points = stored?.points ?? 0;
  if (live && !look.range) {
    const last = stored?.x_last.at(-1) ?? Number.NEGATIVE_INFINITY;
    live.steps.forEach((step, i) => {
      const at = look.x === 'step' ? step / scale : (live.times_ms[i] ?? 0);
      if (at <= last) return;
      xs.push(xOf(at));
      for (const column of [ys, lo, hi]) column.push(live.values[i] ?? null);
      points += 1;
    });
  }
  const exact = stored?.exact ?? true;
  // What is no finite number is said in words; left as a gap it would hide its neighbours too.
  const kept = ys.flatMap((y, i) => (y === null ? [] : [i]));
  const of = <T>(column: readonly T[]): T[] => kept.map((i) => column[i]!);
  return {
    xs: of(xs),
    ys: smooth(of(ys), look.smooth),
    ...(exact ? {} : { lo: of(lo), hi: of(hi) }),
    ...(look.smooth > 0 ? { raw: of(ys) } : {}),
    points,
    exact,
    odd: oddOf(stored),
  };
}

function oddOf(e: MetricEnvelope | null | undefined): string {
  const sum = (list: readonly number[] | undefined) => (list ?? []).reduce((a, b) => a + b, 0);
  return (
    [
      [sum(e?.nan), 'NaN'],
      [sum(e?.infinity), '∞'],
      [sum(e?.negative_infinity), '−∞'],
    ] as const
  )
    .filter(([n]) => n > 0)
    .map(([n, name]) => `${n} × ${name}`)
    .join(', ');
}

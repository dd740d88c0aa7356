/** Lines with bands, as the curve chart draws them, and what is worked out from them. */

export interface Line {
  id: string;
  label: string;
  colour: string;
  /** In order. */
  xs: readonly number[];
  ys: readonly (number | null)[];
  /** The band around the line: the extremes of what a point stands for, or a group's spread. */
  lo?: readonly (number | null)[];
  hi?: readonly (number | null)[];
  /** What the line was before it was smoothed; drawn faint. */
  raw?: readonly (number | null)[];
  /** Lengths of dashes and gaps in pixels; without it the line is whole. */
  dash?: readonly number[];
}

/** The index of the x that is nearest, or −1 where there is none. */
export function nearest(xs: readonly number[], x: number): number {
  if (xs.length === 0) return -1;
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low > 0 && x - xs[low - 1]! <= xs[low]! - x ? low - 1 : low;
}

/** Where `share` of the sorted values lies, between its neighbours. */
export function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

/** The range of x over all lines; on a log axis only what is above 0. */
export function rangeX(lines: readonly Line[], log: boolean): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const first = log ? line.xs.find((x) => x > 0) : line.xs[0];
    const last = line.xs.at(-1);
    if (first !== undefined) low = Math.min(low, first);
    if (last !== undefined && (!log || last > 0)) high = Math.max(high, last);
  }
  if (low > high) return log ? [1, 10] : [0, 1];
  return low === high ? (log ? [low / 2, low * 2] : [low - 0.5, low + 0.5]) : [low, high];
}

/**
 * The range of y with a little air. With `ignore` the outermost two of a hundred points on each side
 * do not widen it; nothing is left out of the drawing, it only leaves the frame.
 */
export function rangeY(
  lines: readonly Line[],
  x: readonly [number, number],
  log: boolean,
  ignore: boolean,
): [number, number] {
  const values: number[] = [];
  for (const line of lines) {
    line.xs.forEach((at, i) => {
      if (at < x[0] || at > x[1]) return;
      for (const v of [line.ys[i], line.lo?.[i], line.hi?.[i], line.raw?.[i]]) {
        if (v !== null && v !== undefined && Number.isFinite(v) && (!log || v > 0)) values.push(v);
      }
    });
  }
  if (values.length === 0) return log ? [0.1, 1] : [0, 1];
  values.sort((a, b) => a - b);
  let low = values[0]!;
  let high = values.at(-1)!;
  if (ignore && values.length >= 20) {
    low = quantile(values, 0.02);
    high = quantile(values, 0.98);
  }
  if (log) return low === high ? [low / 2, high * 2] : [low * 0.9, high * 1.1];
  const air = low === high ? Math.max(Math.abs(low) * 0.1, 0.01) : (high - low) * 0.06;
  return [low - air, high + air];
}

/** How many values a log axis cannot show. */
export function belowZero(lines: readonly Line[]): number {
  let many = 0;
  for (const line of lines) for (const y of line.ys) if (y !== null && y <= 0) many += 1;
  return many;
}

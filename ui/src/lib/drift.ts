/** What a drift test said of a window, as the server tells it. */
export interface Said {
  value?: number;
  over: boolean;
}

/** Whether the value is a p-value: then it is over its threshold when it lies below it. */
export function isP(points: readonly Said[], threshold: number): boolean {
  return points.some(
    (p) => p.value !== undefined && p.value !== threshold && p.over === p.value < threshold,
  );
}

/** How strongly a value speaks for drift: the statistic itself, or for p-values minus their logarithm. */
export function strength(value: number, p: boolean): number {
  return p ? -Math.log10(Math.max(value, 1e-300)) : value;
}

/**
 * Steps of other systems may be fractions; here they are whole. A run that was brought over with
 * such steps says in this tag what they were multiplied with, and charts divide by it.
 */
export const SCALE_TAG = 'noria.step.scale';

/** What a run's steps are divided by: 1, or the power of ten that its tag says. */
export function stepScale(run: { tags: Record<string, string> }): number {
  const scale = Number(run.tags[SCALE_TAG] ?? 1);
  return [10, 100, 1e3, 1e4, 1e5, 1e6].includes(scale) ? scale : 1;
}

/** The scale that all of them have; 1 where they differ. */
export function commonScale(scales: readonly number[]): number {
  const first = scales[0] ?? 1;
  return scales.every((s) => s === first) ? first : 1;
}

/** Stretches of stored steps as the run's own. */
export function inOwnSteps<E extends { x_first: number[]; x_last: number[] }>(
  curve: E,
  scale: number,
): E {
  if (scale === 1) return curve;
  const own = (xs: number[]) => xs.map((x) => x / scale);
  return { ...curve, x_first: own(curve.x_first), x_last: own(curve.x_last) };
}

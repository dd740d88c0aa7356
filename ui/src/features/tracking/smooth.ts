/** Exponential smoothing without the bias of its start. */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let sum = 0;
  let mass = 0;
  return values.map((v) => {
    if (v === null) return null;
    sum = sum * weight + (1 - weight) * v;
    mass = mass * weight + (1 - weight);
    return sum / mass;
  });
}

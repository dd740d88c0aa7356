export interface Scale {
  (value: number): number;
  invert(pixel: number): number;
}

/** A straight line from [d0, d1] to [r0, r1]. An empty domain maps to the middle. */
export function linear(d0: number, d1: number, r0: number, r1: number): Scale {
  const width = d1 - d0;
  const scale = ((v: number) =>
    width === 0 ? (r0 + r1) / 2 : r0 + ((v - d0) / width) * (r1 - r0)) as Scale;
  scale.invert = (p: number) => (r1 === r0 ? d0 : d0 + ((p - r0) / (r1 - r0)) * width);
  return scale;
}

/** Round numbers within [low, high], about `wanted` of them. */
export function niceTicks(low: number, high: number, wanted = 4): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const unit = raw / power;
  const step = (unit >= 7.5 ? 10 : unit >= 3.5 ? 5 : unit >= 1.5 ? 2 : 1) * power;
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    ticks.push(Number((i * step).toPrecision(12)));
  }
  return ticks;
}

/** The range of the finite values with a little air; never empty. */
export function extent(values: Iterable<number | null | undefined>, air = 0.06): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v === null || v === undefined || !Number.isFinite(v)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low > high) return [0, 1];
  if (low === high)
    return [low - Math.max(Math.abs(low) * 0.1, 0.01), high + Math.max(Math.abs(high) * 0.1, 0.01)];
  const gap = (high - low) * air;
  return [low - gap, high + gap];
}

/** Puts each of the sorted stretches on the first row where it fits; answers row numbers. */
export function packRows(
  stretches: readonly { from: number; to: number }[],
  gap: number,
): number[] {
  const ends: number[] = [];
  return stretches.map(({ from, to }) => {
    let row = ends.findIndex((end) => from >= end + gap);
    if (row < 0) {
      row = ends.length;
      ends.push(to);
    } else {
      ends[row] = to;
    }
    return row;
  });
}

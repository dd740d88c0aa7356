/** Smoothing of curves. What is missing stays missing and does not count. */

export type Values = readonly (number | null)[];

export type Smoothing =
  | { kind: 'none' }
  /** Weight of the past, 0 to 1, without the bias of the start. */
  | { kind: 'ema'; weight: number }
  /** Standard deviation in points. */
  | { kind: 'gaussian'; sigma: number }
  /** Points on which a mean is taken, centred. */
  | { kind: 'mean'; window: number };

export function ema(values: Values, weight: number): (number | null)[] {
  let sum = 0;
  let mass = 0;
  return values.map((v) => {
    if (v === null) return null;
    sum = sum * weight + (1 - weight) * v;
    mass = mass * weight + (1 - weight);
    return mass === 0 ? v : sum / mass;
  });
}

export function gaussian(values: Values, sigma: number): (number | null)[] {
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: reach + 1 }, (_, d) => Math.exp(-(d * d) / (2 * sigma ** 2)));
  return around(values, reach, (d) => kernel[Math.abs(d)] ?? 0);
}

export function runningMean(values: Values, window: number): (number | null)[] {
  return around(values, Math.floor(Math.max(1, window) / 2), () => 1);
}

/** Each value as the weighted mean of its neighbours; at the ends there are fewer of them. */
function around(values: Values, reach: number, weight: (d: number) => number): (number | null)[] {
  return values.map((own, i) => {
    if (own === null) return null;
    let sum = 0;
    let mass = 0;
    for (let d = -reach; d <= reach; d += 1) {
      const v = values[i + d];
      if (v === null || v === undefined) continue;
      const w = weight(d);
      sum += w * v;
      mass += w;
    }
    return mass === 0 ? own : sum / mass;
  });
}

export function smoothed(values: Values, how: Smoothing): (number | null)[] {
  switch (how.kind) {
    case 'none':
      return [...values];
    case 'ema':
      return ema(values, how.weight);
    case 'gaussian':
      return gaussian(values, how.sigma);
    case 'mean':
      return runningMean(values, how.window);
  }
}

/** `ema:0.6`, `gaussian:4`, `mean:9`; anything else is none. */
export function readSmoothing(text: string | undefined): Smoothing {
  const [kind, amount] = (text ?? '').split(':');
  const n = Number(amount);
  if (!(n > 0)) return { kind: 'none' };
  if (kind === 'ema' && n < 1) return { kind, weight: n };
  if (kind === 'gaussian') return { kind, sigma: Math.min(200, n) };
  if (kind === 'mean') return { kind, window: Math.min(999, Math.round(n)) };
  return { kind: 'none' };
}

export function writeSmoothing(how: Smoothing): string | undefined {
  switch (how.kind) {
    case 'none':
      return undefined;
    case 'ema':
      return `ema:${how.weight}`;
    case 'gaussian':
      return `gaussian:${how.sigma}`;
    case 'mean':
      return `mean:${how.window}`;
  }
}

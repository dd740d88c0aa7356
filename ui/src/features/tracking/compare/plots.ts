/** What the plots of the comparison are worked out from; no drawing here. */
import type { Run } from '../../../api/types.ts';
import { numberOf, readColumn } from '../table/columns.ts';

export type Domain =
  | { kind: 'number'; low: number; high: number; log: boolean }
  | { kind: 'words'; words: string[] };

/** More words than this are not an axis one can read. */
export const MOST_WORDS = 40;

/** Numbers where nearly all values are some, over several orders of size on a log scale; else the words. */
export function domainOf(id: string, runs: readonly Run[]): Domain | null {
  const texts = new Map<string, number>();
  let numbers = 0;
  let all = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (const run of runs) {
    const cell = readColumn(id, run);
    if (cell === null || cell === undefined || cell === '') continue;
    all += 1;
    const n = numberOf(id, run);
    if (n !== undefined && Number.isFinite(n)) {
      numbers += 1;
      low = Math.min(low, n);
      high = Math.max(high, n);
      if (n > 0) least = Math.min(least, n);
    }
    texts.set(String(cell), (texts.get(String(cell)) ?? 0) + 1);
  }
  if (all === 0) return null;
  if (numbers >= all * 0.9)
    return { kind: 'number', low, high, log: low > 0 && high / least >= 1000 };
  if (texts.size > MOST_WORDS) return null;
  const words = [...texts.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { kind: 'words', words };
}

/** Where a run stands on an axis, 0 to 1; null where it has nothing there. */
export function shareOf(domain: Domain, id: string, run: Run): number | null {
  if (domain.kind === 'words') {
    const cell = readColumn(id, run);
    const at = domain.words.indexOf(String(cell));
    return at < 0 ? null : domain.words.length === 1 ? 0.5 : at / (domain.words.length - 1);
  }
  const n = numberOf(id, run);
  if (n === undefined || !Number.isFinite(n)) return null;
  return share(domain, n);
}

export function share(d: Extract<Domain, { kind: 'number' }>, n: number): number {
  if (d.high === d.low) return 0.5;
  if (d.log) return Math.log(n / d.low) / Math.log(d.high / d.low);
  return (n - d.low) / (d.high - d.low);
}

export function valueAt(d: Extract<Domain, { kind: 'number' }>, at: number): number {
  return d.log ? d.low * (d.high / d.low) ** at : d.low + (d.high - d.low) * at;
}

/** Parts of axes that were brushed, as shares of the axis. */
export type Brushes = ReadonlyMap<string, readonly [number, number]>;

export function readBrushes(text: string | undefined): Map<string, [number, number]> {
  const brushes = new Map<string, [number, number]>();
  for (const part of (text ?? '').split(',')) {
    const [id, span] = part.split(':');
    const [from, to] = (span ?? '').split('..').map(Number);
    if (!id || from === undefined || to === undefined || !(to > from)) continue;
    try {
      brushes.set(decodeURIComponent(id), [Math.max(0, from), Math.min(1, to)]);
    } catch {
      // A mangled link: the brush is left out.
    }
  }
  return brushes;
}

export function writeBrushes(brushes: Brushes): string | undefined {
  const parts = [...brushes].map(
    ([id, [from, to]]) => `${encodeURIComponent(id)}:${from.toFixed(4)}..${to.toFixed(4)}`,
  );
  return parts.join(',') || undefined;
}

export function within(brushes: Brushes, id: string, at: number | null): boolean {
  const brush = brushes.get(id);
  return !brush || (at !== null && at >= brush[0] - 1e-9 && at <= brush[1] + 1e-9);
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((v, i) => [v, i] as const).sort((a, b) => a[0] - b[0]);
  const out = new Array<number>(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j + 1 < order.length && order[j + 1]![0] === order[i]![0]) j += 1;
    for (let k = i; k <= j; k += 1) out[order[k]![1]] = (i + j) / 2;
    i = j + 1;
  }
  return out;
}

export function pearson(xs: readonly number[], ys: readonly number[]): number | null {
  const n = xs.length;
  if (n < 3) return null;
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / n;
  const mx = mean(xs);
  const my = mean(ys);
  let sxy = 0;
  let sxx = 0;
  let syy = 0;
  for (let i = 0; i < n; i += 1) {
    const dx = xs[i]! - mx;
    const dy = ys[i]! - my;
    sxy += dx * dy;
    sxx += dx * dx;
    syy += dy * dy;
  }
  return sxx === 0 || syy === 0 ? null : sxy / Math.sqrt(sxx * syy);
}

/** Spearman's rank correlation: Pearson's of the ranks, ties sharing theirs. */
export function spearman(xs: readonly number[], ys: readonly number[]): number | null {
  return pearson(ranks(xs), ranks(ys));
}

/** Which share of the spread of y lies between the groups, 0 to 1 (the correlation ratio, as its root). */
export function correlationRatio(groups: readonly string[], ys: readonly number[]): number | null {
  if (ys.length < 3) return null;
  const mean = ys.reduce((a, b) => a + b, 0) / ys.length;
  const by = new Map<string, { n: number; sum: number }>();
  ys.forEach((y, i) => {
    const g = by.get(groups[i]!) ?? { n: 0, sum: 0 };
    g.n += 1;
    g.sum += y;
    by.set(groups[i]!, g);
  });
  if (by.size < 2 || by.size === ys.length) return null;
  let between = 0;
  for (const g of by.values()) between += g.n * (g.sum / g.n - mean) ** 2;
  const all = ys.reduce((a, y) => a + (y - mean) ** 2, 0);
  return all === 0 ? null : Math.sqrt(between / all);
}

export interface Importance {
  id: string;
  /** −1 to 1 for numbers; 0 to 1 for words, which have no direction. */
  value: number;
  how: 'rank correlation' | 'share between groups';
  runs: number;
}

/** How strongly each param goes with the metric. It says nothing of causes, nor of params together. */
export function importance(target: string, runs: readonly Run[]): Importance[] {
  const names = new Set(runs.flatMap((r) => Object.keys(r.params)));
  const found: Importance[] = [];
  for (const name of names) {
    if (name === 'seed') continue;
    const id = `params.${name}`;
    const domain = domainOf(id, runs);
    if (!domain) continue;
    const xs: number[] = [];
    const words: string[] = [];
    const ys: number[] = [];
    for (const run of runs) {
      const y = numberOf(target, run);
      const cell = readColumn(id, run);
      if (y === undefined || !Number.isFinite(y) || cell === undefined || cell === null) continue;
      const x = numberOf(id, run);
      if (domain.kind === 'number' && (x === undefined || !Number.isFinite(x))) continue;
      xs.push(x ?? 0);
      words.push(String(cell));
      ys.push(y);
    }
    const numeric = domain.kind === 'number';
    const value = numeric ? spearman(xs, ys) : correlationRatio(words, ys);
    if (value !== null)
      found.push({
        id,
        value,
        how: numeric ? 'rank correlation' : 'share between groups',
        runs: ys.length,
      });
  }
  return found.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}

export interface Bin {
  from: number;
  to: number;
  counts: number[];
}

/** Equal bins over all finite values, with one count for each series. */
export function histogram(series: readonly (readonly number[])[], wanted = 30): Bin[] {
  const all = series.flat().filter(Number.isFinite);
  if (all.length === 0) return [];
  let low = all.reduce((a, b) => Math.min(a, b));
  let high = all.reduce((a, b) => Math.max(a, b));
  if (low === high) {
    low -= Math.max(Math.abs(low) * 0.05, 0.5);
    high += Math.max(Math.abs(high) * 0.05, 0.5);
  }
  const many = Math.max(4, Math.min(wanted, Math.ceil(Math.sqrt(all.length)) * 2));
  const width = (high - low) / many;
  const bins = Array.from({ length: many }, (_, i) => ({
    from: low + i * width,
    to: low + (i + 1) * width,
    counts: series.map(() => 0),
  }));
  series.forEach((values, s) => {
    for (const v of values) {
      if (!Number.isFinite(v)) continue;
      bins[Math.min(many - 1, Math.floor((v - low) / width))]!.counts[s]! += 1;
    }
  });
  return bins;
}

/** The params that are not the same in all runs, those that most runs have first; `seed` says nothing. */
export function varyingParams(runs: readonly Run[], most: number): string[] {
  const having = new Map<string, number>();
  for (const run of runs)
    for (const n of Object.keys(run.params)) having.set(n, (having.get(n) ?? 0) + 1);
  const varies = (n: string) => {
    const first = runs[0]?.params[n];
    return runs.some((r) => r.params[n] !== first);
  };
  return [...having]
    .filter(([n]) => n !== 'seed' && varies(n))
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([n]) => n);
}

function channels(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.replace('#', ''), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/** A colour between two, `at` from 0 to 1. */
export function between(low: string, high: string, at: number): string {
  const [a, b] = [channels(low), channels(high)];
  const mix = a.map((v, i) => Math.round(v + (b[i]! - v) * Math.max(0, Math.min(1, at))));
  return `rgb(${mix.join(' ')})`;
}

/** How a metric is named, written and read: a score between 0 and 1, or an amount in the target's own size. */
import { change, interval, NONE, number, score } from './format.ts';

interface Known {
  title: string;
  lower?: boolean;
  /** In the size of what is predicted: significant digits instead of decimals. */
  amount?: boolean;
}

const KNOWN: Record<string, Known> = {
  auc: { title: 'AUC' },
  accuracy: { title: 'Accuracy' },
  auc_macro: { title: 'AUC, one against the rest' },
  f1: { title: 'F1' },
  f1_macro: { title: 'F1, mean of classes' },
  precision: { title: 'Precision' },
  recall: { title: 'Recall' },
  log_loss: { title: 'Log loss', lower: true },
  logloss: { title: 'Log loss', lower: true },
  mlogloss: { title: 'Log loss', lower: true },
  merror: { title: 'Error rate', lower: true },
  brier: { title: 'Brier', lower: true },
  rmse: { title: 'RMSE', lower: true, amount: true },
  mae: { title: 'MAE', lower: true, amount: true },
  r2: { title: 'R²' },
};

/** In the order in which one looks at them; the first that there is stands for the model. */
const ORDER = Object.keys(KNOWN);

function known(name: string): Known | undefined {
  return KNOWN[name.slice(name.lastIndexOf('/') + 1)];
}

export function metricTitle(name: string): string {
  return known(name)?.title ?? name.replaceAll('_', ' ');
}

/** As the server says it, for metrics that are known to it alone; else as the name says. */
export function lowerIsBetter(name: string, said?: boolean): boolean {
  return said ?? known(name)?.lower === true;
}

/** A change for the worse; null changes nothing. */
export function isWorse(name: string, gap: number | null | undefined, lower?: boolean): boolean {
  return gap !== null && gap !== undefined && (lowerIsBetter(name, lower) ? gap > 0 : gap < 0);
}

/** 0.742 of a score, 12.35 of an amount. */
export function metricValue(name: string, value: number | null | undefined): string {
  const k = known(name);
  return k && !k.amount ? score(value) : number(value, 4);
}

/** Decimals that show `value` to three significant digits. */
function decimals(value: number): number {
  const size = Math.abs(value);
  return size === 0 || !Number.isFinite(size)
    ? 0
    : Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

/** +0.012 of a score, −1.24 of an amount. */
export function metricChange(name: string, gap: number | null | undefined): string {
  if (gap === null || gap === undefined) return NONE;
  const k = known(name);
  return k && !k.amount ? change(gap) : change(gap, decimals(gap));
}

export function metricInterval(
  name: string,
  low: number | null | undefined,
  high: number | null | undefined,
): string {
  if (low === null || low === undefined || high === null || high === undefined) return NONE;
  const k = known(name);
  return k && !k.amount
    ? interval(low, high)
    : interval(low, high, decimals(Math.max(Math.abs(low), Math.abs(high))));
}

/** The metrics that the windows have, the most telling first. Ends of intervals are not metrics. */
export function metricsOf(scores: readonly Readonly<Record<string, number>>[]): string[] {
  const names = new Set(scores.flatMap((s) => Object.keys(s)));
  const plain = [...names].filter((n) => !/_(low|high)$/.test(n) || known(n));
  const place = (n: string) => {
    const at = ORDER.indexOf(n);
    return at < 0 ? ORDER.length : at;
  };
  return plain.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** How much a metric says of a run: what was held out before what was trained on, figures of the machine last. */
function rank(key: string): number {
  const held = /valid|test|eval|holdout|judg|(^|[_/.-])val([_/.-]|$)/i.test(key);
  if (key.startsWith('system/')) return 4;
  if (/auc|acc|f1|r2|score/i.test(key)) return held ? 0 : 2;
  return held ? 1 : 3;
}

/** The keys with the most telling first. */
export function telling(keys: Iterable<string>): string[] {
  return [...new Set(keys)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

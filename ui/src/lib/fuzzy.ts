/**
 * How well `query` matches `text` as a subsequence: null when it does not, else a score that prefers
 * runs of neighbouring letters and starts of words.
 */
export function fuzzy(query: string, text: string): number | null {
  const q = query.toLowerCase().replaceAll(' ', '');
  const t = text.toLowerCase();
  if (q === '') return 0;
  const whole = t.indexOf(query.toLowerCase().trim());
  if (whole >= 0) return 1000 - whole - t.length / 100;
  let score = 0;
  let last = -2;
  let from = 0;
  for (const letter of q) {
    const at = t.indexOf(letter, from);
    if (at < 0) return null;
    if (at === last + 1) score += 6;
    if (at === 0 || /[\s/:@_-]/.test(t[at - 1]!)) score += 8;
    score -= Math.min(3, (at - from) / 4);
    last = at;
    from = at + 1;
  }
  return score - t.length / 50;
}

/** Ten series colours, safe for colour-blind eyes, defined per theme as --s0 … --s9 in tokens.css. */

const SERIES = 10;

function hash(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i += 1) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 16777619);
  }
  return h >>> 0;
}

export function seriesColour(index: number): string {
  return `var(--s${((index % SERIES) + SERIES) % SERIES})`;
}

/** A run keeps its colour on every page. */
export function runColour(id: string): string {
  return seriesColour(hash(id));
}

/** The colours of runs that are drawn together: their own, but for those whose own is taken already. */
export function runColours(ids: readonly string[]): string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    let at = hash(id);
    for (let i = 0; i < SERIES && taken.has(seriesColour(at)); i += 1) at += 1;
    const colour = seriesColour(at);
    taken.add(colour);
    return colour;
  });
}

/** Versions take the palette in order, so that neighbours always differ. */
export function versionColour(version: number | string): string {
  const n = Number(version);
  return Number.isFinite(n) ? seriesColour(n - 1) : runColour(String(version));
}

/** The value of a token, for canvases that cannot read CSS. */
export function resolve(token: string): string {
  const name = token.startsWith('var(') ? token.slice(4, -1) : token;
  if (!name.startsWith('--')) return name;
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#888';
}

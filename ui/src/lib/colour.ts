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

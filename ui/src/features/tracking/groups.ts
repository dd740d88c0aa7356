import { telling } from './metrics.ts';

export interface ChartSpec {
  title: string;
  keys: string[];
}

export interface Section {
  name: string;
  charts: ChartSpec[];
}

const PART = /^(train|training|validation|valid|val|test|eval|holdout)[_/.-](.+)$/;

/** Which part of the data a key speaks of, where it says so, and what it measures. */
export function partOf(key: string): { part: string; what: string } {
  const match = key.startsWith('system/') ? null : PART.exec(key);
  return match ? { part: match[1]!, what: match[2]! } : { part: '', what: key };
}

/** The same measure of several parts of the data shares a chart; any other key has its own. */
export function chartsOf(keys: readonly string[]): ChartSpec[] {
  const byWhat = new Map<string, string[]>();
  for (const key of telling(keys)) {
    const { what } = partOf(key);
    (byWhat.get(what) ?? byWhat.set(what, []).get(what)!).push(key);
  }
  return [...byWhat.entries()].map(([title, members]) => ({ title, keys: members }));
}

/**
 * Charts by the first part of their titles, pinned ones first in a section of their own. A filter is
 * words that all occur in a key.
 */
export function sectionsOf(
  keys: readonly string[],
  pinned: ReadonlySet<string>,
  filter: string,
): Section[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const kept =
    words.length === 0 ? keys : keys.filter((k) => words.every((w) => k.toLowerCase().includes(w)));
  const sections = new Map<string, ChartSpec[]>();
  const first: ChartSpec[] = [];
  for (const chart of chartsOf(kept)) {
    if (pinned.has(chart.title)) first.push(chart);
    const slash = chart.title.indexOf('/');
    const name = slash > 0 ? chart.title.slice(0, slash) : '';
    (sections.get(name) ?? sections.set(name, []).get(name)!).push(chart);
  }
  const named = [...sections.entries()]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([name, charts]) => ({
      name,
      charts: name
        ? charts.sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }))
        : charts,
    }));
  return first.length > 0 ? [{ name: 'pinned', charts: first }, ...named] : named;
}

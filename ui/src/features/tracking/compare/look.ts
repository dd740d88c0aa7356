/** How the comparison is looked at, as it stands in the address. */

import { isColumn } from '../table/columns.ts';
import { readList } from '../table/state.ts';
import type { Band, XKind } from './envelope.ts';
import { readSmoothing, type Smoothing } from './smooth.ts';

export interface CompareSearch {
  ids?: string;
  experiment?: string;
  filter?: string;
  matching?: string;
  tab?: string;
  x?: string;
  logx?: string;
  log?: string;
  smooth?: string;
  outliers?: string;
  group?: string;
  band?: string;
  zoom?: string;
  hide?: string;
  solo?: string;
  find?: string;
  wide?: string;
  metric?: string;
  axes?: string;
  brush?: string;
  px?: string;
  py?: string;
  pc?: string;
  all?: string;
  sort?: string;
}

export interface Look {
  x: XKind;
  logX: boolean;
  logY: boolean;
  smoothing: Smoothing;
  ignoreOutliers: boolean;
  group: string | null;
  band: Band;
  zoom: [number, number] | null;
}

export function readZoom(text: string | undefined): [number, number] | null {
  const [from, to] = (text ?? '').split('..').map(Number);
  return from !== undefined && to !== undefined && Number.isFinite(from) && to > from
    ? [from, to]
    : null;
}

export function writeZoom(zoom: readonly [number, number] | null): string | undefined {
  return zoom ? zoom.map((v) => Number(v.toPrecision(15))).join('..') : undefined;
}

export function readLook(search: CompareSearch): Look {
  return {
    x: search.x === 'time' || search.x === 'relative' ? search.x : 'step',
    logX: search.logx === '1' && search.x !== 'time',
    logY: search.log === '1',
    smoothing: readSmoothing(search.smooth),
    ignoreOutliers: search.outliers === '1',
    group: search.group && isColumn(search.group) ? search.group : null,
    band: search.band === 'minmax' || search.band === 'p10-90' ? search.band : 'std',
    zoom: readZoom(search.zoom),
  };
}

/** Which of the lines are drawn: one alone, or all but the hidden. */
export function shownIds(ids: readonly string[], search: CompareSearch): string[] {
  if (search.solo) return ids.filter((id) => id === search.solo);
  const hidden = new Set(readList(search.hide));
  return hidden.size === 0 ? [...ids] : ids.filter((id) => !hidden.has(id));
}

export interface Section {
  prefix: string;
  keys: string[];
}

/** Charts by the first part of their names; those without one come first, the machine's own last. */
export function sections(keys: readonly string[]): Section[] {
  const by = new Map<string, string[]>();
  for (const key of keys) {
    const slash = key.indexOf('/');
    const prefix = slash > 0 ? key.slice(0, slash) : '';
    const members = by.get(prefix);
    if (members) members.push(key);
    else by.set(prefix, [key]);
  }
  const rank = (p: string) => (p === '' ? 0 : p === 'system' ? 2 : 1);
  return [...by]
    .map(([prefix, members]) => ({ prefix, keys: members }))
    .sort((a, b) => rank(a.prefix) - rank(b.prefix) || (a.prefix < b.prefix ? -1 : 1));
}

export type ChartRow =
  | { kind: 'head'; section: Section; open: boolean }
  | { kind: 'charts'; keys: string[] };

/** The list of charts as rows of `across`, so that only what is near the screen is drawn. */
export function chartRows(
  all: readonly Section[],
  folded: ReadonlySet<string>,
  across: number,
): ChartRow[] {
  return all.flatMap((section): ChartRow[] => {
    const open = !folded.has(section.prefix);
    const rows: ChartRow[] = [{ kind: 'head', section, open }];
    if (!open) return rows;
    for (let i = 0; i < section.keys.length; i += across)
      rows.push({ kind: 'charts', keys: section.keys.slice(i, i + across) });
    return rows;
  });
}

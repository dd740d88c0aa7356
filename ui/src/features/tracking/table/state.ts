/** The run table's state as it stands in the address. */
import { columnWidth, isColumn } from './columns.ts';

export interface ShownColumn {
  id: string;
  width: number;
  pinned: boolean;
}

export type Density = 'compact' | 'normal' | 'roomy';

export const ROW_HEIGHT: Record<Density, number> = { compact: 22, normal: 28, roomy: 38 };

export function encodeId(id: string): string {
  return id.replace(/[%,~!]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function decodeId(text: string): string {
  return text.replace(/%(25|2C|7E|21)/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** `!attributes.run_name~240,metrics.auc`: in order, `!` is pinned, `~` a width of one's own. */
export function writeColumns(columns: readonly ShownColumn[]): string {
  return columns
    .map(
      (c) =>
        `${c.pinned ? '!' : ''}${encodeId(c.id)}${c.width === columnWidth(c.id) ? '' : `~${Math.round(c.width)}`}`,
    )
    .join(',');
}

/** Reads what {@link writeColumns} wrote; what it does not know is left out. */
export function readColumns(text: string | undefined): ShownColumn[] | null {
  if (!text) return null;
  const seen = new Set<string>();
  const columns: ShownColumn[] = [];
  for (const part of text.split(',')) {
    const pinned = part.startsWith('!');
    const [name = '', width] = part.slice(pinned ? 1 : 0).split('~');
    const id = decodeId(name);
    if (!isColumn(id) || seen.has(id)) continue;
    seen.add(id);
    const asked = Number(width);
    columns.push({
      id,
      pinned,
      width: width && asked >= 40 && asked <= 1200 ? asked : columnWidth(id),
    });
  }
  return columns.length > 0 ? columns : null;
}

export function column(id: string, pinned = false): ShownColumn {
  return { id, pinned, width: columnWidth(id) };
}

/** Ids separated by commas, each once. */
export function readList(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(',').filter(Boolean))];
}

export interface Sorting {
  id: string;
  down: boolean;
}

export function readSort(text: string | undefined): Sorting | null {
  if (!text) return null;
  const down = text.startsWith('-');
  const id = down ? text.slice(1) : text;
  return isColumn(id) ? { id, down } : null;
}

export function writeSort(sort: Sorting | null): string | undefined {
  return sort ? `${sort.down ? '-' : ''}${sort.id}` : undefined;
}

/** Down, up, none: what a further click on a heading makes of the order. */
export function nextSort(now: Sorting | null, id: string): Sorting | null {
  if (now?.id !== id) return { id, down: true };
  return now.down ? { id, down: false } : null;
}

export function readDensity(text: string | undefined): Density {
  return text === 'compact' || text === 'roomy' ? text : 'normal';
}

/** Moves a column before another one; what is pinned stays with the pinned. */
export function moveColumn(
  columns: readonly ShownColumn[],
  id: string,
  before: string,
): ShownColumn[] {
  const moved = columns.find((c) => c.id === id);
  const target = columns.find((c) => c.id === before);
  if (!moved || !target || id === before) return [...columns];
  const from = columns.indexOf(moved);
  const to = columns.indexOf(target);
  const rest = columns.filter((c) => c.id !== id);
  const at = rest.indexOf(target) + (from < to ? 1 : 0);
  return [...rest.slice(0, at), { ...moved, pinned: target.pinned }, ...rest.slice(at)];
}

export interface Placed {
  /** Sticky at the left edge, in order. */
  pinned: (ShownColumn & { left: number })[];
  /** Those of the rest that are seen, with the widths that the unseen take before and after. */
  seen: ShownColumn[];
  before: number;
  after: number;
  total: number;
}

/** Which columns have to be drawn when a table of `width` pixels is scrolled `left` pixels to the side. */
export function placeColumns(
  columns: readonly ShownColumn[],
  left: number,
  width: number,
  lead = 0,
  over = 200,
): Placed {
  let at = lead;
  const pinned = columns
    .filter((c) => c.pinned)
    .map((c) => {
      const placed = { ...c, left: at };
      at += c.width;
      return placed;
    });
  const rest = columns.filter((c) => !c.pinned);
  const from = left - over;
  const to = left + Math.max(0, width - at) + over;
  const seen: ShownColumn[] = [];
  let x = 0;
  let before = 0;
  let after = 0;
  for (const c of rest) {
    if (x + c.width <= from) before += c.width;
    else if (x >= to) after += c.width;
    else seen.push(c);
    x += c.width;
  }
  return { pinned, seen, before, after, total: at + x };
}

/** What part of the drawing is seen: screen = world × k + (x, y). Pure. */
import { BOX, type DagEdge, type Layout, type Placed } from './layout.ts';

export interface View {
  x: number;
  y: number;
  k: number;
}

export interface Size {
  width: number;
  height: number;
}

export const ZOOM = { least: 0.03, most: 2, read: 0.72 };
const PAD = 24;

export function clampZoom(k: number): number {
  return Math.min(ZOOM.most, Math.max(ZOOM.least, k));
}

/** All of it, never larger than life. */
export function fit(of: Layout, size: Size): View {
  const k = clampZoom(
    Math.min(
      1,
      (size.width - 2 * PAD) / Math.max(1, of.width),
      (size.height - 2 * PAD) / Math.max(1, of.height),
    ),
  );
  return {
    k,
    x: (size.width - of.width * k) / 2,
    y: (size.height - of.height * k) / 2,
  };
}

/** All of it while that can be read; else the record in question, with as much around it as fits. */
export function opening(of: Layout, size: Size, root: string): View {
  const all = fit(of, size);
  if (all.k >= ZOOM.read) return all;
  const at = of.at.get(root) ?? of.placed[0];
  if (!at) return all;
  const k = Math.max(ZOOM.read, Math.min(1, (size.width - 2 * PAD) / Math.max(1, of.width)));
  // The record in the middle, but for room that would stay empty beyond the drawing's ends.
  const along = (length: number, room: number, middle: number) =>
    length <= room - 2 * PAD
      ? (room - length) / 2
      : Math.min(PAD, Math.max(room - PAD - length, room / 2 - middle));
  return {
    k,
    x: along(of.width * k, size.width, (at.x + BOX.width / 2) * k),
    y: along(of.height * k, size.height, (at.y + BOX.height / 2) * k),
  };
}

/** Zooms so that what is under the point stays there. */
export function zoomAt(view: View, factor: number, px: number, py: number): View {
  const k = clampZoom(view.k * factor);
  const f = k / view.k;
  return { k, x: px - (px - view.x) * f, y: py - (py - view.y) * f };
}

/** The smallest move that brings the box into sight with room around it. */
export function reveal(view: View, at: Placed, size: Size): View {
  const k = view.k < 0.35 ? ZOOM.read : view.k;
  if (k !== view.k) {
    return {
      k,
      x: size.width / 2 - (at.x + BOX.width / 2) * k,
      y: size.height / 2 - (at.y + BOX.height / 2) * k,
    };
  }
  const shift = (place: number, length: number, room: number) => {
    const pad = Math.min(PAD * 2, (room - length) / 2);
    if (place < pad) return pad - place;
    if (place + length > room - pad) return room - pad - length - place;
    return 0;
  };
  return {
    k,
    x: view.x + shift(at.x * k + view.x, BOX.width * k, size.width),
    y: view.y + shift(at.y * k + view.y, BOX.height * k, size.height),
  };
}

/** The boxes that are in sight. Columns are sorted, so only their ends are searched for. */
export function visible(of: Layout, view: View, size: Size): Placed[] {
  const left = -view.x / view.k;
  const right = (size.width - view.x) / view.k;
  const top = -view.y / view.k;
  const bottom = (size.height - view.y) / view.k;
  const seen: Placed[] = [];
  for (const row of of.columns) {
    const x = row[0]?.x;
    if (x === undefined || x > right || x + BOX.width < left) continue;
    let low = 0;
    let high = row.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (row[middle]!.y + BOX.height < top) low = middle + 1;
      else high = middle;
    }
    for (; low < row.length && row[low]!.y <= bottom; low += 1) seen.push(row[low]!);
  }
  return seen;
}

/** The box at a point of the screen. */
export function hit(of: Layout, view: View, px: number, py: number): Placed | null {
  const x = (px - view.x) / view.k;
  const y = (py - view.y) / view.k;
  const slack = Math.min(20, 4 / view.k);
  for (const row of of.columns) {
    const left = row[0]?.x ?? 0;
    if (x < left - slack || x > left + BOX.width + slack) continue;
    for (const p of row) if (y >= p.y - slack && y <= p.y + BOX.height + slack) return p;
  }
  return null;
}

/** An edge as a path; straight where there are so many that nobody follows one. */
export function path(of: Layout, edge: DagEdge, straight: boolean): string {
  const a = of.at.get(edge.from);
  const b = of.at.get(edge.to);
  if (!a || !b) return '';
  const back = b.x <= a.x;
  const x1 = a.x + BOX.width;
  const y1 = a.y + BOX.height / 2;
  const x2 = b.x;
  const y2 = b.y + BOX.height / 2;
  if (straight) return `M${x1} ${y1}L${x2} ${y2}`;
  const bend = back ? 90 : Math.min(64, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Whether an edge may be in sight. */
export function crosses(of: Layout, edge: DagEdge, view: View, size: Size): boolean {
  const a = of.at.get(edge.from);
  const b = of.at.get(edge.to);
  if (!a || !b) return false;
  const left = -view.x / view.k;
  const right = (size.width - view.x) / view.k;
  const top = -view.y / view.k;
  const bottom = (size.height - view.y) / view.k;
  return (
    Math.max(a.x, b.x) + BOX.width >= left &&
    Math.min(a.x, b.x) <= right &&
    Math.max(a.y, b.y) + BOX.height >= top &&
    Math.min(a.y, b.y) <= bottom
  );
}

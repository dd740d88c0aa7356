/** Where the boxes of a layered graph stand: what was first left, what came of it right. Pure. */

export interface DagEdge {
  from: string;
  to: string;
}

export interface Placed {
  id: string;
  layer: number;
  x: number;
  y: number;
}

export interface Layout {
  /** In the order of reading: by layer, then from top to bottom. */
  placed: Placed[];
  at: Map<string, Placed>;
  layers: Placed[][];
  /** What stands above each other, sorted by y; a layer of very many has several. */
  columns: Placed[][];
  width: number;
  height: number;
}

export const BOX = { width: 184, height: 36 };
export const PITCH = { x: 236, y: 46 };
const SWEEPS = 6;
/** A layer of more stands in several columns. */
const TALLEST = 80;

interface Graph {
  out: number[][];
  into: number[][];
}

/** The edges between known nodes without repeats, and without those that would close a circle. */
function acyclic(ids: readonly string[], edges: readonly DagEdge[]): Graph {
  const index = new Map(ids.map((id, i) => [id, i]));
  const raw: number[][] = ids.map(() => []);
  const seen = new Set<number>();
  for (const { from, to } of edges) {
    const a = index.get(from);
    const b = index.get(to);
    if (a === undefined || b === undefined || a === b) continue;
    const key = a * ids.length + b;
    if (seen.has(key)) continue;
    seen.add(key);
    raw[a]!.push(b);
  }
  const out: number[][] = ids.map(() => []);
  const into: number[][] = ids.map(() => []);
  // 0 not met, 1 on the path that is being walked, 2 done.
  const state = new Uint8Array(ids.length);
  const next = new Uint32Array(ids.length);
  const fed = new Uint8Array(ids.length);
  for (const targets of raw) for (const b of targets) fed[b] = 1;
  // From sources first, so that the edge that is dropped is the one that leads back.
  const starts = [...ids.keys()].sort((a, b) => fed[a]! - fed[b]! || a - b);
  for (const start of starts) {
    if (state[start] !== 0) continue;
    const path = [start];
    state[start] = 1;
    while (path.length > 0) {
      const a = path[path.length - 1]!;
      const b = raw[a]![next[a]!++];
      if (b === undefined) {
        state[a] = 2;
        path.pop();
      } else if (state[b] !== 1) {
        out[a]!.push(b);
        into[b]!.push(a);
        if (state[b] === 0) {
          state[b] = 1;
          path.push(b);
        }
      }
    }
  }
  return { out, into };
}

/** Each node right of all that it came from; one that came from nothing close to what it went into. */
function layersOf({ out, into }: Graph): number[] {
  const layer = new Array<number>(out.length).fill(0);
  const waits = into.map((list) => list.length);
  const queue = waits.flatMap((n, i) => (n === 0 ? [i] : []));
  for (let q = 0; q < queue.length; q += 1) {
    const a = queue[q]!;
    for (const b of out[a]!) {
      layer[b] = Math.max(layer[b]!, layer[a]! + 1);
      waits[b]! -= 1;
      if (waits[b] === 0) queue.push(b);
    }
  }
  into.forEach((list, a) => {
    if (list.length > 0 || out[a]!.length === 0) return;
    let nearest = Number.POSITIVE_INFINITY;
    for (const b of out[a]!) nearest = Math.min(nearest, layer[b]!);
    layer[a] = Math.max(0, nearest - 1);
  });
  return layer;
}

/**
 * The places closest to what is wished for that keep the order and the distance: the wishes that
 * contradict each other are met in their middle (pool adjacent violators).
 */
export function spread(wishes: readonly number[], pitch: number): number[] {
  const value: number[] = [];
  const size: number[] = [];
  wishes.forEach((wish, i) => {
    let v = wish - i * pitch;
    let n = 1;
    while (value.length > 0 && value[value.length - 1]! > v) {
      const m = size.pop()!;
      v = (v * n + value.pop()! * m) / (n + m);
      n += m;
    }
    value.push(v);
    size.push(n);
  });
  const places: number[] = [];
  value.forEach((v, block) => {
    for (let k = 0; k < size[block]!; k += 1) places.push(v + places.length * pitch);
  });
  return places;
}

/** How many stand above each other: a layer of very many is a block as wide as a screen. */
function rowsOf(n: number): number {
  return n <= TALLEST ? n : Math.max(TALLEST, Math.ceil(Math.sqrt((n * PITCH.x) / PITCH.y / 1.6)));
}

/** Places of a layer of very many: in the order they were given, column after column. */
function block(row: readonly number[], middle: number, y: Float64Array): void {
  const tall = rowsOf(row.length);
  row.forEach((a, i) => {
    y[a] = middle + ((i % tall) - (tall - 1) / 2) * PITCH.y;
  });
}

function mean(neighbours: readonly number[], y: Float64Array): number | null {
  if (neighbours.length === 0) return null;
  let sum = 0;
  for (const b of neighbours) sum += y[b]!;
  return sum / neighbours.length;
}

/**
 * Lays out the graph. The order of `ids` decides where nothing else does, so that the same graph
 * always looks the same; nodes given later stand below their equals.
 */
export function layout(ids: readonly string[], edges: readonly DagEdge[]): Layout {
  const graph = acyclic(ids, edges);
  const layer = layersOf(graph);
  const rows: number[][] = [];
  layer.forEach((l, i) => {
    while (rows.length <= l) rows.push([]);
    rows[l]!.push(i);
  });
  const y = new Float64Array(ids.length);
  for (const row of rows) block(row, 0, y);
  const settle = (row: number[], look: (a: number) => readonly number[]) => {
    const wish = new Map(row.map((a) => [a, mean(look(a), y) ?? y[a]!]));
    if (row.length > TALLEST) {
      block(row, row.reduce((sum, a) => sum + wish.get(a)!, 0) / row.length, y);
      return;
    }
    row.sort((a, b) => wish.get(a)! - wish.get(b)! || a - b);
    spread(
      row.map((a) => wish.get(a)!),
      PITCH.y,
    ).forEach((place, i) => {
      y[row[i]!] = place;
    });
  };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const row of rows) settle(row, (a) => graph.into[a]!);
    for (const row of rows.slice().reverse()) settle(row, (a) => graph.out[a]!);
  }
  for (const row of rows) settle(row, (a) => [...graph.into[a]!, ...graph.out[a]!]);
  return finish(ids, rows, y);
}

function finish(ids: readonly string[], rows: number[][], y: Float64Array): Layout {
  const layers: Placed[][] = [];
  const columns: Placed[][] = [];
  let x = 0;
  rows.forEach((row, layer) => {
    const tall = rowsOf(row.length);
    const wide = Math.max(1, Math.ceil(row.length / Math.max(1, tall)));
    const placed = row.map((a, i) => ({
      id: ids[a]!,
      layer,
      x: x + Math.floor(i / tall) * PITCH.x,
      y: y[a]!,
    }));
    layers.push(placed);
    for (let c = 0; c < wide; c += 1) columns.push(placed.slice(c * tall, (c + 1) * tall));
    x += wide * PITCH.x;
  });
  const placed = layers.flat();
  let top = Number.POSITIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const p of placed) {
    top = Math.min(top, p.y);
    bottom = Math.max(bottom, p.y);
  }
  for (const p of placed) p.y = Math.round(p.y - top);
  return {
    placed,
    at: new Map(placed.map((p) => [p.id, p])),
    layers,
    columns,
    width: x === 0 ? 0 : x - PITCH.x + BOX.width,
    height: placed.length === 0 ? 0 : bottom - top + BOX.height,
  };
}

/** The neighbour that an arrow key leads to: left and right along edges, up and down in the layer. */
export function step(
  of: Layout,
  edges: readonly DagEdge[],
  from: string,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): string | null {
  const here = of.at.get(from);
  if (!here) return of.placed[0]?.id ?? null;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const row = of.layers[here.layer]!;
    return row[row.indexOf(here) + (key === 'ArrowUp' ? -1 : 1)]?.id ?? null;
  }
  const right = key === 'ArrowRight';
  let best: Placed | null = null;
  for (const e of edges) {
    const other = right && e.from === from ? e.to : !right && e.to === from ? e.from : null;
    const p = other === null ? undefined : of.at.get(other);
    if (!p || p.layer === here.layer || p.layer > here.layer !== right) continue;
    const nearer = (a: Placed, b: Placed) =>
      Math.abs(a.layer - here.layer) - Math.abs(b.layer - here.layer) ||
      Math.abs(a.y - here.y) - Math.abs(b.y - here.y) ||
      a.y - b.y;
    if (best === null || nearer(p, best) < 0) best = p;
  }
  return best?.id ?? null;
}

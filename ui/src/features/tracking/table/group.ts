/** Rows of the table: flat, as a tree of parents and children, or in the server's groups. */
import type { Run, RunGroup } from '../../../api/types.ts';
import { count } from '../../../lib/format.ts';
import { numberOf, readColumn } from './columns.ts';
import { keyOf, type Members, STEPS } from './grouped.ts';

export interface Spread {
  count: number;
  mean: number;
  min: number;
  max: number;
}

export function spread(values: Iterable<number | undefined>): Spread | null {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v === undefined || !Number.isFinite(v)) continue;
    count += 1;
    sum += v;
    min = Math.min(min, v);
    max = Math.max(max, v);
  }
  return count === 0 ? null : { count, mean: sum / count, min, max };
}

export interface Group {
  key: string;
  /** Null for the runs that have no such value. */
  value: string | null;
  runs: Run[];
}

/** The runs by what a column holds for them, the largest group first, those without it last. */
export function groupRuns(runs: readonly Run[], id: string): Group[] {
  const groups = new Map<string | null, Run[]>();
  for (const run of runs) {
    const cell = readColumn(id, run);
    const value = cell === null || cell === undefined || cell === '' ? null : String(cell);
    const members = groups.get(value);
    if (members) members.push(run);
    else groups.set(value, [run]);
  }
  return [...groups]
    .map(([value, members]) => ({ key: value ?? '', value, runs: members }))
    .sort((a, b) => {
      if ((a.value === null) !== (b.value === null)) return a.value === null ? 1 : -1;
      return b.runs.length - a.runs.length || (a.key < b.key ? -1 : 1);
    });
}

export type Row =
  | { kind: 'run'; run: Run; depth: number; opens: boolean; open: boolean }
  | { kind: 'group'; group: RunGroup; key: string; open: boolean }
  | {
      kind: 'note';
      key: string;
      text: string;
      depth: number;
      /** The group of which the note offers more. */
      more?: string;
    };

/** The server's groups, below each that is open its runs, as far as they are here. */
export function groupedRows(
  groups: readonly RunGroup[],
  open: ReadonlySet<string>,
  members: Members,
): Row[] {
  return groups.flatMap((group): Row[] => {
    const key = keyOf(group.keys);
    const shown = open.has(key);
    const rows: Row[] = [{ kind: 'group', group, key, open: shown }];
    if (!shown) return rows;
    const here = members.get(key);
    if (!here) {
      rows.push({ kind: 'note', key: `${key}/wait`, text: 'Loading…', depth: 1 });
      return rows;
    }
    for (const run of here.runs)
      rows.push({ kind: 'run', run, depth: 1, opens: false, open: false });
    if (here.runs.length < here.total) {
      const text = `${count(here.runs.length)} of ${count(here.total)} runs are shown`;
      const last = here.runs.length >= STEPS.at(-1)!;
      rows.push({
        kind: 'note',
        key: `${key}/more`,
        text,
        depth: 1,
        ...(last ? {} : { more: key }),
      });
    }
    return rows;
  });
}

export function flatRows(runs: readonly Run[]): Row[] {
  return runs.map((run) => ({ kind: 'run', run, depth: 0, opens: false, open: false }));
}

/**
 * Parents with their children below them. A child stands under its parent where that is among the
 * rows; else it is a row of its own. `fetched` are children that were asked for when a parent was
 * opened, null while they come.
 */
export function treeRows(
  runs: readonly Run[],
  open: ReadonlySet<string>,
  fetched: ReadonlyMap<string, readonly Run[] | null>,
): Row[] {
  const here = new Set(runs.map((r) => r.id));
  const rows: Row[] = [];
  const add = (run: Run, depth: number, above: ReadonlySet<string>) => {
    const opens = run.children > 0 && !above.has(run.id);
    const shown = opens && open.has(run.id);
    rows.push({ kind: 'run', run, depth, opens, open: shown });
    if (!shown) return;
    const members = fetched.get(run.id);
    if (!members) {
      rows.push({ kind: 'note', key: `${run.id}/wait`, text: 'Loading…', depth: depth + 1 });
      return;
    }
    const next = new Set(above).add(run.id);
    for (const child of members) add(child, depth + 1, next);
    if (members.length < run.children) {
      const text = `${members.length} of ${run.children} children are shown`;
      rows.push({ kind: 'note', key: `${run.id}/more`, text, depth: depth + 1 });
    }
  };
  for (const run of runs) {
    if (run.parent === undefined || !here.has(run.parent)) add(run, 0, new Set());
  }
  return rows;
}

export function spreadOf(group: Group, id: string): Spread | null {
  return spread(group.runs.map((r) => numberOf(id, r)));
}

export function rowKey(row: Row): string {
  return row.kind === 'run' ? row.run.id : row.kind === 'group' ? `g:${row.key}` : row.key;
}

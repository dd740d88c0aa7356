/** What is the same in all runs and what is not. */
import type { Run } from '../../../api/types.ts';
import { type Cell, readColumn } from '../table/columns.ts';

export interface FactRow {
  id: string;
  kind: string;
  cells: Cell[];
  differs: boolean;
}

/** In the order in which one asks: what went in, how, what came out. */
const ATTRIBUTES = ['commit', 'source', 'experiment', 'user_id', 'status', 'duration'];

/** Tags that say what other rows say already. */
const OWN =
  /^mlflow\.(runName|user|source\.(name|git\.commit)|log-model\.history|loggedImages|loggedArtifacts)$/;

export function factRows(runs: readonly Run[]): FactRow[] {
  const row = (id: string, kind: string): FactRow => {
    const cells = runs.map((r) => readColumn(id, r));
    return {
      id,
      kind,
      cells,
      differs: cells.some((c) => String(c ?? '') !== String(cells[0] ?? '')),
    };
  };
  const keys = (of: (r: Run) => object) =>
    [...new Set(runs.flatMap((r) => Object.keys(of(r))))].sort();
  return [
    ...ATTRIBUTES.map((a) => row(`attributes.${a}`, 'run')),
    row('datasets.', 'data'),
    ...keys((r) => r.params).map((k) => row(`params.${k}`, 'param')),
    ...keys((r) => r.tags)
      .filter((k) => !OWN.test(k))
      .map((k) => row(`tags.${k}`, 'tag')),
    ...keys((r) => r.metrics).map((k) => row(`metrics.${k}`, 'metric')),
  ].filter((r) => r.cells.some((c) => c !== undefined && c !== null && c !== ''));
}

/** Where in a row of numbers the greatest and the least stand; nothing where they are all alike. */
export function extremes(cells: readonly Cell[]): { most: number; least: number } | null {
  let most = -1;
  let least = -1;
  cells.forEach((c, i) => {
    if (typeof c !== 'number' || !Number.isFinite(c)) return;
    if (most < 0 || c > (cells[most] as number)) most = i;
    if (least < 0 || c < (cells[least] as number)) least = i;
  });
  return most < 0 || cells[most] === cells[least] ? null : { most, least };
}

/** Columns of the run table: their ids, what they read from a run, and how the server is asked for them. */
import type { Run } from '../../../api/types.ts';

export type ColumnKind =
  | 'attributes'
  | 'metrics'
  | 'params'
  | 'tags'
  | 'datasets'
  | 'models'
  | 'spark';

export interface ColumnRef {
  kind: ColumnKind;
  key: string;
}

export type Cell = number | string | null | undefined;

const KINDS = ['attributes', 'metrics', 'params', 'tags', 'datasets', 'models', 'spark'];

interface Attribute {
  title: string;
  width: number;
  /** The name by which the server sorts; null where it cannot. */
  order: string | null;
  read: (run: Run) => Cell;
}

function took(run: Run): number | undefined {
  if (run.duration_s !== undefined) return run.duration_s * 1000;
  return run.ended_at ? Date.parse(run.ended_at) - Date.parse(run.started_at) : undefined;
}

export const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  run_name: { title: 'Name', width: 230, order: 'run_name', read: (r) => r.name },
  status: { title: 'State', width: 104, order: 'status', read: (r) => r.status },
  start_time: { title: 'Started', width: 96, order: 'start_time', read: (r) => r.started_at },
  end_time: { title: 'Ended', width: 96, order: 'end_time', read: (r) => r.ended_at },
  duration: { title: 'Took', width: 96, order: null, read: took },
  event_time: { title: 'Event time', width: 110, order: null, read: (r) => r.event_time },
  user_id: {
    title: 'By',
    width: 96,
    order: 'user_id',
    read: (r) => r.user || r.tags['mlflow.user'],
  },
  experiment: { title: 'Experiment', width: 130, order: null, read: (r) => r.experiment_name },
  source: { title: 'Source', width: 150, order: null, read: (r) => r.source },
  commit: { title: 'Commit', width: 96, order: null, read: (r) => r.commit },
  run_id: { title: 'Id', width: 110, order: 'run_id', read: (r) => r.id },
  parent: { title: 'Parent', width: 110, order: null, read: (r) => r.parent },
  children: { title: 'Children', width: 80, order: null, read: (r) => r.children },
};

export const DATASETS = 'datasets.';
export const MODELS = 'models.';

export function columnRef(id: string): ColumnRef {
  const dot = id.indexOf('.');
  const kind = dot < 0 ? id : id.slice(0, dot);
  return KINDS.includes(kind)
    ? { kind: kind as ColumnKind, key: dot < 0 ? '' : id.slice(dot + 1) }
    : { kind: 'attributes', key: id };
}

/** Whether the id names a column that there can be. */
export function isColumn(id: string): boolean {
  const { kind, key } = columnRef(id);
  if (kind === 'attributes') return Object.hasOwn(ATTRIBUTES, key);
  return kind === 'datasets' || kind === 'models' ? true : key !== '';
}

export function columnTitle(id: string): string {
  const { kind, key } = columnRef(id);
  if (kind === 'attributes') return ATTRIBUTES[key]?.title ?? key;
  if (kind === 'datasets') return 'Data';
  if (kind === 'models') return 'Made';
  if (kind === 'spark') return `${key} over steps`;
  return kind === 'tags' ? key.replace(/^mlflow\./, '') : key;
}

export function columnWidth(id: string): number {
  const { kind, key } = columnRef(id);
  if (kind === 'attributes') return ATTRIBUTES[key]?.width ?? 100;
  if (kind === 'spark') return 120;
  if (kind === 'datasets' || kind === 'models') return 150;
  return Math.max(86, Math.min(190, columnTitle(id).length * 7 + 34));
}

export function isNumeric(id: string): boolean {
  const { kind, key } = columnRef(id);
  return kind === 'metrics' || key === 'duration' || (kind === 'attributes' && key === 'children');
}

/** What the column holds for a run: a number, a text, or nothing. */
export function readColumn(id: string, run: Run): Cell {
  const { kind, key } = columnRef(id);
  switch (kind) {
    case 'attributes':
      return ATTRIBUTES[key]?.read(run);
    case 'metrics':
    case 'spark':
      return run.metrics[key]?.value ?? run.metrics[key]?.value_text;
    case 'params':
      return run.params[key];
    case 'tags':
      return run.tags[key];
    case 'datasets':
      return (
        run.inputs.map((i) => i.name + (i.digest ? `@${i.digest}` : '')).join(', ') || undefined
      );
    case 'models':
      return run.produced.join(', ') || undefined;
  }
}

/** The value as a number where it is one: metrics, durations, times, and params that read as numbers. */
export function numberOf(id: string, run: Run): number | undefined {
  const value = readColumn(id, run);
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'number') return value;
  if (/^attributes\.(start|end|event)_time$/.test(id)) return Date.parse(value);
  const n = Number(value);
  return Number.isNaN(n) ? undefined : n;
}

/** A key as MLflow's grammar writes it: quoted where it is more than a plain word. */
export function quoteKey(id: string): string {
  const { kind, key } = columnRef(id);
  return /^[A-Za-z_]\w*$/.test(key) ? `${kind}.${key}` : `${kind}.\`${key}\``;
}

/** The order that is asked of the server, or null where it cannot sort by the column. */
export function orderBy(id: string): string | null {
  const { kind, key } = columnRef(id);
  if (kind === 'attributes') {
    const order = ATTRIBUTES[key]?.order;
    return order ? `attributes.${order}` : null;
  }
  return kind === 'metrics' || kind === 'params' || kind === 'tags' ? quoteKey(id) : null;
}

/** The columns that a search must carry so that these can be shown. */
export function projection(ids: readonly string[]): string[] {
  const wanted = new Set<string>();
  for (const id of ids) {
    const { kind, key } = columnRef(id);
    if (kind === 'metrics' || kind === 'params' || kind === 'tags') wanted.add(id);
    if (id === 'attributes.user_id') wanted.add('tags.mlflow.user');
    if (kind === 'spark') wanted.add(`metrics.${key}`);
  }
  // An empty list would mean all of them; data and what was made always come along.
  return wanted.size > 0 ? [...wanted].sort() : ['tags.mlflow.user'];
}

/** The group under which a picker lists the column: its kind, and for metrics the part before the last slash. */
export function prefixOf(key: string): string {
  const slash = key.lastIndexOf('/');
  return slash > 0 ? key.slice(0, slash) : '';
}

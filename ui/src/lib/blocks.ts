import { load } from 'js-yaml';

/** What a live block of a report asks for; the server's export reads the same. */
export interface Block {
  experiments: string[];
  filter: string;
  orderBy: string[];
  runs: string[];
  metrics: string[];
  x: 'step' | 'time' | 'relative';
  smoothing: number;
  groupBy: string | null;
  columns: string[];
  limit: number;
  title: string | null;
}

export type Part = { kind: 'text'; text: string } | { kind: 'chart' | 'runs'; text: string };

/** A report's text in parts: Markdown, and the fenced blocks that are live. */
export function partsOf(body: string): Part[] {
  const parts: Part[] = [];
  let text: string[] = [];
  let block: { kind: 'chart' | 'runs'; lines: string[] } | null = null;
  let fence = false;
  for (const line of body.replaceAll('\r', '').split('\n')) {
    if (block) {
      if (/^```\s*$/.test(line)) {
        parts.push({ kind: block.kind, text: block.lines.join('\n') });
        block = null;
      } else block.lines.push(line);
      continue;
    }
    const opens = fence ? null : /^```(chart|runs)\s*$/.exec(line);
    if (opens) {
      if (text.length > 0) parts.push({ kind: 'text', text: text.join('\n') });
      text = [];
      block = { kind: opens[1] as 'chart' | 'runs', lines: [] };
      continue;
    }
    if (line.startsWith('```')) fence = !fence;
    text.push(line);
  }
  if (block) text.push(`\`\`\`${block.kind}`, ...block.lines);
  if (text.some((l) => l.trim() !== '')) parts.push({ kind: 'text', text: text.join('\n') });
  return parts;
}

const KEYS = new Set([
  'experiment',
  'experiments',
  'filter',
  'order_by',
  'runs',
  'run',
  'metric',
  'metrics',
  'x',
  'smoothing',
  'group_by',
  'columns',
  'limit',
  'title',
  'height',
  'type',
]);

type Map = Record<string, unknown>;

/** A value in a message: only a scalar is written out, a list or a map may be without end. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a date';
  if (value !== null && typeof value === 'object') return 'a map';
  const text = String(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function scalar(key: string, value: unknown): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new Error(`${key}: ${shown(value)} (expected: a text or a list of texts)`);
}

/** Names for parts that are repeated let a few lines stand for more than memory holds. */
function noAnchors(_: string, state: { anchorMap: object }): void {
  if (Object.keys(state.anchorMap).length > 0)
    throw new Error('an anchor (expected: no & and no *)');
}

function strings(map: Map, ...keys: string[]): string[] {
  const key = keys.find((k) => map[k] !== undefined && map[k] !== null);
  if (!key) return [];
  const value = map[key];
  return (Array.isArray(value) ? value : [value]).map((v) => scalar(key, v));
}

/** Reads a block's YAML or JSON; throws a sentence with the key, what came and what was expected. */
export function parseBlock(text: string, usual: number, most: number): Block {
  let read: unknown;
  try {
    read = load(text, { listener: noAnchors });
  } catch (e) {
    throw new Error(`block: not YAML: ${(e as Error).message.split('\n')[0]}`);
  }
  if (!read || typeof read !== 'object' || Array.isArray(read))
    throw new Error('block: expected lines of key: value');
  const map = read as Map;
  const odd = Object.keys(map).find((k) => !KEYS.has(k));
  if (odd !== undefined)
    throw new Error(
      `${shown(odd)}: unknown key (expected: experiments, filter, order_by, runs, metrics, x, smoothing, group_by, columns, limit or title)`,
    );
  const x = map.x ?? 'step';
  if (x !== 'step' && x !== 'time' && x !== 'relative')
    throw new Error(`x: ${shown(x)} (expected: step, time or relative)`);
  const smoothing = map.smoothing ?? 0;
  if (typeof smoothing !== 'number' || !(smoothing >= 0 && smoothing < 1))
    throw new Error(`smoothing: ${shown(smoothing)} (expected: a number from 0 to below 1)`);
  const limit = map.limit ?? usual;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > most)
    throw new Error(`limit: ${shown(limit)} (expected: a whole number from 1 to ${most})`);
  const metrics = strings(map, 'metric', 'metrics');
  if (metrics.length > 8)
    throw new Error(`metrics: ${metrics.length} of them (expected: at most 8)`);
  return {
    experiments: strings(map, 'experiment', 'experiments'),
    filter: map.filter === undefined || map.filter === null ? '' : scalar('filter', map.filter),
    orderBy: strings(map, 'order_by'),
    runs: strings(map, 'run', 'runs'),
    metrics,
    x,
    smoothing,
    groupBy: map.group_by == null ? null : scalar('group_by', map.group_by),
    columns: strings(map, 'columns'),
    limit,
    title: map.title == null ? null : scalar('title', map.title),
  };
}

/** A column or a group of a run by its address: params.lr, tags.team, metrics.auc, or a field. */
export function fieldOf(
  run: {
    params: Record<string, string>;
    tags: Record<string, string>;
    metrics: Record<string, { value?: number; value_text?: string }>;
  },
  address: string,
): string | number | null {
  const dot = address.indexOf('.');
  const kind = address.slice(0, dot);
  const key = address.slice(dot + 1).replace(/^[`"]|[`"]$/g, '');
  if (dot > 0 && (kind === 'params' || kind === 'param')) return run.params[key] ?? null;
  if (dot > 0 && (kind === 'tags' || kind === 'tag')) return run.tags[key] ?? null;
  if (dot > 0 && (kind === 'metrics' || kind === 'metric'))
    return run.metrics[key]?.value ?? run.metrics[key]?.value_text ?? null;
  const field = (run as unknown as Record<string, unknown>)[FIELDS[address] ?? address];
  return typeof field === 'string' || typeof field === 'number' ? field : null;
}

const FIELDS: Record<string, string> = {
  start_time: 'started_at',
  end_time: 'ended_at',
  run_name: 'name',
  run_id: 'id',
  duration: 'duration_s',
};

/** What the editor inserts. */
export const TEMPLATES: Record<'chart' | 'runs', (experiment: string, metric: string) => string> = {
  chart: (experiment, metric) =>
    `\`\`\`chart\nexperiments: [${JSON.stringify(experiment)}]\nmetrics: [${JSON.stringify(metric)}]\nlimit: 10\n\`\`\`\n`,
  runs: (experiment, metric) =>
    `\`\`\`runs\nexperiments: [${JSON.stringify(experiment)}]\ncolumns: [${JSON.stringify(`metrics.${metric}`)}, status, start_time]\nlimit: 20\n\`\`\`\n`,
};

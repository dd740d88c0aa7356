/** The table of runs and its curves, made up: a few thousand trials beside the runs of the year. */
import type { Run } from '../../src/api/types.ts';
import { random as seeded } from './random.ts';
import * as rec from './records.ts';
import * as world from './world.ts';

function random(text: string): () => number {
  let h = 7;
  for (const c of text) h = (Math.imul(h, 31) + c.charCodeAt(0)) | 0;
  return seeded(h).next;
}

const MANY = process.env.NORIA_MOCK === 'many' ? 100_000 : 2_000;
const OPTIMIZERS = ['adam', 'sgd', 'lion'];

function trial(i: number): Run {
  const r = random(`trial ${i}`);
  const lr = Number((10 ** (-1 - 4 * r())).toPrecision(3));
  const depth = 2 + Math.floor(r() * 9);
  const auc =
    0.62 + 0.012 * depth - 0.0006 * depth ** 2 - 0.02 * Math.abs(Math.log10(lr) + 2.5) + 0.02 * r();
  const started = world.NOW - (i + 3) * 400_000;
  const took = 20 + 400 * r();
  const metrics = {
    'validation/auc': auc,
    'train/loss': 0.9 - auc / 2,
    'system/gpu_memory': 4e9 * r(),
  };
  return {
    ...rec.runs[0]!,
    ref: `run:trial${i}`,
    id: `trial${i}`,
    name: `${['brave', 'calm', 'deep', 'swift'][i % 4]}-wheel-${i}`,
    status: i % 37 === 3 ? 'FAILED' : i < 2 ? 'RUNNING' : 'FINISHED',
    started_at: new Date(started).toISOString(),
    ...(i < 2 ? {} : { ended_at: new Date(started + took * 1000).toISOString() }),
    duration_s: took,
    parent: undefined,
    children: 0,
    params: { lr: String(lr), depth: String(depth), optimizer: OPTIMIZERS[i % 3]! },
    tags: { team: i % 2 ? 'north' : 'south' },
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([k, value]) => [
        k,
        { value, step: 999, at: new Date(started).toISOString() },
      ]),
    ),
    inputs: [],
    produced: [],
  } as unknown as Run;
}

let trials: Run[] | undefined;
const all = () => {
  trials ??= Array.from({ length: MANY }, (_, i) => trial(i));
  return [...rec.runs, ...trials];
};
const gone = new Set<string>();

interface Search {
  filter?: string;
  order_by?: string[];
  view?: string;
  limit?: number;
  page_token?: string;
}

/** Understands no more of the grammar than the pages ask by themselves: names, ids, parents. */
function matches(run: Run, filter: string): boolean {
  const ids = /run_id IN \(([^)]*)\)/.exec(filter);
  if (ids) return ids[1]!.includes(`'${run.id}'`);
  const parent = /parentRunId` = '([^']*)'/.exec(filter);
  if (parent) return run.parent === parent[1];
  if (/parentRunId` IS NULL/.test(filter) && run.parent !== undefined) return false;
  const name = /run_name I?LIKE '%([^%]*)%'/.exec(filter);
  return !name || run.name.includes(name[1]!);
}

function sortKey(run: Run, key: string): number | string {
  if (key.startsWith('metrics.')) return run.metrics[key.slice(8).replaceAll('`', '')]?.value ?? -1;
  if (key.startsWith('params.')) return run.params[key.slice(7)] ?? '';
  if (key.endsWith('run_name')) return run.name;
  return Date.parse(run.started_at);
}

export function search(body: Search): unknown {
  const filter = body.filter ?? '';
  const bad = filter.indexOf('@');
  if (bad >= 0) {
    const message = `filter: '@' at ${bad} of '${filter}' (expected: a key)`;
    return { status: 400, body: { code: 'INVALID_ARGUMENT', message } };
  }
  const found = all().filter(
    (r) => gone.has(r.id) === (body.view === 'deleted') && matches(r, filter),
  );
  const [key, way] = (body.order_by?.[0] ?? 'attributes.start_time DESC').split(/ (?=\w+$)/);
  found.sort((a, b) => {
    const [x, y] = [sortKey(a, key!), sortKey(b, key!)];
    return (x < y ? -1 : x > y ? 1 : 0) * (way === 'DESC' ? -1 : 1);
  });
  const from = Number(body.page_token || 0);
  const to = from + (body.limit ?? 100);
  return {
    runs: found.slice(from, to),
    total: found.length,
    next_page_token: to < found.length ? String(to) : undefined,
  };
}

export function columns(q: URLSearchParams): unknown {
  const kind = q.get('kind') as 'metric' | 'param' | 'tag';
  const counts = new Map<string, number>();
  for (const run of all().slice(0, 500))
    for (const key of Object.keys(run[`${kind}s`])) counts.set(key, (counts.get(key) ?? 0) + 1);
  if (process.env.NORIA_MOCK === 'many' && kind === 'metric')
    for (let i = 0; i < 10_000; i += 1) counts.set(`layer${i % 40}/unit${i}`, 1);
  const found = [...counts]
    .filter(([key]) => key.toLowerCase().includes((q.get('contains') ?? '').toLowerCase()))
    .map(([key, runs]) => ({ kind, key, runs }));
  const limit = Number(q.get('limit') ?? 500);
  return { columns: found.slice(0, limit), truncated: found.length > limit };
}

export function change(body: { runs: string[] }, deleted: boolean): unknown {
  for (const id of body.runs) {
    if (deleted) gone.add(id);
    else gone.delete(id);
  }
  return { changed: body.runs.length };
}

const POINTS = 10_000;

function point(run: string, key: string, step: number, seed: () => number): number {
  const base = all().find((r) => r.id === run)?.metrics[key]?.value ?? 0.7;
  return base * (1 - 0.5 * Math.exp(-step / 900)) + 0.03 * (seed() - 0.5);
}

/** Ten thousand noisy steps a run, in stretches. */
export function envelope(q: URLSearchParams): unknown {
  const from = Math.max(0, Number(q.get('from') ?? 0));
  const to = Math.min(POINTS - 1, Number(q.get('to') ?? POINTS - 1));
  const buckets = Number(q.get('buckets') ?? 400);
  const size = Math.max(1, Math.ceil((to - from + 1) / buckets));
  const curves = q.getAll('run').map((run) => {
    const seed = random(run + q.get('key'));
    const out = {
      run,
      points: to - from + 1,
      exact: size === 1,
      x_first: [] as number[],
      x_last: [] as number[],
      min: [] as number[],
      max: [] as number[],
      first: [] as number[],
      last: [] as number[],
      count: [] as number[],
    };
    for (let at = Math.floor(from); at <= to; at += size) {
      const ys = Array.from({ length: Math.min(size, 40) }, () =>
        point(run, q.get('key')!, at, seed),
      );
      out.x_first.push(at);
      out.x_last.push(Math.min(to, at + size - 1));
      out.min.push(Math.min(...ys));
      out.max.push(Math.max(...ys));
      out.first.push(ys[0]!);
      out.last.push(ys.at(-1)!);
      out.count.push(size);
    }
    return out;
  });
  return { key: q.get('key'), x: 'step', from, to, runs: curves };
}

interface GroupsAsk {
  key: string;
  buckets: number;
  groups: { name: string; runs: string[] }[];
}

export function groups(body: GroupsAsk): unknown {
  const size = Math.max(1, Math.ceil(POINTS / body.buckets));
  return {
    groups: body.groups.map((g) => {
      const seed = random(g.name);
      const x = Array.from({ length: Math.ceil(POINTS / size) }, (_, i) => i * size);
      const mean = x.map((at) => point(g.runs[0]!, body.key, at, seed));
      return {
        name: g.name,
        x,
        mean,
        lo: mean.map((v) => v - 0.03),
        hi: mean.map((v) => v + 0.03),
        runs: g.runs.length,
        count: x.map(() => g.runs.length),
        not_finite: 0,
      };
    }),
  };
}

interface SavedView {
  id: string;
  name: string;
  page: string;
  state: string;
}
const views: SavedView[] = [];

export function listViews(body: SavedView | null): unknown {
  if (!body) return { items: views.map((v) => ({ ...v, who: 'you', mine: true })) };
  views.push({ ...body, id: `v${views.length}` });
  return views.at(-1);
}

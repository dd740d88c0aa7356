/** The thread in groups, as the server answers it, over the made-up year's edges and some more. */
import type { Edge } from '../../src/lib/graph.ts';
import * as rec from './records.ts';
import * as world from './world.ts';

interface Group {
  id: string;
  of: string;
  direction: 'back' | 'forward';
  relation: string;
  kind: string;
  owner?: string;
  count: number;
  first: string;
  last: string;
  listed: boolean;
}

const kindOf = (ref: string) => ref.slice(0, ref.indexOf(':'));

function ownerOf(ref: string): string {
  const id = ref.slice(ref.indexOf(':') + 1);
  if (kindOf(ref) === 'dataset_version') return id.slice(0, id.indexOf('@'));
  if (kindOf(ref) === 'model_version') return id.slice(0, id.lastIndexOf('/'));
  return '';
}

function by<T>(list: readonly T[], key: (x: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const x of list) (map.get(key(x)) ?? map.set(key(x), []).get(key(x))!).push(x);
  return map;
}

const MANY = process.env.NORIA_MOCK === 'many';

function everything(): Edge[] {
  const edges = world.edges.filter(
    (e) => !(e.from.startsWith('deployment:') && e.to.startsWith('alert:')),
  );
  const windows = Array.from({ length: MANY ? 9000 : 274 }, (_, i) => `window:flights/w${i}`);
  for (const w of windows) edges.push({ from: 'deployment:flights', relation: 'watched', to: w });
  world.alerts.forEach((a, i) => {
    edges.push({ from: windows[20 + i * 30]!, relation: 'raised', to: a.ref });
  });
  for (const c of world.candidates) {
    for (let i = 0; i < (MANY ? 120 : 8); i += 1)
      edges.push({ from: `run:${c.run}`, relation: 'tried', to: `run:${c.run.slice(0, 24)}t${i}` });
  }
  for (const p of world.pipelines) {
    const run = `pipeline_run:${p.id}`;
    for (const task of ['prepare', 'search-1', 'search-2', 'judge', 'deploy'])
      edges.push({ from: run, relation: 'ran', to: `task:${p.id}/${task}` });
  }
  return edges;
}

const edges = everything();
const into = by(edges, (e) => e.to);
const outOf = by(edges, (e) => e.from);
const step = (refs: readonly string[], back: boolean) =>
  refs.flatMap((r) => (back ? into : outOf).get(r) ?? []);

function describe(ref: string) {
  const id = ref.slice(ref.indexOf(':') + 1);
  const node = (title: string, event_time?: string, status?: string) => ({
    ref,
    title,
    event_time,
    status,
  });
  switch (kindOf(ref)) {
    case 'dataset_version': {
      const d = world.data.find((x) => x.ref === ref);
      return node(id.replace('@', ' '), d?.from, d?.status);
    }
    case 'run': {
      const x = rec.runs.find((one) => one.id === id);
      return node(x?.name ?? `trial ${id.slice(25)}`, x?.event_time, x?.status ?? 'FINISHED');
    }
    case 'model_version': {
      const v = rec.versions().find((x) => x.ref === ref);
      return node(id.replace('/', ' v'), v?.event_time, v?.stage);
    }
    case 'verdict': {
      const c = world.candidates.find((x) => x.verdict === id);
      return node(`champion v${c?.version}`, c && new Date(c.event).toISOString(), c?.outcome);
    }
    case 'pipeline_run': {
      const p = world.pipelines.find((x) => x.id === id);
      return node('flights', p && new Date(p.event).toISOString(), 'SUCCEEDED');
    }
    case 'alert': {
      const a = world.alerts.find((x) => x.ref === ref);
      return node([a?.watch, a?.column].filter(Boolean).join(' '), a?.opened_at, a?.status);
    }
    case 'trigger': {
      const t = world.triggers.find((x) => x.ref === ref);
      return node('trigger', t?.event_time, t?.decision);
    }
    case 'window': {
      const at = Date.UTC(2013, 3, 1) + Number(id.slice(9)) * (MANY ? 3600e3 : world.DAY);
      return node(new Date(at).toISOString().slice(0, MANY ? 16 : 10), new Date(at).toISOString());
    }
    case 'task':
      return node(id.slice(id.indexOf('/') + 1), undefined, 'SUCCEEDED');
    case 'deployment':
      return node(id, undefined, 'serving');
    default:
      return node(id);
  }
}

class Walk {
  nodes = new Map<string, boolean>();
  edges = new Set<Edge>();
  groups = new Map<string, Group>();
  links = new Map<string, Edge & { count: number }>();
  private readonly start: string;
  private readonly fan: number;

  constructor(start: string, fan: number) {
    this.start = start;
    this.fan = fan;
  }

  go(back: boolean, depth = 100) {
    const home = new Map([[this.start, this.start]]);
    this.nodes.set(this.start, this.nodes.get(this.start) ?? false);
    let now: [string, string[]][] = [[this.start, [this.start]]];
    for (let d = 0; d < depth && now.length > 0; d += 1) {
      const next: [string, string[]][] = [];
      for (const [hub, refs] of now) {
        const found = step(refs, back);
        const far = (e: Edge) => (back ? e.from : e.to);
        const fresh = by(
          found.filter((e) => !home.has(far(e))),
          (e) =>
            `${back ? 'back' : 'forward'}~${e.relation}~${kindOf(far(e))}~${ownerOf(far(e))}~${hub}`,
        );
        for (const [token, list] of fresh) {
          const members = [...new Set(list.map(far))].filter((r) => !home.has(r));
          const relation = list[0]!.relation;
          const stops = (r: string) =>
            (kindOf(r) === 'deployment' && r !== this.start) || relation === 'compared';
          if (members.length > this.fan) {
            this.groups.set(token, {
              id: token,
              of: hub,
              direction: back ? 'back' : 'forward',
              relation,
              kind: kindOf(members[0]!),
              owner: ownerOf(members[0]!) || undefined,
              count: members.length,
              first: members[0]!,
              last: members.at(-1)!,
              listed: true,
            });
            for (const m of members) home.set(m, token);
            next.push([token, members]);
          } else {
            for (const m of members) {
              home.set(m, m);
              this.nodes.set(m, stops(m));
              if (!stops(m)) next.push([m, [m]]);
            }
          }
        }
        for (const e of found) {
          const other = home.get(far(e))!;
          if (hub === refs[0] && !this.groups.has(other)) this.edges.add(e);
          else {
            const [from, to] = back ? [other, hub] : [hub, other];
            const key = `${from} ${e.relation} ${to}`;
            const link = this.links.get(key) ?? { from, relation: e.relation, to, count: 0 };
            link.count += 1;
            this.links.set(key, link);
          }
        }
      }
      now = next;
    }
    if (depth === 1) for (const [hub] of now) if (this.nodes.has(hub)) this.nodes.set(hub, true);
  }

  graph(counted: boolean) {
    if (counted && this.nodes.has('deployment:flights')) {
      const id = 'forward~answered~prediction~~deployment:flights';
      const of = 'deployment:flights';
      const count = 255_983;
      this.groups.set(id, {
        id,
        of,
        direction: 'forward',
        relation: 'answered',
        kind: 'prediction',
        count,
        first: of,
        last: of,
        listed: false,
      });
      this.links.set(id, { from: of, relation: 'answered', to: id, count });
    }
    return {
      nodes: [...this.nodes].map(([ref, more]) => ({ ...describe(ref), more: more || undefined })),
      edges: [...this.edges],
      groups: [...this.groups.values()],
      links: [...this.links.values()],
    };
  }
}

function members(token: string): Edge[] {
  const [direction, relation, kind, owner, ...rest] = token.split('~');
  const of = rest.join('~');
  const back = direction === 'back';
  const hubs = of.includes('~')
    ? members(of).map((e) => (of.startsWith('back') ? e.from : e.to))
    : [of];
  return step(hubs, back).filter((e) => {
    const far = back ? e.from : e.to;
    return e.relation === relation && kindOf(far) === kind && ownerOf(far) === owner;
  });
}

export function lineage(q: URLSearchParams) {
  const ref = q.get('ref') ?? '';
  const fan = Number(q.get('fan') ?? 1e9);
  const token = q.get('group');
  if (token) {
    const back = token.startsWith('back');
    const all = by(members(token), (e) => (back ? e.from : e.to));
    const from = Number(q.get('page_token') ?? 0);
    const to = from + Number(q.get('max_results') ?? 100);
    const whole = new Walk('', fan);
    whole.nodes.clear();
    for (const [member, found] of [...all].slice(from, to)) {
      const walk = new Walk(member, fan);
      walk.go(back, 1);
      for (const [r, more] of walk.nodes) whole.nodes.set(r, more && r !== member);
      for (const e of [...found, ...walk.edges]) whole.edges.add(e);
      for (const [id, g] of walk.groups) whole.groups.set(id, g);
      for (const [id, l] of walk.links) whole.links.set(id, l);
    }
    return {
      ...whole.graph(false),
      total: all.size,
      next_page_token: to < all.size ? String(to) : undefined,
    };
  }
  const walk = new Walk(ref, fan);
  const direction = q.get('direction') ?? 'both';
  if (direction !== 'forward') walk.go(true);
  if (direction !== 'back') walk.go(false);
  return walk.graph(q.has('fan') && direction !== 'back');
}

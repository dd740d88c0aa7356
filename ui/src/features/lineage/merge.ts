/** The graph as it is drawn: what the server grouped, with the groups that were opened. Pure. */
import type { components } from '../../api/generated.ts';
import { groupTitle, groupUnder } from './words.ts';

type S = components['schemas'];
export type Graph = S['Graph'];
export type Group = S['GraphGroup'];
export type Node = S['GraphNode'];

export interface ViewNode {
  id: string;
  kind: string;
  title: string;
  time?: string;
  status?: string;
  more?: boolean;
  group?: Group;
  /** Of a group: how many are not drawn by themselves. */
  left?: number;
  /** Of a group: its second line. */
  under?: string;
}

export interface ViewEdge {
  from: string;
  relation: string;
  to: string;
  count?: number;
}

export interface GraphView {
  nodes: ViewNode[];
  edges: ViewEdge[];
  /** Records, those within groups included. */
  records: number;
  truncated: boolean;
}

/** How many members of each group are shown: `token:50,token:1000` in the address. */
export function parseOpen(text: string | undefined): Map<string, number> {
  const open = new Map<string, number>();
  for (const part of (text ?? '').split(',')) {
    const at = part.lastIndexOf(':');
    const many = Number(part.slice(at + 1));
    if (at > 0 && Number.isInteger(many) && many > 0) {
      open.set(decodeURIComponent(part.slice(0, at)), many);
    }
  }
  return open;
}

export function formatOpen(open: ReadonlyMap<string, number>): string | undefined {
  const text = [...open].map(([token, many]) => `${encodeURIComponent(token)}:${many}`).join(',');
  return text || undefined;
}

/** The next helping: a screenful first, then what one searches in. */
export function nextHelping(shown: number): number {
  return shown === 0 ? 40 : shown < 400 ? 400 : shown + 1000;
}

function memberOf(group: Group, page: Graph): Set<string> {
  const back = group.direction === 'back';
  const prefix = `${group.kind}:`;
  const members = new Set<string>();
  for (const e of page.edges) {
    const [near, far] = back ? [e.to, e.from] : [e.from, e.to];
    if (e.relation !== group.relation || !far.startsWith(prefix)) continue;
    if (group.of.includes('~') || near === group.of) members.add(far);
  }
  return members;
}

/** What the members of an opened group led to, by the group that it is counted in while that is closed. */
function shownOf(nested: Group, pages: ReadonlyMap<string, Graph>): Set<string> {
  const page = pages.get(nested.of);
  return page ? memberOf({ ...nested, of: '~' }, page) : new Set();
}

export function merge(base: Graph, pages: ReadonlyMap<string, Graph>): GraphView {
  const nodes = new Map<string, ViewNode>();
  const edges = new Map<string, ViewEdge>();
  const groups = new Map<string, Group>();
  const links = new Map<string, ViewEdge>();
  for (const graph of [base, ...pages.values()]) {
    for (const n of graph.nodes) {
      if (nodes.has(n.ref)) continue;
      const colon = n.ref.indexOf(':');
      nodes.set(n.ref, {
        id: n.ref,
        kind: n.ref.slice(0, colon),
        title: n.title,
        ...(n.event_time ? { time: n.event_time } : {}),
        ...(n.status ? { status: n.status } : {}),
        ...(n.more ? { more: true } : {}),
      });
    }
    for (const e of graph.edges) edges.set(`${e.from} ${e.relation} ${e.to}`, e);
    for (const g of graph.groups ?? []) if (!groups.has(g.id)) groups.set(g.id, g);
    for (const l of graph.links ?? []) links.set(`${l.from} ${l.relation} ${l.to}`, l);
  }
  let hidden = 0;
  for (const group of groups.values()) {
    const page = pages.get(group.id);
    const shown = page ? memberOf(group, page) : shownOf(group, pages);
    const left = Math.max(0, (page?.total ?? group.count) - shown.size);
    if (left === 0) continue;
    if (group.listed) hidden += left;
    nodes.set(group.id, {
      id: group.id,
      kind: group.kind,
      title: groupTitle(group, left, shown.size > 0),
      under: groupUnder(group),
      group,
      left,
    });
  }
  const drawn = [...edges.values(), ...links.values()].filter(
    (e) => nodes.has(e.from) && nodes.has(e.to),
  );
  const list = [...nodes.values()];
  return {
    nodes: list,
    edges: drawn,
    records: list.filter((n) => !n.group).length + hidden,
    truncated: base.truncated === true,
  };
}

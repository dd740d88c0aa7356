import { describe, expect, it } from 'vitest';
import { formatOpen, type Graph, merge, nextHelping, parseOpen } from './merge.ts';

const WINDOWS = 'forward~watched~window~~deployment:flights';
const ALERTS = `forward~raised~alert~~${WINDOWS}`;

const group = (id: string, of: string, relation: string, kind: string, count: number) =>
  ({ id, of, direction: 'forward', relation, kind, count, listed: true }) as const;

const base: Graph = {
  nodes: [{ ref: 'deployment:flights', title: 'flights' }],
  edges: [],
  groups: [
    group(WINDOWS, 'deployment:flights', 'watched', 'window', 30),
    group(ALERTS, WINDOWS, 'raised', 'alert', 20),
  ],
  links: [
    { from: 'deployment:flights', relation: 'watched', to: WINDOWS, count: 30 },
    { from: WINDOWS, relation: 'raised', to: ALERTS, count: 20 },
  ],
};

function page(from: number, to: number): Graph {
  const at = Array.from({ length: to - from }, (_, i) => from + i);
  return {
    nodes: at.flatMap((i) => [
      { ref: `window:flights/w${i}`, title: `w${i}` },
      ...(i < 20 ? [{ ref: `alert:a${i}`, title: `a${i}` }] : []),
    ]),
    edges: at.flatMap((i) => [
      { from: 'deployment:flights', relation: 'watched', to: `window:flights/w${i}` },
      ...(i < 20 ? [{ from: `window:flights/w${i}`, relation: 'raised', to: `alert:a${i}` }] : []),
    ]),
    groups: [],
    links: [],
    total: 30,
  };
}

describe('merge', () => {
  it('draws a group as one node and counts its members', () => {
    const view = merge(base, new Map());
    expect(view.nodes.map((n) => n.title)).toEqual(['flights', '30 windows', '20 alerts']);
    expect(view.edges).toHaveLength(2);
    expect(view.records).toBe(51);
  });

  it('shows opened members beside what is left of their group, and of the groups within', () => {
    const view = merge(base, new Map([[WINDOWS, page(0, 12)]]));
    const titles = view.nodes.map((n) => n.title);
    expect(titles).toContain('w11');
    expect(titles).toContain('18 more windows');
    expect(titles).toContain('8 more alerts');
    expect(view.records).toBe(51);
  });

  it('drops a group when all of its members are drawn', () => {
    const view = merge(base, new Map([[WINDOWS, page(0, 30)]]));
    expect(view.nodes.filter((n) => n.group)).toEqual([]);
    expect(view.edges.every((e) => !e.from.includes('~') && !e.to.includes('~'))).toBe(true);
    expect(view.records).toBe(51);
  });

  it('counts predictions apart', () => {
    const graph: Graph = {
      ...base,
      groups: [
        {
          ...group(
            'forward~answered~prediction~~deployment:flights',
            'deployment:flights',
            'answered',
            'prediction',
            255_983,
          ),
          listed: false,
        },
      ],
      links: [],
    };
    const view = merge(graph, new Map());
    expect(view.nodes[1]!.title).toBe('255\u2009983 predictions');
    expect(view.records).toBe(1);
  });
});

describe('open groups in the address', () => {
  it('reads what it wrote', () => {
    const open = new Map([
      [WINDOWS, 40],
      ['back~a,b~run~~run:1', 1400],
    ]);
    expect(parseOpen(formatOpen(open))).toEqual(open);
    expect(formatOpen(new Map())).toBeUndefined();
  });
  it('reads nothing from nonsense', () => {
    expect(parseOpen('x,y:z,:3,a:-1').size).toBe(0);
  });
  it('takes larger helpings each time', () => {
    expect([0, 40, 400, 1400].map(nextHelping)).toEqual([40, 400, 1400, 2400]);
  });
});

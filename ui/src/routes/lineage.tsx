import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { Dag } from '../charts/dag/Dag.tsx';
import { layout } from '../charts/dag/layout.ts';
import { Copy } from '../components/Bits.tsx';
import { useKeys } from '../components/keys.ts';
import { useEvidence } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { type Direction, graphQuery } from '../features/lineage/api.ts';
import { Bar, DIRECTIONS } from '../features/lineage/Bar.tsx';
import { Detail } from '../features/lineage/Detail.tsx';
import { boxOf, fits, nameOf } from '../features/lineage/draw.ts';
import { GraphTable } from '../features/lineage/GraphTable.tsx';
import {
  formatOpen,
  type Graph,
  merge,
  nextHelping,
  parseOpen,
} from '../features/lineage/merge.ts';
import { usePages } from '../features/lineage/pages.ts';
import { Start } from '../features/lineage/Start.tsx';
import { Trail } from '../features/lineage/Trail.tsx';
import { plural } from '../lib/format.ts';
import { threadOf } from '../lib/graph.ts';
import { lineagePath, refPath, refTitle } from '../lib/ref.ts';
import '../features/lineage/lineage.css';

const route = getRouteApi('/lineage/$');
const TRAIL = 8;

export function LineagePage() {
  const { _splat } = route.useParams();
  const ref = _splat ?? '';
  const { direction: asked } = route.useSearch();
  const direction: Direction = asked === 'back' || asked === 'forward' ? asked : 'both';
  const query = useQuery({ ...graphQuery(ref, direction), enabled: ref.includes(':') });
  return (
    <div className="page lineage" data-testid="lineage">
      {ref.includes(':') ? (
        <Await
          page
          query={query}
          skeleton={
            <>
              <Block height={28} />
              <Block height={560} />
            </>
          }
        >
          {(base) => <Graphed key={ref} base={base} root={ref} direction={direction} />}
        </Await>
      ) : (
        <Start typed={ref} />
      )}
    </div>
  );
}

/** Without an id: where one could begin. */
export function LineageStart() {
  return (
    <div className="page" data-testid="lineage">
      <Start typed="" />
    </div>
  );
}

function Graphed({ base, root, direction }: { base: Graph; root: string; direction: Direction }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const evidence = useEvidence();
  const [hovered, setHovered] = useState<string | null>(null);
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });

  const open = useMemo(() => parseOpen(search.open), [search.open]);
  const [pages, fetching] = usePages(root, open);
  const view = useMemo(() => merge(base, pages), [base, pages]);
  const placed = useMemo(
    () =>
      layout(
        view.nodes.map((n) => n.id),
        view.edges,
      ),
    [view],
  );
  const boxes = useMemo(() => new Map(view.nodes.map((n) => [n.id, boxOf(n)])), [view]);
  const byId = useMemo(() => new Map(view.nodes.map((n) => [n.id, n])), [view]);
  const active = search.at && byId.has(search.at) ? search.at : root;
  const node = byId.get(active) ?? view.nodes[0]!;

  const words = (search.filter ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const key = words.join(' ');
  // The key is the words.
  const matches = useMemo(
    () => (key ? placed.placed.filter((p) => fits(byId.get(p.id)!, words)).map((p) => p.id) : []),
    [placed, byId, key],
  );
  const found = useMemo(() => (key ? new Set(matches) : null), [key, matches]);
  const lit = useMemo(() => {
    const from = hovered ?? (active !== root ? active : null);
    return from === null ? null : threadOf(from, view.edges);
  }, [hovered, active, root, view]);

  const jump = (by: number) => {
    if (matches.length === 0) return;
    const at = matches.indexOf(active);
    set({ at: matches[(at < 0 ? (by > 0 ? 0 : -1) : at + by + matches.length) % matches.length] });
  };
  const reRoot = (id: string) => {
    const target = byId.get(id);
    if (target?.group) {
      openIt(id);
      return;
    }
    if (id === root) return;
    const trail = [...(search.trail ?? '').split(',').filter(Boolean), encodeURIComponent(root)];
    const params = new URLSearchParams({ trail: trail.slice(-TRAIL).join(',') });
    if (direction !== 'both') params.set('direction', direction);
    router.history.push(`${lineagePath(id)}?${params}`);
  };
  const openIt = (id: string) => {
    const target = byId.get(id);
    if (target?.group?.listed) {
      const more = new Map(open);
      more.set(id, nextHelping(open.get(id) ?? 0));
      set({ open: formatOpen(more) });
    } else if (target?.group) {
      const of = target.group.of;
      router.history.push(refPath(of) ?? lineagePath(of));
    } else {
      const page = refPath(id);
      if (page) router.history.push(page);
      else evidence(id);
    }
  };
  const fold = (token: string) => {
    const less = new Map(open);
    less.delete(token);
    set({ open: formatOpen(less) });
  };
  // What was opened hangs on the old direction's groups.
  const turn = (d: Direction) =>
    set({ direction: d === 'both' ? undefined : d, open: undefined, at: undefined });
  const table = search.view === 'table';
  useKeys({
    t: () => set({ view: table ? undefined : 'table' }),
    e: () => !node.group && evidence(node.id),
    n: () => jump(1),
    N: () => jump(-1),
    ...Object.fromEntries(DIRECTIONS.map(([d, , k]) => [k, () => turn(d)])),
  });
  useEffect(() => {
    if (search.at && fetching === false && !byId.has(search.at)) set({ at: undefined });
  });

  const rootNode = byId.get(root);
  return (
    <>
      <PageHead
        title={`Lineage of ${refTitle(root)}`}
        name={`Lineage of ${rootNode ? nameOf(rootNode) : refTitle(root)}`}
        state={rootNode?.status && <Status of={rootNode.status} />}
        actions={
          <span className="row small mono muted" style={{ minWidth: 0 }}>
            <span className="ellipsis" title={root}>
              {root}
            </span>
            <Copy text={root} label={`Copy ${root}`} />
          </span>
        }
      />
      <Trail trail={search.trail} root={root} />
      <Bar
        direction={direction}
        filter={search.filter ?? ''}
        matches={matches}
        active={active}
        size={`${plural(view.records, 'record')}${view.truncated ? ', and more than can be walked: choose one direction or a later record' : ''}${fetching ? ', opening…' : ''}`}
        table={table}
        onDirection={turn}
        onFilter={(filter) => set({ filter })}
        onJump={jump}
        onTable={() => set({ view: table ? undefined : 'table' })}
      />
      <div
        className={`panel lineage-main ${table ? 'whole' : ''}`}
        aria-busy={fetching || undefined}
      >
        {table ? (
          <GraphTable
            view={view}
            rows={found ? view.nodes.filter((n) => found.has(n.id)) : view.nodes}
            layer={new Map(placed.placed.map((p) => [p.id, p.layer]))}
            sort={search.sort}
            onSort={(sort) => set({ sort })}
            onOpen={openIt}
            onRoot={reRoot}
          />
        ) : (
          <>
            <Dag
              label={`Lineage of ${refTitle(root)}: ${plural(view.records, 'record')}. Arrow keys move, Enter opens, f follows from there, t shows a table.`}
              of={placed}
              nodes={boxes}
              edges={view.edges}
              root={root}
              active={active}
              lit={lit}
              found={found}
              onHover={setHovered}
              onSelect={(id) => set({ at: id === root ? undefined : id })}
              onOpen={openIt}
              onRoot={reRoot}
            />
            <Detail
              node={node}
              view={view}
              root={root}
              shown={open.get(node.id) ?? 0}
              onSelect={(id) => set({ at: id === root ? undefined : id })}
              onOpen={openIt}
              onRoot={reRoot}
              onFold={fold}
            />
          </>
        )}
      </div>
    </>
  );
}

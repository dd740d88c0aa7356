import type { DagLink } from './Dag.tsx';
import { BOX, type Layout } from './layout.ts';
import { crosses, path, type Size, type View } from './view.ts';

const CURVED = 1500;
const NAMED = 30;

/** All edges in sight as two paths: those of the lit thread, named while they are few, and the rest. */
export function Edges(props: {
  of: Layout;
  edges: readonly DagLink[];
  lit: ReadonlySet<string> | null;
  view: View;
  size: Size;
}) {
  const { of, lit, view, size } = props;
  const seen = props.edges.filter((e) => crosses(of, e, view, size));
  const isLit = (e: DagLink) => lit?.has(e.from) === true && lit.has(e.to);
  const straight = seen.length > CURVED;
  const bright = seen.filter(isLit);
  // What leads back closes a circle of the loop; it is told apart, as it runs against the reading.
  const leadsBack = (e: DagLink) => of.at.get(e.to)!.x <= of.at.get(e.from)!.x;
  const draw = (list: readonly DagLink[]) => list.map((e) => path(of, e, straight)).join('');
  return (
    <>
      <path
        className="edge"
        d={draw(seen.filter((e) => !isLit(e) && !leadsBack(e)))}
        opacity={straight ? 0.22 : lit === null ? 1 : 0.4}
      />
      <path
        className="edge back"
        d={draw(seen.filter((e) => !isLit(e) && leadsBack(e)))}
        opacity={lit === null ? 0.8 : 0.3}
      />
      {bright.length > 0 && <path className="edge lit" d={draw(bright)} />}
      {view.k >= 0.5 &&
        bright.length <= NAMED &&
        bright.map((e) => {
          const a = of.at.get(e.from);
          const b = of.at.get(e.to);
          if (!a || !b || b.x <= a.x) return null;
          return (
            <text
              key={`${e.from} ${e.relation} ${e.to}`}
              className="relation"
              x={b.x - 6}
              y={b.y + BOX.height / 2 - 4}
              textAnchor="end"
            >
              {e.relation}
            </text>
          );
        })}
    </>
  );
}

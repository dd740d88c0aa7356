import { useEffect, useMemo, useRef, useState } from 'react';
import { Icon, type IconName } from '../../components/Icon.tsx';
import { useKeys } from '../../components/keys.ts';
import './dag.css';
import { Edges } from './Edges.tsx';
import { BOX, type DagEdge, type Layout, step } from './layout.ts';
import { fit, hit, opening, reveal, type Size, type View, visible, zoomAt } from './view.ts';

export interface DagNode {
  id: string;
  title: string;
  /** The second line. */
  under: string;
  icon: IconName;
  /** The whole in one line: "flights v9 model · 1 Jul 2013, Production". */
  label: string;
  state?: { tone: string; icon: IconName; word: string };
  /** Stands for many. */
  group?: boolean;
  /** The thread goes on from here, though it is not drawn. */
  more?: boolean;
}

export interface DagLink extends DagEdge {
  relation: string;
}

const DOM_MOST = 420;

/** A graph of any size: only what is in sight is drawn, and from afar as plain boxes. */
export function Dag(props: {
  label: string;
  of: Layout;
  nodes: ReadonlyMap<string, DagNode>;
  edges: readonly DagLink[];
  root: string;
  active: string;
  /** Lit together with the thread; null lights nothing. */
  lit: ReadonlySet<string> | null;
  /** What the filter found; null when there is no filter. */
  found: ReadonlySet<string> | null;
  onHover: (id: string | null) => void;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
  onRoot: (id: string) => void;
}) {
  const { of, nodes, edges, root, active } = props;
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 900, height: 500 });
  const [view, setView] = useState<View>(() => opening(of, size, root));
  const moved = useRef(false);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const anchor = useRef<{ root: string; of: Layout } | null>(null);
  // A new root opens anew; the rest only follows.
  useEffect(() => {
    const before = anchor.current;
    anchor.current = { root, of };
    if (!before || before.root !== root || !moved.current) {
      setView(opening(of, size, root));
      if (before?.root !== root) moved.current = false;
      return;
    }
    // More was drawn: what one was looking at stays where it was.
    const was = before.of.at.get(active);
    const is = of.at.get(active);
    if (was && is) {
      setView((v) => ({ ...v, x: v.x + (was.x - is.x) * v.k, y: v.y + (was.y - is.y) * v.k }));
    }
  }, [of, root, size]);

  // Only a new choice moves the view.
  useEffect(() => {
    const at = of.at.get(active);
    if (at && active !== root) setView((v) => reveal(v, at, size));
    if (box.current?.contains(document.activeElement)) {
      box.current.querySelector<HTMLElement>('[data-active]')?.focus({ preventScroll: true });
    }
  }, [active]);

  const change = (next: (v: View) => View) => {
    moved.current = true;
    setView(next);
  };
  const zoom = (factor: number) =>
    change((v) => zoomAt(v, factor, size.width / 2, size.height / 2));
  const whole = () => change(() => fit(of, size));
  useDagKeys({ ...props, zoom, whole, inside: () => box.current });
  usePointer(box, change, (x, y) => {
    const at = hit(of, view, x, y);
    if (at) props.onSelect(at.id);
  });

  const seen = useMemo(() => visible(of, view, size), [of, view, size]);
  const far = view.k < 0.35 || seen.length > DOM_MOST;
  const dim = (id: string) =>
    props.found ? !props.found.has(id) : props.lit ? !props.lit.has(id) : false;

  return (
    <div className="dag" ref={box} role="group" aria-label={props.label} data-testid="graph">
      <svg width={size.width} height={size.height} aria-hidden="true">
        <g transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
          <Edges of={of} edges={edges} lit={props.lit} view={view} size={size} />
          {far && (
            <>
              <path className="far" d={boxes(seen.filter((p) => dim(p.id)))} opacity={0.35} />
              <path className="far" d={boxes(seen.filter((p) => !dim(p.id)))} />
              {props.found && (
                <path className="far found" d={boxes(seen.filter((p) => props.found!.has(p.id)))} />
              )}
            </>
          )}
        </g>
      </svg>
      <div
        className="dagnodes"
        style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.k})` }}
      >
        {seen.map((p) => {
          const node = nodes.get(p.id);
          if (!node || (far && p.id !== active && p.id !== root)) return null;
          return (
            <Box
              key={p.id}
              node={node}
              x={p.x}
              y={p.y}
              root={p.id === root}
              active={p.id === active}
              dim={dim(p.id)}
              onHover={props.onHover}
              onSelect={props.onSelect}
              onRoot={props.onRoot}
            />
          );
        })}
      </div>
      <fieldset className="dagzoom" aria-label="Zoom">
        <button type="button" className="btn sm" title="Zoom in (+)" onClick={() => zoom(1.3)}>
          <span aria-hidden="true">+</span>
          <span className="sr">Zoom in</span>
        </button>
        <button type="button" className="btn sm" title="Zoom out (-)" onClick={() => zoom(1 / 1.3)}>
          <span aria-hidden="true">−</span>
          <span className="sr">Zoom out</span>
        </button>
        <button type="button" className="btn sm" title="All of it (0)" onClick={whole}>
          All
        </button>
      </fieldset>
    </div>
  );
}

function boxes(list: readonly { x: number; y: number }[]): string {
  return list.map((p) => `M${p.x} ${p.y}h${BOX.width}v${BOX.height}h${-BOX.width}z`).join('');
}

function Box(props: {
  node: DagNode;
  x: number;
  y: number;
  root: boolean;
  active: boolean;
  dim: boolean;
  onHover: (id: string | null) => void;
  onSelect: (id: string) => void;
  onRoot: (id: string) => void;
}) {
  const { node } = props;
  return (
    <button
      type="button"
      className={`dagnode ${props.root ? 'root' : ''} ${props.active ? 'active' : ''} ${node.group ? 'group' : ''} ${props.dim ? 'dim' : ''}`}
      style={{ left: props.x, top: props.y, width: BOX.width, height: BOX.height }}
      tabIndex={props.active ? 0 : -1}
      data-active={props.active || undefined}
      data-node={node.id}
      aria-pressed={props.active}
      title={node.label}
      onMouseEnter={() => props.onHover(node.id)}
      onMouseLeave={() => props.onHover(null)}
      onClick={() => (props.active ? props.onRoot(node.id) : props.onSelect(node.id))}
    >
      <Icon name={node.icon} size={14} />
      <span className="words">
        <span className="name ellipsis">{node.title}</span>
        <span className="under ellipsis">{node.under}</span>
      </span>
      {node.state && (
        <span className={`tone ${node.state.tone}`} title={node.state.word}>
          <Icon name={node.state.icon} size={12} />
          <span className="sr">, {node.state.word}</span>
        </span>
      )}
      {node.more && (
        <span className="on" aria-hidden="true">
          …
        </span>
      )}
    </button>
  );
}

type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

function useDagKeys(props: {
  of: Layout;
  edges: readonly DagLink[];
  active: string;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
  onRoot: (id: string) => void;
  zoom: (factor: number) => void;
  whole: () => void;
  inside: () => HTMLElement | null;
}) {
  const go = (key: Arrow) => () => {
    const next = step(props.of, props.edges, props.active, key);
    if (next !== null) props.onSelect(next);
  };
  // Elsewhere on the page Enter presses the button or follows the link that has the focus.
  const mine = () => {
    const focus = document.activeElement;
    return focus === document.body || focus?.id === 'main' || props.inside()?.contains(focus);
  };
  useKeys({
    ArrowLeft: go('ArrowLeft'),
    ArrowRight: go('ArrowRight'),
    ArrowUp: go('ArrowUp'),
    ArrowDown: go('ArrowDown'),
    k: go('ArrowUp'),
    j: go('ArrowDown'),
    o: () => props.onOpen(props.active),
    f: () => props.onRoot(props.active),
    '+': () => props.zoom(1.3),
    '=': () => props.zoom(1.3),
    '-': () => props.zoom(1 / 1.3),
    '0': props.whole,
    ...(mine() ? { Enter: () => props.onOpen(props.active) } : {}),
  });
}

/** Drag and two fingers move it, pinch and Ctrl with the wheel zoom. */
function usePointer(
  box: React.RefObject<HTMLDivElement | null>,
  change: (next: (v: View) => View) => void,
  press: (x: number, y: number) => void,
) {
  const act = useRef({ change, press });
  act.current = { change, press };
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const held = new Map<number, { x: number; y: number }>();
    let travelled = 0;
    const place = (e: PointerEvent | WheelEvent) => {
      const r = element.getBoundingClientRect();
      return { x: e.clientX - r.left, y: e.clientY - r.top };
    };
    const down = (e: PointerEvent) => {
      if (e.button !== 0 || (e.target as Element).closest('button')) return;
      held.set(e.pointerId, place(e));
      travelled = 0;
      element.setPointerCapture(e.pointerId);
    };
    const move = (e: PointerEvent) => {
      const from = held.get(e.pointerId);
      if (!from) return;
      const to = place(e);
      held.set(e.pointerId, to);
      travelled += Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
      const other = [...held].find(([id]) => id !== e.pointerId)?.[1];
      if (other) {
        const gap = (p: { x: number; y: number }) => Math.hypot(p.x - other.x, p.y - other.y);
        const factor = gap(to) / Math.max(1, gap(from));
        act.current.change((v) => zoomAt(v, factor, (to.x + other.x) / 2, (to.y + other.y) / 2));
      } else {
        act.current.change((v) => ({ ...v, x: v.x + to.x - from.x, y: v.y + to.y - from.y }));
      }
    };
    const up = (e: PointerEvent) => {
      const at = held.get(e.pointerId);
      held.delete(e.pointerId);
      if (at && e.type === 'pointerup' && travelled < 4) act.current.press(at.x, at.y);
    };
    const wheel = (e: WheelEvent) => {
      e.preventDefault();
      const at = place(e);
      if (e.ctrlKey || e.metaKey) {
        act.current.change((v) => zoomAt(v, Math.exp(-e.deltaY / 240), at.x, at.y));
      } else {
        const [dx, dy] = e.shiftKey ? [e.deltaY, e.deltaX] : [e.deltaX, e.deltaY];
        act.current.change((v) => ({ ...v, x: v.x - dx, y: v.y - dy }));
      }
    };
    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', up);
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', up);
      element.removeEventListener('wheel', wheel);
    };
  }, [box]);
}

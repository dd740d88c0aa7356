import { Copy, EventTime } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { To } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { count } from '../../lib/format.ts';
import { kindName, refPath } from '../../lib/ref.ts';
import { ICONS, nameOf } from './draw.ts';
import { type GraphView, nextHelping, type ViewEdge, type ViewNode } from './merge.ts';

const SHOWN = 12;

/** What is known of the chosen record, with its neighbours, and what one does from here. */
export function Detail(props: {
  node: ViewNode;
  view: GraphView;
  root: string;
  shown: number;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
  onRoot: (id: string) => void;
  onFold: (token: string) => void;
}) {
  const { node, view } = props;
  const names = new Map(view.nodes.map((n) => [n.id, nameOf(n)]));
  const from = view.edges.filter((e) => e.to === node.id);
  const to = view.edges.filter((e) => e.from === node.id);
  return (
    <aside className="lineage-detail" aria-label="Chosen record" data-testid="chosen">
      <div className="row">
        <Icon name={ICONS[node.kind] ?? 'file'} />
        <h2 className="ellipsis grow" title={node.id}>
          {nameOf(node)}
        </h2>
        {!node.group && <Copy text={node.id} label={`Copy ${node.id}`} />}
      </div>
      <div className="row wrap small">
        <span className="muted">{node.group ? node.under : kindName(node.kind)}</span>
        {node.status && <Status of={node.status} />}
        {node.time && <EventTime at={node.time} />}
      </div>
      {node.group ? <GroupActions {...props} group={node.group} /> : <Actions {...props} />}
      <Neighbours title="From" edges={from} end="from" names={names} onSelect={props.onSelect} />
      <Neighbours title="To" edges={to} end="to" names={names} onSelect={props.onSelect} />
      {from.length + to.length === 0 && (
        <p className="muted small" data-testid="alone">
          Nothing is linked to it{view.nodes.length === 1 && ' this way'}. It may be new, or its
          address mistyped: <code>{node.id}</code>.
        </p>
      )}
      {node.more && (
        <p className="muted small">
          The thread goes on from here. <kbd>f</kbd> follows it.
        </p>
      )}
    </aside>
  );
}

function Actions(props: {
  node: ViewNode;
  root: string;
  onOpen: (id: string) => void;
  onRoot: (id: string) => void;
}) {
  const { node } = props;
  const page = refPath(node.id);
  return (
    <div className="row wrap">
      {page ? (
        <To path={page} className="btn sm">
          Open page <kbd>Enter</kbd>
        </To>
      ) : (
        <button type="button" className="btn sm" onClick={() => props.onOpen(node.id)}>
          Evidence <kbd>Enter</kbd>
        </button>
      )}
      {node.id !== props.root && (
        <button type="button" className="btn sm" onClick={() => props.onRoot(node.id)}>
          Follow from here <kbd>f</kbd>
        </button>
      )}
    </div>
  );
}

function GroupActions(props: {
  node: ViewNode;
  group: NonNullable<ViewNode['group']>;
  shown: number;
  onOpen: (id: string) => void;
  onFold: (token: string) => void;
}) {
  const { node, group, shown } = props;
  if (!group.listed) {
    return (
      <div className="row wrap">
        <To
          path={`/deployments/${encodeURIComponent(group.of.slice(group.of.indexOf(':') + 1))}`}
          className="btn sm"
        >
          Newest of them <kbd>Enter</kbd>
        </To>
      </div>
    );
  }
  const next = Math.min(node.left ?? 0, nextHelping(shown) - shown);
  return (
    <div className="row wrap">
      <button
        type="button"
        className="btn sm"
        data-testid="expand"
        onClick={() => props.onOpen(node.id)}
      >
        Show {next === node.left ? 'all' : ''} {count(next)} <kbd>Enter</kbd>
      </button>
      {shown > 0 && (
        <button type="button" className="btn sm" onClick={() => props.onFold(group.id)}>
          Fold
        </button>
      )}
    </div>
  );
}

function Neighbours(props: {
  title: string;
  edges: readonly ViewEdge[];
  end: 'from' | 'to';
  names: ReadonlyMap<string, string>;
  onSelect: (id: string) => void;
}) {
  if (props.edges.length === 0) return null;
  return (
    <section>
      <h3>
        {props.title} <span className="muted">{count(props.edges.length)}</span>
      </h3>
      <ul>
        {props.edges.slice(0, SHOWN).map((e) => {
          const id = e[props.end];
          return (
            <li key={`${e.from} ${e.relation} ${e.to}`} className="row small">
              <button
                type="button"
                className="linkish ellipsis"
                title={id}
                onClick={() => props.onSelect(id)}
              >
                {props.names.get(id) ?? id}
              </button>
              <span className="muted nowrap">{e.relation}</span>
            </li>
          );
        })}
        {props.edges.length > SHOWN && (
          <li className="muted small">and {count(props.edges.length - SHOWN)} more</li>
        )}
      </ul>
    </section>
  );
}

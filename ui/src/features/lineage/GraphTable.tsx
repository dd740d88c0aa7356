import { EventTime } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Status } from '../../components/Status.tsx';
import { count } from '../../lib/format.ts';
import { kindName } from '../../lib/ref.ts';
import { nameOf } from './draw.ts';
import type { GraphView, ViewNode } from './merge.ts';

/** The same graph as rows: what it is, what it came from and what it led to. */
export function GraphTable(props: {
  view: GraphView;
  rows: readonly ViewNode[];
  layer: ReadonlyMap<string, number>;
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  onOpen: (id: string) => void;
  onRoot: (id: string) => void;
}) {
  const names = new Map(props.view.nodes.map((n) => [n.id, nameOf(n)]));
  const from = new Map<string, string[]>();
  const to = new Map<string, string[]>();
  for (const e of props.view.edges) {
    const say = (id: string) => `${e.relation} ${names.get(id) ?? id}`;
    (from.get(e.to) ?? from.set(e.to, []).get(e.to)!).push(names.get(e.from) ?? e.from);
    (to.get(e.from) ?? to.set(e.from, []).get(e.from)!).push(say(e.to));
  }
  const words = (list: string[] | undefined) =>
    !list
      ? '–'
      : list.length > 3
        ? `${list.slice(0, 3).join(', ')} and ${count(list.length - 3)} more`
        : list.join(', ');
  return (
    <DataTable
      label="Lineage"
      main
      testId="graph-table"
      rows={props.rows}
      rowKey={(n) => n.id}
      sort={props.sort ?? 'step'}
      onSort={props.onSort}
      onOpen={(n) => props.onOpen(n.id)}
      columns={[
        {
          id: 'step',
          title: 'Step',
          align: 'right',
          cell: (n) => count((props.layer.get(n.id) ?? 0) + 1),
          by: (n) => props.layer.get(n.id) ?? 0,
        },
        {
          id: 'name',
          title: 'Record',
          cell: (n) => (
            <button
              type="button"
              className="linkish"
              title={n.id}
              onClick={() => (n.group ? props.onOpen(n.id) : props.onRoot(n.id))}
            >
              {nameOf(n)}
            </button>
          ),
          by: (n) => nameOf(n),
        },
        { id: 'kind', title: 'Kind', cell: (n) => kindName(n.kind), by: (n) => n.kind },
        {
          id: 'state',
          title: 'State',
          cell: (n) => (n.status ? <Status of={n.status} /> : <span className="muted">–</span>),
          by: (n) => n.status,
        },
        {
          id: 'time',
          title: 'Event time',
          cell: (n) => <EventTime at={n.time} />,
          by: (n) => n.time,
        },
        {
          id: 'from',
          title: 'From',
          wide: true,
          cell: (n) => words(from.get(n.id)),
          by: (n) => from.get(n.id)?.length ?? 0,
        },
        {
          id: 'to',
          title: 'Led to',
          wide: true,
          cell: (n) => words(to.get(n.id)),
          by: (n) => to.get(n.id)?.length ?? 0,
        },
      ]}
    />
  );
}

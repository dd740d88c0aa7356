import { useState } from 'react';
import type { Line } from '../../../charts/uplot/lines.ts';
import { Swatch } from '../../../components/Bits.tsx';
import { DataTable } from '../../../components/DataTable.tsx';
import { count, number } from '../../../lib/format.ts';
import type { Envelope, GroupCurve } from './envelope.ts';

interface Figures {
  line: Line;
  points: number;
  first?: number | null;
  last?: number | null;
  min?: number;
  max?: number;
}

const finite = (values: readonly (number | null)[]) =>
  values.filter((v): v is number => v !== null);

function figures(line: Line, curve: Envelope | undefined, group: GroupCurve | undefined): Figures {
  const low = finite(curve?.min ?? group?.mean ?? line.ys);
  const high = finite(curve?.max ?? group?.mean ?? line.ys);
  return {
    line,
    points: curve?.points ?? group?.runs ?? line.xs.length,
    first: curve?.first[0] ?? group?.mean[0] ?? null,
    last: curve?.last.at(-1) ?? group?.mean.at(-1) ?? null,
    ...(low.length > 0 ? { min: low.reduce((a, b) => Math.min(a, b)) } : {}),
    ...(high.length > 0 ? { max: high.reduce((a, b) => Math.max(a, b)) } : {}),
  };
}

/** The same as the chart in figures, over the range that is shown. */
export function CurveTable(props: {
  metric: string;
  lines: readonly Line[];
  curves: readonly Envelope[];
  groups: readonly GroupCurve[];
}) {
  const [sort, setSort] = useState<string | undefined>('-last');
  const curves = new Map(props.curves.map((c) => [c.run, c]));
  const groups = new Map(props.groups.map((g) => [g.name, g]));
  const grouped = props.groups.length > 0;
  const figure = (id: 'first' | 'last' | 'min' | 'max', title: string) => ({
    id,
    title,
    align: 'right' as const,
    cell: (f: Figures) => <span title={String(f[id] ?? '')}>{number(f[id])}</span>,
    by: (f: Figures) => f[id],
  });
  return (
    <DataTable
      label={`${props.metric} in figures`}
      rows={props.lines.map((l) => figures(l, curves.get(l.id), groups.get(l.id)))}
      rowKey={(f) => f.line.id}
      sort={sort}
      onSort={setSort}
      maxHeight="100%"
      columns={[
        {
          id: 'name',
          title: grouped ? 'Group' : 'Run',
          cell: (f) => (
            <span className="row">
              <Swatch colour={f.line.colour} /> {f.line.label}
            </span>
          ),
          by: (f) => f.line.label,
        },
        figure('first', 'First'),
        figure('last', 'Last'),
        figure('min', 'Least'),
        figure('max', 'Greatest'),
        {
          id: 'points',
          title: grouped ? 'Runs' : 'Points',
          align: 'right',
          cell: (f) => count(f.points),
          by: (f) => f.points,
        },
      ]}
    />
  );
}

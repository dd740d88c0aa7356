import { useState } from 'react';
import { Swatch } from '../../../components/Bits.tsx';
import { DataTable } from '../../../components/DataTable.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { number } from '../../../lib/format.ts';
import type { Drawn } from './ChartCard.tsx';

/** The lines of all charts as a table: which are drawn, one alone, and in what order they stand. */
export function RunLegend(props: {
  all: readonly Drawn[];
  shown: ReadonlySet<string>;
  solo: string | undefined;
  grouped: boolean;
  /** The last value of the metric that the legend is sorted by. */
  metric: string | undefined;
  value: (line: Drawn) => number | undefined;
  onShow: (id: string, on: boolean) => void;
  onAll: () => void;
  onSolo: (id: string | undefined) => void;
  onLit: (id: string | null) => void;
}) {
  const [sort, setSort] = useState<string | undefined>();
  const hidden = props.all.length - props.shown.size;
  return (
    <section
      className="panel legendtable"
      aria-label="Lines"
      data-testid="legend"
      onPointerLeave={() => props.onLit(null)}
    >
      <header>
        <h2>{props.grouped ? 'Groups' : 'Runs'}</h2>
        <span className="muted small">
          {props.shown.size} of {props.all.length} drawn
        </span>
        <span className="grow" />
        {hidden > 0 && (
          <button type="button" className="btn quiet sm" onClick={props.onAll}>
            all
          </button>
        )}
      </header>
      <DataTable
        label="Lines of the charts"
        rows={props.all}
        rowKey={(d) => d.id}
        sort={sort}
        onSort={setSort}
        maxHeight="var(--legend)"
        columns={[
          {
            id: 'shown',
            title: <span className="sr">Drawn</span>,
            cell: (d) => (
              <input
                type="checkbox"
                aria-label={`Draw ${d.label}`}
                checked={props.shown.has(d.id)}
                onChange={(e) => props.onShow(d.id, e.target.checked)}
              />
            ),
          },
          {
            id: 'name',
            title: props.grouped ? 'Group' : 'Run',
            cell: (d) => (
              <span className="row" onPointerEnter={() => props.onLit(d.id)}>
                <Swatch colour={d.colour} />
                <span className="ellipsis legendname">
                  {props.grouped ? d.label : <RefLink of={`run:${d.id}`} title={d.label} />}
                </span>
                {props.grouped && <span className="muted small">{d.runs.length}</span>}
              </span>
            ),
            by: (d) => d.label,
          },
          ...(props.metric
            ? [
                {
                  id: 'value',
                  title: (
                    <span className="legendmetric" title={props.metric}>
                      {props.metric.slice(props.metric.lastIndexOf('/') + 1)}
                    </span>
                  ),
                  align: 'right' as const,
                  cell: (d: Drawn) => number(props.value(d)),
                  by: (d: Drawn) => props.value(d),
                },
              ]
            : []),
          {
            id: 'solo',
            title: <span className="sr">Alone</span>,
            cell: (d) => (
              <button
                type="button"
                className="btn quiet sm"
                aria-pressed={props.solo === d.id}
                aria-label={`solo ${d.label}`}
                onClick={() => props.onSolo(props.solo === d.id ? undefined : d.id)}
              >
                solo
              </button>
            ),
          },
        ]}
      />
    </section>
  );
}

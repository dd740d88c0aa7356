import { useMemo, useState } from 'react';
import { Panel, Swatch, useWidth } from '../../../components/Bits.tsx';
import { DataTable } from '../../../components/DataTable.tsx';
import { Empty } from '../../../components/States.tsx';
import { seriesColour } from '../../../lib/colour.ts';
import { count, number, plural } from '../../../lib/format.ts';
import { linear, niceTicks } from '../../../lib/scale.ts';
import { ColumnPicker } from '../table/ColumnPicker.tsx';
import { columnTitle, numberOf } from '../table/columns.ts';
import { type Group, groupRuns, spreadOf } from '../table/group.ts';
import type { TabProps } from './ParallelTab.tsx';
import { type Bin, histogram } from './plots.ts';

const HEIGHT = 300;
const MOST_GROUPS = 8;

/** How the last values of a metric (or a param) are spread over the runs, by group where one is chosen. */
export function DistributionTab({ compared, search, set }: TabProps) {
  const { runs, keys } = compared;
  const id = search.metric ?? (keys[0] ? `metrics.${keys[0]}` : 'attributes.duration');
  const by = search.group;
  const [table, setTable] = useState(false);
  const experiments = useMemo(() => [...new Set(runs.map((r) => r.experiment_id))], [runs]);
  const groups = useMemo<Group[]>(
    () => (by ? groupRuns(runs, by) : [{ key: 'all', value: 'all runs', runs: [...runs] }]),
    [runs, by],
  );
  const shown = groups.slice(0, MOST_GROUPS);
  const series = useMemo(
    () =>
      shown.map((g) =>
        g.runs.map((r) => numberOf(id, r)).filter((v): v is number => v !== undefined),
      ),
    [shown, id],
  );
  const bins = useMemo(() => histogram(series), [series]);
  const many = series.reduce((n, s) => n + s.length, 0);
  return (
    <div className="stack">
      <div className="toolbar">
        <ColumnPicker
          button={columnTitle(id)}
          testId="of"
          label="What is counted"
          closeOnChoose
          experiments={experiments}
          chosen={new Set([id])}
          only={(c) => /^(metrics|params)\.|^attributes\.duration$/.test(c)}
          onChoose={(c) => set({ metric: c })}
        />
        <ColumnPicker
          button={by ? `Group: ${columnTitle(by)}` : 'Group by'}
          label="Group by"
          closeOnChoose
          experiments={experiments}
          chosen={new Set(by ? [by] : [])}
          only={(c) => /^(params|tags)\.|^attributes\.(status|user_id|experiment)$/.test(c)}
          onChoose={(c, on) => set({ group: on ? c : undefined })}
        />
        <span className="muted small">
          {count(many)} of {count(runs.length)} runs have a number there
          {groups.length > shown.length &&
            `; the ${shown.length} largest of ${groups.length} groups are shown`}
        </span>
        <span className="grow" />
        <button type="button" className="btn" aria-pressed={table} onClick={() => setTable(!table)}>
          Table
        </button>
      </div>
      <Panel title={`${columnTitle(id)} over runs`} flush={table}>
        {bins.length === 0 ? (
          <Empty title="No numbers here">None of these runs has a number for it.</Empty>
        ) : table ? (
          <DataTable
            label="The histogram in figures"
            rows={bins}
            rowKey={(b) => String(b.from)}
            columns={[
              { id: 'from', title: 'From', cell: (b) => number(b.from) },
              { id: 'to', title: 'To', cell: (b) => number(b.to) },
              ...shown.map((g, i) => ({
                id: `g${g.key}`,
                title: g.value ?? 'not set',
                align: 'right' as const,
                cell: (b: Bin) => count(b.counts[i]),
              })),
            ]}
          />
        ) : (
          <Bars bins={bins} label={`${columnTitle(id)} of ${plural(many, 'run')}`} />
        )}
      </Panel>
      <Panel title="Groups" flush>
        <DataTable
          label="Groups"
          rows={shown}
          rowKey={(g) => g.key}
          columns={[
            {
              id: 'group',
              title: by ? columnTitle(by) : 'Runs',
              cell: (g) => (
                <span className="row">
                  <Swatch colour={seriesColour(shown.indexOf(g))} /> {g.value ?? 'not set'}
                </span>
              ),
            },
            { id: 'runs', title: 'Runs', align: 'right', cell: (g) => count(g.runs.length) },
            ...(['mean', 'min', 'max'] as const).map((what) => ({
              id: what,
              title: { mean: 'Mean', min: 'Least', max: 'Greatest' }[what],
              align: 'right' as const,
              cell: (g: Group) => number(spreadOf(g, id)?.[what]),
            })),
          ]}
        />
      </Panel>
    </div>
  );
}

/** Counts stacked by group. */
function Bars({ bins, label }: { bins: readonly Bin[]; label: string }) {
  const [box, width] = useWidth<HTMLDivElement>(900);
  const most = Math.max(...bins.map((b) => b.counts.reduce((a, c) => a + c, 0)));
  const x = linear(bins[0]!.from, bins.at(-1)!.to, 40, width - 8);
  const y = linear(0, most, HEIGHT - 26, 8);
  return (
    <div ref={box} data-testid="distribution-plot">
      <svg className="chart" width={width} height={HEIGHT} role="img" aria-label={label}>
        {niceTicks(0, most, 4).map((t) => (
          <g key={t}>
            <line className="grid" x1={40} x2={width - 8} y1={y(t)} y2={y(t)} />
            <text x={34} y={y(t) + 4} textAnchor="end">
              {count(t)}
            </text>
          </g>
        ))}
        {bins.map((b) => {
          let base = 0;
          return b.counts.map((n, i) => {
            const bar = (
              <rect
                key={`${b.from} ${i}`}
                x={x(b.from) + 0.5}
                width={Math.max(1, x(b.to) - x(b.from) - 1)}
                y={y(base + n)}
                height={y(base) - y(base + n)}
                fill={seriesColour(i)}
                opacity={0.85}
              >
                <title>{`${number(b.from)} to ${number(b.to)}: ${plural(n, 'run')}`}</title>
              </rect>
            );
            base += n;
            return bar;
          });
        })}
        {niceTicks(bins[0]!.from, bins.at(-1)!.to, 6).map((t) => (
          <text key={t} x={x(t)} y={HEIGHT - 8} textAnchor="middle">
            {number(t, 4)}
          </text>
        ))}
      </svg>
    </div>
  );
}

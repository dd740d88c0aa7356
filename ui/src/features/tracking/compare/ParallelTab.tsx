import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Panel, Swatch } from '../../../components/Bits.tsx';
import { DataTable } from '../../../components/DataTable.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { Empty } from '../../../components/States.tsx';
import { runColour } from '../../../lib/colour.ts';
import { change, count, number } from '../../../lib/format.ts';
import { ColumnPicker } from '../table/ColumnPicker.tsx';
import { columnTitle, isNumeric, numberOf, readColumn } from '../table/columns.ts';
import { column, readColumns, writeColumns } from '../table/state.ts';
import type { CompareSearch } from './look.ts';
import { type Axis, ParallelPlot, place } from './ParallelPlot.tsx';
import { domainOf, importance, readBrushes, varyingParams, writeBrushes } from './plots.ts';
import type { Compared } from './useCompared.ts';

const USUAL = 6;
const SAID = 12;

export interface TabProps {
  compared: Compared;
  search: CompareSearch;
  set: (part: Partial<CompareSearch>) => void;
}

/** Params and metrics as parallel axes, with the params that go with the chosen metric. */
export function ParallelTab({ compared, search, set }: TabProps) {
  const router = useRouter();
  const { runs, keys } = compared;
  const target = search.metric ?? (keys[0] ? `metrics.${keys[0]}` : undefined);
  const chosen = useMemo(() => {
    const named = readColumns(search.axes)?.map((c) => c.id);
    return named ?? varyingParams(runs, USUAL).map((p) => `params.${p}`);
  }, [search.axes, runs]);
  const { axes, left } = useMemo(() => {
    const ids = [...chosen.filter((id) => id !== target), ...(target ? [target] : [])];
    const all = ids.map((id) => ({ id, domain: domainOf(id, runs) }));
    return {
      axes: all.filter((a): a is Axis => a.domain !== null),
      left: all.filter((a) => a.domain === null).map((a) => columnTitle(a.id)),
    };
  }, [chosen, target, runs]);
  const brushes = useMemo(() => readBrushes(search.brush), [search.brush]);
  const inside = useMemo(
    () => place(axes, runs, brushes).flatMap((p) => (p.inside ? [p.run] : [])),
    [axes, runs, brushes],
  );
  const weights = useMemo(() => (target ? importance(target, runs) : []), [target, runs]);
  const experiments = useMemo(() => [...new Set(runs.map((r) => r.experiment_id))], [runs]);
  const pickable = (id: string) =>
    /^(metrics|params|tags)\.|^attributes\.(duration|status)$/.test(id);
  if (axes.length < 2) {
    return (
      <div className="panel">
        <Empty title="Nothing differs">
          These runs have the same params, or no metrics. Axes appear where runs differ.
        </Empty>
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="toolbar">
        <ColumnPicker
          button={`Axes ${axes.length}`}
          label="Axes"
          testId="axes"
          experiments={experiments}
          chosen={new Set(chosen)}
          only={pickable}
          onChoose={(id, on) => {
            const next = on ? [...chosen, id] : chosen.filter((c) => c !== id);
            set({ axes: writeColumns(next.map((c) => column(c))) || undefined });
          }}
        />
        <ColumnPicker
          button={`Coloured by ${target ? columnTitle(target) : 'nothing'}`}
          label="The metric that colours the lines"
          closeOnChoose
          experiments={experiments}
          chosen={new Set(target ? [target] : [])}
          only={(id) => isNumeric(id)}
          onChoose={(id) => set({ metric: id })}
        />
        <span className="muted small">
          {count(inside.length)} of {count(runs.length)} runs within
          {brushes.size === 0 && '; drag along an axis to keep a part of it'}
        </span>
        {brushes.size > 0 && (
          <button type="button" className="btn" onClick={() => set({ brush: undefined })}>
            Keep all
          </button>
        )}
      </div>
      {left.length > 0 && (
        <div className="notice">
          Left out, as they have no value or too many different words: {left.join(', ')}.
        </div>
      )}
      <Panel title="Parallel coordinates">
        <ParallelPlot
          axes={axes}
          runs={runs}
          brushes={brushes}
          onOpen={(run) => router.history.push(`/runs/${run.id}`)}
          onBrush={(id, part) => {
            const next = new Map(brushes);
            if (part) next.set(id, part);
            else next.delete(id);
            set({ brush: writeBrushes(next) });
          }}
        />
      </Panel>
      <div className="cols">
        <Panel title="The runs within" flush className="c8">
          <DataTable
            label="Runs within the brushes"
            main
            rows={inside}
            rowKey={(r) => r.id}
            onOpen={(r) => router.history.push(`/runs/${r.id}`)}
            sort={search.sort ?? (target ? `-${target}` : undefined)}
            onSort={(sort) => set({ sort })}
            maxHeight="420px"
            columns={[
              {
                id: 'name',
                title: 'Run',
                by: (r) => r.name,
                cell: (r) => (
                  <span className="row">
                    <Swatch colour={runColour(r.id)} />
                    <RefLink of={`run:${r.id}`} title={r.name} />
                  </span>
                ),
              },
              ...axes.map((a) => ({
                id: a.id,
                title: columnTitle(a.id),
                align: 'right' as const,
                by: (r: (typeof runs)[0]) => numberOf(a.id, r) ?? readColumn(a.id, r),
                cell: (r: (typeof runs)[0]) => {
                  const v = readColumn(a.id, r);
                  return typeof v === 'number' ? number(v) : (v ?? '–');
                },
              })),
            ]}
          />
        </Panel>
        <Panel
          title={`What goes with ${target ? columnTitle(target) : 'it'}`}
          className="c4"
          id="importance"
        >
          {weights.length === 0 ? (
            <p className="muted small">Three runs or more with different params would tell.</p>
          ) : (
            <>
              <div className="importance">
                {weights.slice(0, SAID).map((w) => (
                  <Weight key={w.id} {...w} />
                ))}
              </div>
              <p className="muted small" style={{ marginTop: 8 }}>
                Rank correlation for numbers, share between groups for words, one param at a time.
                It says what goes together, not what causes what.
              </p>
            </>
          )}
        </Panel>
      </div>
    </div>
  );
}

function Weight({
  id,
  value,
  how,
  runs,
}: {
  id: string;
  value: number;
  how: string;
  runs: number;
}) {
  const half = Math.abs(value) * 50;
  const words = how !== 'rank correlation';
  return (
    <>
      <span className="ellipsis" title={`${id}, over ${runs} runs`}>
        {columnTitle(id)}
      </span>
      <span className="bar" title={how}>
        <i
          className={value < 0 ? 'less' : ''}
          style={
            words
              ? { left: 0, width: `${value * 100}%`, opacity: 0.7 }
              : { left: `${value < 0 ? 50 - half : 50}%`, width: `${half}%` }
          }
        />
      </span>
      <span className="right">{words ? number(value, 2) : change(value, 2)}</span>
    </>
  );
}

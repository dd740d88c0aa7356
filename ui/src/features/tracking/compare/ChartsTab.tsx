import { useMemo, useState } from 'react';
import { Empty } from '../../../components/States.tsx';
import { runColour, seriesColour } from '../../../lib/colour.ts';
import { count } from '../../../lib/format.ts';
import { commonScale, stepScale } from '../scale.ts';
import { columnTitle, numberOf } from '../table/columns.ts';
import { groupRuns, spread } from '../table/group.ts';
import { readList } from '../table/state.ts';
import type { Drawn } from './ChartCard.tsx';
import { ChartList } from './ChartList.tsx';
import { MOST_GROUPED, MOST_GROUPS } from './envelope.ts';
import { LookBar } from './LookBar.tsx';
import { type CompareSearch, readLook, sections, shownIds } from './look.ts';
import { RunLegend } from './RunLegend.tsx';
import type { Compared } from './useCompared.ts';

/** More lines than this nobody tells apart. */
export const MOST_LINES = 100;

/** A run keeps its colour everywhere; those that share one are told apart by their dashes. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [9, 3, 2, 3]];

interface Lines {
  all: Drawn[];
  /** What is left out, said in words. */
  left: string | null;
}

function linesOf(compared: Compared, group: string | null): Lines {
  const { runs, total } = compared;
  if (group === null) {
    const seen = new Map<string, number>();
    const all = runs.slice(0, MOST_LINES).map((r) => {
      const colour = runColour(r.id);
      const before = seen.get(colour) ?? 0;
      seen.set(colour, before + 1);
      const dash = DASHES[before % DASHES.length]!;
      return { id: r.id, label: r.name, colour, dash, runs: [r.id], scale: stepScale(r) };
    });
    return {
      all,
      left:
        total > all.length
          ? `${count(all.length)} of ${count(total)} runs are drawn. Group them to see all, or narrow the filter.`
          : null,
    };
  }
  const groups = groupRuns(runs.slice(0, MOST_GROUPED), group);
  const all = groups.slice(0, MOST_GROUPS).map((g, i) => ({
    id: g.key || 'not set',
    label: g.value ?? 'not set',
    colour: g.value === null ? 'var(--stale)' : seriesColour(i),
    runs: g.runs.map((r) => r.id),
    scale: commonScale(g.runs.map(stepScale)),
  }));
  const parts: string[] = [];
  if (groups.length > all.length)
    parts.push(
      `${count(all.length)} of ${count(groups.length)} groups are drawn; ${columnTitle(group)} has too many values.`,
    );
  if (total > runs.length)
    parts.push(
      `The first ${count(runs.length)} of ${count(total)} runs are in the groups; a filter would bring in others.`,
    );
  return { all, left: parts.length > 0 ? parts.join(' ') : null };
}

/** Curves of every metric over each other. */
export function ChartsTab(props: {
  compared: Compared;
  search: CompareSearch;
  set: (part: Partial<CompareSearch>) => void;
}) {
  const { compared, search, set } = props;
  const [lit, setLit] = useState<string | null>(null);
  const look = useMemo(
    () => readLook(search),
    [
      search.x,
      search.logx,
      search.log,
      search.smooth,
      search.outliers,
      search.group,
      search.band,
      search.zoom,
    ],
  );
  const { all, left } = useMemo(() => linesOf(compared, look.group), [compared, look.group]);
  const shown = useMemo(
    () =>
      new Set(
        shownIds(
          all.map((d) => d.id),
          { solo: search.solo, hide: search.hide } as CompareSearch,
        ),
      ),
    [all, search.solo, search.hide],
  );
  const drawn = useMemo(() => all.filter((d) => shown.has(d.id)), [all, shown]);
  const low = (search.find ?? '').toLowerCase();
  const list = useMemo(
    () => sections(compared.keys.filter((k) => k.toLowerCase().includes(low))),
    [compared.keys, low],
  );
  const experiments = useMemo(
    () => [...new Set(compared.runs.map((r) => r.experiment_id))],
    [compared.runs],
  );
  const first = search.wide ?? compared.keys[0];
  const byId = useMemo(() => new Map(compared.runs.map((r) => [r.id, r])), [compared.runs]);
  const value = (d: Drawn) =>
    first === undefined
      ? undefined
      : spread(
          d.runs.map((id) => {
            const run = byId.get(id);
            return run ? numberOf(`metrics.${first}`, run) : undefined;
          }),
        )?.mean;
  const show = (id: string, on: boolean) => {
    const hidden = new Set(
      search.solo ? all.map((d) => d.id).filter((d) => d !== search.solo) : readList(search.hide),
    );
    if (on) hidden.delete(id);
    else hidden.add(id);
    set({ hide: [...hidden].join(',') || undefined, solo: undefined });
  };
  return (
    <>
      <LookBar look={look} search={search} experiments={experiments} set={set} />
      {left && (
        <div className="notice" data-testid="too-many">
          {left}
        </div>
      )}
      {compared.moreKeys && (
        <div className="notice">
          The first {count(compared.keys.length)} metrics are listed; there are more.
        </div>
      )}
      <div className="comparegrid">
        <RunLegend
          all={all}
          shown={shown}
          solo={search.solo}
          grouped={look.group !== null}
          metric={first}
          value={value}
          onShow={show}
          onAll={() => set({ hide: undefined, solo: undefined })}
          onSolo={(id) => set({ solo: id })}
          onLit={setLit}
        />
        <div className="grow" data-testid="charts">
          {list.length === 0 ? (
            <div className="panel">
              {compared.keys.length === 0 ? (
                <Empty title="No metrics yet" type={'mlflow.log_metric("auc", 0.74, step=1)'}>
                  Curves appear here as the runs log them.
                </Empty>
              ) : (
                <Empty title="No chart is called that">
                  No metric of these runs has “{search.find}” in its name.
                </Empty>
              )}
            </div>
          ) : (
            <ChartList
              sections={list}
              drawn={drawn}
              look={look}
              lit={lit}
              live={compared.runs.some((r) => r.status === 'RUNNING')}
              wide={search.wide}
              onWide={(metric) => set({ wide: metric })}
              onZoom={(zoom) => set({ zoom: zoom ? `${zoom[0]}..${zoom[1]}` : undefined })}
            />
          )}
        </div>
      </div>
    </>
  );
}

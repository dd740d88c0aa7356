import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import type { Run } from '../../../api/types.ts';
import { Icon } from '../../../components/Icon.tsx';
import { experimentsQuery } from '../api.ts';
import { ColumnPicker } from './ColumnPicker.tsx';
import { columnTitle } from './columns.ts';
import { ExperimentPicker } from './ExperimentPicker.tsx';
import { FilterBox } from './FilterBox.tsx';
import { FilterChips } from './FilterChips.tsx';
import { fieldOf, MOST_BY, writeGroup } from './grouped.ts';
import { column, type Density, type ShownColumn, writeColumns } from './state.ts';
import type { RunsSearch, useTableState } from './useTableState.ts';
import { Views } from './Views.tsx';

const DENSITIES: Density[] = ['normal', 'compact', 'roomy'];

/** The state of the table without what is only of the moment. */
export function viewState(query: string): string {
  const state = new URLSearchParams(query);
  state.delete('picked');
  state.delete('evidence');
  state.sort();
  return state.toString();
}

export function Toolbar(props: {
  search: RunsSearch;
  set: (part: Partial<RunsSearch>) => void;
  state: ReturnType<typeof useTableState> & { columns: ShownColumn[] };
  rows: readonly Run[];
  error: string | undefined;
}) {
  const { search, set, state } = props;
  const experiments = useQuery(experimentsQuery).data;
  const address = useRouterState({ select: (s) => s.location.searchStr });
  const building = search.build === '1';
  const grouped = state.by.length > 0;
  const shown = new Set(state.columns.map((c) => c.id));
  const choose = (id: string, on: boolean) => {
    const next = on ? [...state.columns, column(id)] : state.columns.filter((c) => c.id !== id);
    if (next.length > 0) set({ cols: writeColumns(next) });
  };
  const open = (view: string) => {
    const next = Object.fromEntries(new URLSearchParams(view)) as Partial<RunsSearch>;
    const none = {
      experiment: '',
      filter: '',
      sort: '',
      all: '',
      cols: '',
      group: '',
      opened: '',
      density: '',
      view: '',
      build: '',
      picked: '',
    };
    set({ ...none, ...next });
  };
  return (
    <div className="stack" style={{ gap: 6 }}>
      <div className="toolbar">
        <ExperimentPicker
          experiments={experiments?.items ?? []}
          more={experiments?.next_page_token !== undefined}
          chosen={state.experiments}
          onChange={(ids) => set({ experiment: ids.join(',') || undefined, picked: undefined })}
        />
        <FilterBox
          value={search.filter ?? ''}
          onChange={(filter) => set({ filter, picked: undefined })}
          experiments={state.experiments}
          rows={props.rows}
          {...(props.error ? { error: props.error } : {})}
        />
        <button
          type="button"
          className="btn"
          aria-pressed={building}
          data-testid="build"
          onClick={() => set({ build: building ? undefined : '1' })}
        >
          Conditions
        </button>
      </div>
      {building && (
        <FilterChips
          filter={search.filter}
          onChange={(filter) => set({ filter, picked: undefined })}
          experiments={state.experiments}
        />
      )}
      <div className="toolbar">
        <ColumnPicker
          button={`Columns ${state.columns.length}`}
          testId="columns"
          label="Find a column"
          curves
          experiments={state.experiments}
          chosen={shown}
          onChoose={choose}
        />
        <ColumnPicker
          button={grouped ? `Group: ${state.by.map(columnTitle).join(', ')}` : 'Group by'}
          testId="group"
          label={`Group by, at most ${MOST_BY}`}
          experiments={state.experiments}
          chosen={new Set(state.by)}
          only={(id) => fieldOf(id) !== null}
          onChoose={(id, on) => {
            const next = on ? [...state.by, id].slice(-MOST_BY) : state.by.filter((g) => g !== id);
            set({ group: writeGroup(next), opened: undefined, picked: undefined });
          }}
        />
        {grouped && (
          <button
            type="button"
            className="btn quiet"
            aria-label="No grouping"
            onClick={() => set({ group: undefined, opened: undefined })}
          >
            <Icon name="cross" size={12} />
          </button>
        )}
        <label className="row small">
          <input
            type="checkbox"
            checked={search.all === '1'}
            disabled={grouped || search.filter !== undefined}
            onChange={(e) => set({ all: e.target.checked ? '1' : undefined })}
          />
          children as rows
        </label>
        <label className="row small">
          <input
            type="checkbox"
            data-testid="deleted"
            checked={state.view === 'deleted'}
            onChange={(e) =>
              set({ view: e.target.checked ? 'deleted' : undefined, picked: undefined })
            }
          />
          deleted
        </label>
        <span className="grow" />
        {search.cols && (
          <button type="button" className="btn quiet" onClick={() => set({ cols: undefined })}>
            usual columns
          </button>
        )}
        <select
          className="field wide-only"
          aria-label="Height of rows"
          value={state.density}
          onChange={(e) =>
            set({ density: e.target.value === 'normal' ? undefined : e.target.value })
          }
        >
          {DENSITIES.map((d) => (
            <option key={d}>{d}</option>
          ))}
        </select>
        <Views page="runs" state={viewState(address)} onOpen={open} />
      </div>
    </div>
  );
}

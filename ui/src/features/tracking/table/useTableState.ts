import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { telling } from '../metrics.ts';
import { type Ask, columnsQuery } from './api.ts';
import { orderBy, projection } from './columns.ts';
import { and, toFilter } from './grammar.ts';
import { readGroup } from './grouped.ts';
import { column, readColumns, readDensity, readList, readSort, type ShownColumn } from './state.ts';

/** The table's part of the address. */
export interface RunsSearch {
  experiment?: string;
  filter?: string;
  sort?: string;
  picked?: string;
  all?: string;
  cols?: string;
  /** Columns that are grouped by. */
  group?: string;
  /** Groups that are open. */
  opened?: string;
  density?: string;
  view?: string;
  build?: string;
}

const TOP_LEVEL = 'tags.`mlflow.parentRunId` IS NULL';

/** Without a choice: what each run is, the metrics and params that most runs have, when it began. */
export function useDefaultColumns(
  experiments: readonly string[],
  on: boolean,
): ShownColumn[] | null {
  const metrics = useQuery({ ...columnsQuery(experiments, 'metric', '', 100), enabled: on });
  const params = useQuery({ ...columnsQuery(experiments, 'param', '', 20), enabled: on });
  return useMemo(() => {
    if (metrics.isPending || params.isPending) return null;
    const found = metrics.data?.columns ?? [];
    const often = Math.max(0, ...found.map((c) => c.runs)) / 4;
    const keys = telling(found.filter((c) => c.runs >= often).map((c) => c.key));
    return [
      column('attributes.run_name', true),
      column('attributes.status'),
      ...keys.slice(0, 5).map((key) => column(`metrics.${key}`)),
      ...(params.data?.columns ?? []).slice(0, 4).map((c) => column(`params.${c.key}`)),
      column('attributes.duration'),
      column('attributes.user_id'),
      column('attributes.start_time'),
    ];
  }, [metrics.data, metrics.isPending, params.data, params.isPending]);
}

/** What the address says, and what it means for the server. */
export function useTableState(search: RunsSearch) {
  const experiments = useMemo(() => readList(search.experiment), [search.experiment]);
  const chosen = useMemo(() => readColumns(search.cols), [search.cols]);
  const usual = useDefaultColumns(experiments, chosen === null);
  const columns = chosen ?? usual;
  const sort = readSort(search.sort);
  const view = search.view === 'deleted' ? 'deleted' : 'active';
  const by = useMemo(() => readGroup(search.group), [search.group]);
  const tree = search.all !== '1' && !search.filter && by.length === 0 && view === 'active';
  const filter = toFilter(search.filter);
  const ids = useMemo(() => (columns ?? []).map((c) => c.id), [columns]);
  const ask = useMemo<Ask>(() => {
    const order = sort ? orderBy(sort.id) : null;
    const asked = tree ? and(filter, TOP_LEVEL) : filter;
    return {
      experiments,
      ...(asked ? { filter: asked } : {}),
      order_by: order && sort ? [`${order} ${sort.down ? 'DESC' : 'ASC'}`] : [],
      view,
      columns: projection(ids),
    };
  }, [experiments, filter, sort?.id, sort?.down, view, tree, ids]);
  return {
    experiments,
    columns,
    sort,
    view: view as 'active' | 'deleted',
    tree,
    by,
    density: readDensity(search.density),
    ask,
  };
}

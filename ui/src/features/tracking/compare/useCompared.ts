import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Run } from '../../../api/types.ts';
import { telling } from '../metrics.ts';
import { keysQuery, searchRuns, someQuery } from '../table/api.ts';
import { readList } from '../table/state.ts';
import type { CompareSearch } from './look.ts';

/** So many runs are taken up for tables and plots; curves have a smaller bound of their own. */
export const MOST_RUNS = 1000;
/** So many metrics' last values are read for all runs; of more, only those that are asked for. */
const ALL_METRICS = 200;
const SOME_METRICS = 12;
const KEYS = 10_000;
const FACTS = ['params.*', 'tags.*'];

const matchingQuery = (experiments: readonly string[], filter: string | undefined, on: boolean) =>
  queryOptions({
    queryKey: ['runs', 'matching', experiments, filter],
    queryFn: ({ signal }) =>
      searchRuns(
        { experiments, ...(filter ? { filter } : {}), columns: FACTS },
        MOST_RUNS,
        '',
        signal,
      ),
    enabled: on,
    placeholderData: keepPreviousData,
  });

export interface Compared {
  runs: Run[];
  /** How many there are in all, of which `runs` may be the first part. */
  total: number;
  /** Metrics that some of the runs have, the most telling first. */
  keys: string[];
  /** There are more keys than are listed. */
  moreKeys: boolean;
  /** The metrics' last values are still to come. */
  valuesPending: boolean;
  pending: boolean;
  error: Error | null;
  retry: () => void;
}

/** The runs that the address names or filters, with params, tags and last values of metrics. */
export function useCompared(search: CompareSearch, wanted: readonly string[]): Compared {
  const ids = useMemo(() => readList(search.ids), [search.ids]);
  const matching = search.matching === '1' || (ids.length === 0 && search.filter !== undefined);
  const taken = useMemo(() => ids.slice(0, MOST_RUNS), [ids]);
  const experiments = useMemo(() => readList(search.experiment), [search.experiment]);
  const named = useQuery({ ...someQuery(taken, FACTS), enabled: !matching && taken.length > 0 });
  const found = useQuery(matchingQuery(experiments, search.filter, matching));
  const base = matching ? found.data?.runs : named.data;
  const where = useMemo(
    () => [...new Set((base ?? []).map((r) => r.experiment_id))].sort(),
    [base],
  );
  const baseIds = useMemo(() => (base ?? []).map((r) => r.id), [base]);
  const of = { experiments: where, ids: baseIds };
  const columns = useQuery({ ...keysQuery(of, '', KEYS), enabled: baseIds.length > 0 });
  const listed = columns.data?.columns;
  const few = listed !== undefined && listed.length <= ALL_METRICS;
  const cut = columns.data?.truncated ?? false;
  const looked = useQuery({
    ...keysQuery(of, search.find ?? '', KEYS),
    enabled: cut && Boolean(search.find),
  }).data;
  const asked = useMemo(() => {
    if (few) return ['metrics.*'];
    const first = telling((listed ?? []).map((c) => c.key)).slice(0, SOME_METRICS);
    return [...new Set([...wanted, ...first.map((key) => `metrics.${key}`)])].sort();
  }, [few, listed, wanted]);
  const last = useQuery({
    ...someQuery(baseIds, asked),
    enabled: listed !== undefined && baseIds.length > 0 && asked.length > 0,
  });
  const values = last.data;

  const runs = useMemo(() => {
    const metrics = new Map((values ?? []).map((r) => [r.id, r.metrics]));
    return (base ?? []).map((r) => ({ ...r, metrics: metrics.get(r.id) ?? r.metrics }));
  }, [base, values]);
  const keys = useMemo(() => {
    const all = (looked?.columns ?? listed ?? []).map((c) => c.key);
    if (!few || !values) return telling(all);
    const there = new Set(values.flatMap((r) => Object.keys(r.metrics)));
    return telling(all.filter((key) => there.has(key)));
  }, [looked, listed, few, values]);
  const query = matching ? found : named;
  return {
    runs,
    total: matching ? (found.data?.total ?? 0) : ids.length,
    keys,
    moreKeys: (search.find ? looked?.truncated : undefined) ?? cut,
    valuesPending: last.isFetching && (last.data === undefined || last.isPlaceholderData),
    pending:
      (query.isPending && query.fetchStatus !== 'idle') ||
      (baseIds.length > 0 && columns.isPending),
    error: query.error ?? columns.error,
    retry: () => void query.refetch(),
  };
}

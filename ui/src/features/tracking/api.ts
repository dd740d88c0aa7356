import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, path, send } from '../../api/client.ts';
import type {
  Experiment,
  LoggedModel,
  MetricSeries,
  Paged,
  Run,
  RunInputDetail,
} from '../../api/types.ts';

export const experimentsQuery = queryOptions({
  queryKey: ['experiments'],
  queryFn: ({ signal }) => get<Paged<Experiment>>('experiments', { max_results: 200 }, signal),
});

export interface RunSearch {
  experiment?: string;
  filter?: string;
  order_by?: string;
}

export const runsQuery = (search: RunSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'search', search],
    queryFn: ({ signal, pageParam }) =>
      get<Paged<Run>>('runs', { ...search, page_token: pageParam, max_results: 200 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_page_token,
    placeholderData: keepPreviousData,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'one', id],
    queryFn: ({ signal }) => get<Run>(path`runs/${id}`, {}, signal),
  });

export const childrenQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'children', id],
    queryFn: ({ signal }) => get<Paged<Run>>('runs', { parent: id, max_results: 500 }, signal),
  });

export const metricsQuery = (id: string, keys: readonly string[]) => stretchQuery(id, keys, null);

/** Histories of a few keys, of a stretch of steps when one is given: zooming asks again. */
export const stretchQuery = (
  id: string,
  keys: readonly string[],
  range: readonly [number, number] | null,
) =>
  queryOptions({
    queryKey: ['metrics', id, keys, range],
    queryFn: ({ signal }) =>
      get<{ series: MetricSeries[] }>(
        path`runs/${id}/metrics`,
        {
          keys: keys.join(','),
          max_points: 1000,
          from_step: range ? Math.floor(range[0]) : undefined,
          to_step: range ? Math.ceil(range[1]) : undefined,
        },
        signal,
      ),
    enabled: keys.length > 0,
    placeholderData: keepPreviousData,
  });

export const inputsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'inputs', id],
    queryFn: ({ signal }) => get<Paged<RunInputDetail>>(path`runs/${id}/inputs`, {}, signal),
  });

export const loggedModelsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'models', id],
    queryFn: ({ signal }) => get<Paged<LoggedModel>>(path`runs/${id}/models`, {}, signal),
  });

export const loggedModelQuery = (id: string) =>
  queryOptions({
    queryKey: ['logged_models', id],
    queryFn: ({ signal }) => get<LoggedModel>(path`logged_models/${id}`, {}, signal),
  });

/** The newest runs of an experiment, to compare one with. */
export const recentQuery = (experiment: string) =>
  queryOptions({
    queryKey: ['runs', 'recent', experiment],
    queryFn: ({ signal }) => get<Paged<Run>>('runs', { experiment, max_results: 30 }, signal),
  });

export const changeRun = (
  id: string,
  change: { name?: string; tags?: Record<string, string | null> },
) => send<Run>('PATCH', path`runs/${id}`, change);

export const deleteRuns = (runs: readonly string[]) => send('POST', 'runs/delete', { runs });
export const restoreRuns = (runs: readonly string[]) => send('POST', 'runs/restore', { runs });

import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, getText, path } from '../../api/client.ts';
import type { Artifact, Experiment, MetricSeries, Paged, Run } from '../../api/types.ts';

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

export const metricsQuery = (id: string, keys: readonly string[]) =>
  queryOptions({
    queryKey: ['metrics', id, keys],
    queryFn: ({ signal }) =>
      get<{ series: MetricSeries[] }>(
        path`runs/${id}/metrics`,
        { keys: keys.join(','), max_points: 1000 },
        signal,
      ),
    enabled: keys.length > 0,
    placeholderData: keepPreviousData,
  });

export const artifactsQuery = (id: string, folder: string) =>
  queryOptions({
    queryKey: ['artifacts', id, folder],
    queryFn: ({ signal }) =>
      get<Paged<Artifact>>(path`runs/${id}/artifacts`, { path: folder }, signal),
  });

export const contentQuery = (id: string, file: string) =>
  queryOptions({
    queryKey: ['artifact', id, file],
    queryFn: ({ signal }) => getText(path`runs/${id}/artifacts/content`, { path: file }, signal),
  });

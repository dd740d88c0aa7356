import { queryOptions } from '@tanstack/react-query';
import { get, path } from '../../api/client.ts';
import type {
  Dataset,
  DatasetVersion,
  DatasetVersionDetail,
  Paged,
  TrackedDataset,
} from '../../api/types.ts';

export const datasetsQuery = queryOptions({
  queryKey: ['datasets'],
  queryFn: ({ signal }) => get<Paged<Dataset>>('datasets', {}, signal),
});

export const versionsQuery = (dataset: string) =>
  queryOptions({
    queryKey: ['datasets', dataset],
    queryFn: ({ signal }) =>
      get<Paged<DatasetVersion>>(path`datasets/${dataset}/versions`, { max_results: 500 }, signal),
  });

export const versionQuery = (dataset: string, label: string) =>
  queryOptions({
    queryKey: ['datasets', dataset, label],
    queryFn: ({ signal }) =>
      get<DatasetVersionDetail>(path`datasets/${dataset}/versions/${label}`, {}, signal),
  });

export const trackedQuery = queryOptions({
  queryKey: ['datasets', 'of runs'],
  queryFn: ({ signal }) => get<Paged<TrackedDataset>>('tracked_datasets', {}, signal),
});

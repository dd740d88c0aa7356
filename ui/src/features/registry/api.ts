import { queryOptions } from '@tanstack/react-query';
import { get, path, send } from '../../api/client.ts';
import type {
  Model,
  ModelVersion,
  ModelVersionDetail,
  Paged,
  RollbackPlan,
  StageMove,
} from '../../api/types.ts';

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => get<Paged<Model>>('models', { max_results: 200 }, signal),
});

export const modelQuery = (name: string) =>
  queryOptions({
    queryKey: ['models', name],
    queryFn: ({ signal }) => get<Model>(path`models/${name}`, {}, signal),
  });

export const versionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['models', name, 'versions'],
    queryFn: ({ signal }) => get<Paged<ModelVersion>>(path`models/${name}/versions`, {}, signal),
  });

export const versionQuery = (name: string, version: string) =>
  queryOptions({
    queryKey: ['models', name, 'versions', version],
    queryFn: ({ signal }) =>
      get<ModelVersionDetail>(path`models/${name}/versions/${version}`, {}, signal),
  });

export const historyQuery = (name: string) =>
  queryOptions({
    queryKey: ['models', name, 'history'],
    queryFn: ({ signal }) =>
      get<Paged<StageMove>>(path`models/${name}/history`, { max_results: 500 }, signal),
  });

export const rollback = (name: string, version: number, why: string, dry: boolean) =>
  send<RollbackPlan>('POST', path`models/${name}/rollback`, { version, why, dry_run: dry });

import { queryOptions } from '@tanstack/react-query';
import { get, getText, path, send, url } from '../../api/client.ts';
import type {
  Model,
  ModelStanding,
  ModelVersion,
  ModelVersionDetail,
  Paged,
  Protection,
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

/** Where every stage and alias stood at a moment. */
export const standingQuery = (name: string, time: string, clock: string) =>
  queryOptions({
    queryKey: ['models', name, 'at', time, clock],
    queryFn: ({ signal }) => get<ModelStanding>(path`models/${name}/at`, { time, clock }, signal),
    enabled: time !== '',
    placeholderData: (old) => old,
  });

export const protectionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['models', name, 'protections'],
    queryFn: ({ signal }) => get<Paged<Protection>>(path`models/${name}/protections`, {}, signal),
  });

export const setStage = (name: string, version: number, stage: string, why: string) =>
  send<ModelVersion>('POST', path`models/${name}/versions/${String(version)}/stage`, {
    stage,
    why,
  });

export const setAlias = (name: string, alias: string, version: number, why: string) =>
  send<ModelVersion>('POST', path`models/${name}/aliases`, { alias, version, why });

export const dropAlias = (name: string, alias: string) =>
  send('DELETE', path`models/${name}/aliases/${alias}`);

export const changeModel = (
  name: string,
  change: { name?: string; description?: string; tags?: Record<string, string | null> },
) => send<Model>('PATCH', path`models/${name}`, change);

export const changeVersion = (name: string, version: number, change: { description?: string }) =>
  send<ModelVersion>('PATCH', path`models/${name}/versions/${String(version)}`, change);

export const copyVersion = (name: string, version: number, to: string) =>
  send<ModelVersion>('POST', path`models/${name}/versions/${String(version)}/copy`, { to });

export const cardUrl = (name: string, version: number, format: string) =>
  url(path`models/${name}/versions/${String(version)}/card`, { format });

/** The card as Markdown: what was recorded, else what is written from the version's run. */
export const cardQuery = (name: string, version: number) =>
  queryOptions({
    queryKey: ['models', name, 'card', version],
    queryFn: ({ signal }) =>
      getText(path`models/${name}/versions/${String(version)}/card`, { format: 'md' }, signal),
  });

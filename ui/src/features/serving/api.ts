import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiError, fail, get, path, send } from '../../api/client.ts';
import type {
  BatchPrediction,
  Canary,
  Deployment,
  DeploymentLog,
  Model,
  ModelVersion,
  NewBatchPrediction,
  NewCanary,
  Paged,
  Prediction,
  ServingMemory,
  SystemSeries,
  Traffic,
  TrafficRule,
} from '../../api/types.ts';
import type { Wire } from './dialects.ts';
import type { Wanted } from './split.ts';

export const trafficQuery = (name: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'traffic'],
    queryFn: ({ signal }) => get<Traffic>(path`deployments/${name}/traffic`, {}, signal),
    refetchInterval: 5_000,
  });

export const direct = (name: string, variants: readonly Wanted[], rules: readonly TrafficRule[]) =>
  send<Traffic>('PUT', path`deployments/${name}/traffic`, { variants, rules });

export const deploy = (name: string, model: string, follow: string) =>
  send<Deployment>('POST', 'deployments', { name, model, follow });

/** Load and latency up to now: the last 15 minutes by 5 seconds, or the last two by one. */
export const loadQuery = (name: string, short: boolean) =>
  queryOptions({
    queryKey: ['deployments', name, 'load', short],
    queryFn: ({ signal }) =>
      get<SystemSeries>(
        path`deployments/${name}/system`,
        short ? { step_s: 1, from: new Date(Date.now() - 120_000).toISOString() } : { step_s: 5 },
        signal,
      ),
    // Asked no more while the page is not seen.
    refetchInterval: 2_000,
    placeholderData: keepPreviousData,
  });

/** The share of the requests that the log keeps. */
export const keptOf = (name: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'log'],
    queryFn: ({ signal }) => get<DeploymentLog>(path`deployments/${name}/log`, {}, signal),
    staleTime: 30_000,
  });

/** What models take of the memory that they may take. */
export const memoryQuery = queryOptions({
  queryKey: ['serving', 'memory'],
  queryFn: ({ signal }) => get<ServingMemory>('serving/memory', {}, signal),
  refetchInterval: 10_000,
});

export const modelOf = (name: string) =>
  queryOptions({
    queryKey: ['models', name],
    queryFn: ({ signal }) => get<Model>(path`models/${name}`, {}, signal),
  });

export const versionsOf = (name: string) =>
  queryOptions({
    queryKey: ['models', name, 'versions'],
    queryFn: ({ signal }) => get<Paged<ModelVersion>>(path`models/${name}/versions`, {}, signal),
  });

export const pointAlias = (model: string, alias: string, version: number, why: string) =>
  send('POST', path`models/${model}/aliases`, { alias, version, why });

export const moveStage = (model: string, version: number, stage: string, why: string) =>
  send('POST', path`models/${model}/versions/${String(version)}/stage`, { stage, why });

export const batchesQuery = queryOptions({
  queryKey: ['batch-predictions'],
  queryFn: ({ signal }) =>
    get<Paged<BatchPrediction>>('batch-predictions', { max_results: 100 }, signal),
  refetchInterval: (query) =>
    query.state.data?.items.some((b) => b.status === 'RUNNING' || b.status === 'PENDING')
      ? 2_000
      : 15_000,
});

export const startBatch = (batch: NewBatchPrediction) =>
  send<BatchPrediction>('POST', 'batch-predictions', batch);

export const cancelBatch = (id: string) => send('POST', path`batch-predictions/${id}/cancel`);

export const startCanary = (name: string, body: NewCanary) =>
  send<Canary>('POST', path`deployments/${name}/canary`, body);

export const changeCanary = (
  name: string,
  act: 'pause' | 'resume' | 'abort' | 'finish',
  why: string,
) => send<Canary>('POST', path`deployments/${name}/canary/${act}`, why === '' ? {} : { why });

export interface Answered {
  /** The prediction's id in the log; of several rows the first's. */
  id: string | null;
  version: string | null;
  /** From the question sent to the answer read, by the browser's clock. */
  tookMs: number;
  body: unknown;
}

/** Sends a question as a caller would. */
export async function ask(request: Wire): Promise<Answered> {
  const began = performance.now();
  let response: Response;
  try {
    response = await fetch(request.path, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
    });
  } catch {
    throw new ApiError(0, 'UNREACHABLE', 'The server does not answer. Is it running?');
  }
  if (!response.ok) return fail(response);
  const body = (await response.json()) as unknown;
  const tookMs = performance.now() - began;
  const said = body as { model_version?: string } | null;
  const id = response.headers.get('Noria-Prediction-Id')?.split(',')[0]?.trim() ?? null;
  const version = response.headers.get('Noria-Model-Version') ?? said?.model_version ?? null;
  return { id, version: version ?? (id === null ? null : await logged(id)), tookMs, body };
}

/** Who answered, from the log: not every dialect says it. */
async function logged(id: string): Promise<string | null> {
  try {
    return String((await get<Prediction>(path`predictions/${id}`)).model_version);
  } catch {
    return null;
  }
}

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, path, send } from '../../api/client.ts';
import type {
  Alert,
  Deployment,
  DeploymentDetail,
  DeploymentLog,
  Distribution,
  Drift,
  Histogram,
  Paged,
  Prediction,
  PredictionDetail,
  Window,
} from '../../api/types.ts';

export const deploymentsQuery = queryOptions({
  queryKey: ['deployments'],
  queryFn: ({ signal }) => get<Paged<Deployment>>('deployments', {}, signal),
  refetchInterval: 5_000,
});

export const deploymentQuery = (name: string) =>
  queryOptions({
    queryKey: ['deployments', name],
    queryFn: ({ signal }) => get<DeploymentDetail>(path`deployments/${name}`, {}, signal),
    refetchInterval: 5_000,
  });

export const windowsQuery = (name: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'windows'],
    queryFn: ({ signal }) => get<Paged<Window>>(path`deployments/${name}/windows`, {}, signal),
  });

export const driftQuery = (name: string, window?: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'drift', window ?? null],
    queryFn: ({ signal }) => get<Drift>(path`deployments/${name}/drift`, { window }, signal),
    placeholderData: keepPreviousData,
  });

export const histogramQuery = (name: string, column: string, window?: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'drift', column, window ?? null],
    queryFn: ({ signal }) =>
      get<Histogram>(path`deployments/${name}/drift/${column}`, { window }, signal),
  });

export const distributionQuery = (name: string, from?: string, to?: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'distribution', from ?? null, to ?? null],
    queryFn: ({ signal }) =>
      get<Distribution>(path`deployments/${name}/distribution`, { from, to }, signal),
    placeholderData: keepPreviousData,
  });

export const alertsQuery = (name: string, status?: string) =>
  queryOptions({
    queryKey: ['alerts', name, status ?? null],
    queryFn: ({ signal }) =>
      get<Paged<Alert>>(path`deployments/${name}/alerts`, { status }, signal),
    placeholderData: keepPreviousData,
  });

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'one', id],
    queryFn: ({ signal }) => get<Alert>(path`alerts/${id}`, {}, signal),
  });

export const predictionsQuery = (name: string, version?: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'predictions', version ?? null],
    queryFn: ({ signal }) =>
      get<Paged<Prediction>>(
        path`deployments/${name}/predictions`,
        { max_results: 50, version },
        signal,
      ),
    placeholderData: keepPreviousData,
  });

export const logQuery = (name: string) =>
  queryOptions({
    queryKey: ['deployments', name, 'log'],
    queryFn: ({ signal }) => get<DeploymentLog>(path`deployments/${name}/log`, {}, signal),
    staleTime: 30_000,
  });

export const keepShare = (name: string, sample: number) =>
  send<DeploymentLog>('PUT', path`deployments/${name}/log`, { sample });

export const predictionQuery = (id: string) =>
  queryOptions({
    queryKey: ['prediction', id],
    queryFn: ({ signal }) => get<PredictionDetail>(path`predictions/${id}`, {}, signal),
  });

export const silence = (id: string, until: string, why: string) =>
  send('POST', path`alerts/${id}/silence`, { until, why });

export const unsilence = (id: string) => send('DELETE', path`alerts/${id}/silence`);

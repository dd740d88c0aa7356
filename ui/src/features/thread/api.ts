import { queryOptions } from '@tanstack/react-query';
import { get, path, send } from '../../api/client.ts';
import type {
  DeploymentRollback,
  Impact,
  Paged,
  Rerun,
  Revocation,
  RollbackProposal,
  Why,
} from '../../api/types.ts';

export const whyQuery = (id: string) =>
  queryOptions({
    queryKey: ['prediction', id, 'why'],
    queryFn: ({ signal }) => get<Why>(path`predictions/${id}/why`, {}, signal),
    staleTime: 60_000,
  });

export const ended = (rerun: Rerun) => !['pending', 'running'].includes(rerun.state);

export const rerunQuery = (id: string) =>
  queryOptions({
    queryKey: ['reruns', id],
    queryFn: ({ signal }) => get<Rerun>(path`reruns/${id}`, {}, signal),
    refetchInterval: (query) => (query.state.data && ended(query.state.data) ? false : 700),
  });

/** What was made again of a record before. */
export const rerunsQuery = (ref: string) =>
  queryOptions({
    queryKey: ['reruns', 'of', ref],
    queryFn: ({ signal }) => get<Paged<Rerun>>('reruns', { ref, max_results: 5 }, signal),
  });

export const startRerun = (ref: string) =>
  send<Rerun>('POST', 'reruns', { ref, why: 'asked on the page' });

export const proposalQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['deployments', deployment, 'rollback'],
    queryFn: ({ signal }) =>
      get<RollbackProposal>(path`deployments/${deployment}/rollback`, {}, signal),
  });

export const rollBack = (
  deployment: string,
  version: number | undefined,
  why: string,
  dry: boolean,
) =>
  send<DeploymentRollback>('POST', path`deployments/${deployment}/rollback`, {
    ...(version === undefined ? {} : { version }),
    why,
    dry_run: dry,
  });

export const impactQuery = (ref: string) =>
  queryOptions({
    queryKey: ['impact', ref],
    queryFn: ({ signal }) => get<Impact>('lineage/impact', { ref, max_results: 20 }, signal),
  });

export const revoke = (
  dataset: string,
  version: string,
  why: string,
  dry: boolean,
  back: boolean,
) =>
  send<Revocation>(
    'POST',
    back
      ? path`datasets/${dataset}/versions/${version}/reinstate`
      : path`datasets/${dataset}/versions/${version}/revoke`,
    { why, dry_run: dry },
  );

import { queryOptions } from '@tanstack/react-query';
import { get, path, send, url } from '../../api/client.ts';
import type { Paged, Report } from '../../api/types.ts';

export const reportsQuery = queryOptions({
  queryKey: ['reports'],
  queryFn: ({ signal }) => get<Paged<Report>>('reports', { max_results: 200 }, signal),
});

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', id],
    queryFn: ({ signal }) => get<Report>(path`reports/${id}`, {}, signal),
  });

export const revisionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['reports', id, 'revisions'],
    queryFn: ({ signal }) => get<Paged<Report>>(path`reports/${id}/revisions`, {}, signal),
  });

export const formerQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['reports', id, 'revisions', revision],
    queryFn: ({ signal }) => get<Report>(path`reports/${id}`, { revision }, signal),
  });

export const createReport = (title: string, body: string) =>
  send<Report>('POST', 'reports', { title, body });
export const changeReport = (
  id: string,
  change: { revision: number; title?: string; body?: string },
) => send<Report>('PATCH', path`reports/${id}`, change);
export const deleteReport = (id: string) => send('DELETE', path`reports/${id}`);
export const restoreReport = (id: string) => send('POST', path`reports/${id}/restore`, {});
export const exportUrl = (id: string) => url(path`reports/${id}/export`);

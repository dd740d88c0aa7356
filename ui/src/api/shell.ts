import { queryOptions } from '@tanstack/react-query';
import { get, path } from './client.ts';
import type { Health, Lineage, Paged, Project, SearchHit } from './types.ts';

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: ({ signal }) => get<Paged<Project>>('projects', {}, signal),
  staleTime: 60_000,
});

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => get<Health>('health', {}, signal),
  refetchInterval: 15_000,
  retry: false,
});

export const versionQuery = queryOptions({
  queryKey: ['version'],
  queryFn: ({ signal }) => get<{ version: string; commit?: string }>('version', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => get<Paged<SearchHit>>('search', { q, max_results: 12 }, signal),
    enabled: q.length >= 2,
    placeholderData: (old) => old,
  });

/** A record's edges and those one step on; the lineage page asks for more. */
export const lineageQuery = (ref: string) =>
  queryOptions({
    queryKey: ['lineage', ref],
    queryFn: ({ signal }) =>
      get<Lineage>(path`lineage`, { ref, direction: 'both', depth: 2 }, signal),
  });

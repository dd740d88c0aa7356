import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, path } from '../../api/client.ts';
import type { Loop, NoriaEvent, Paged, TriggerMark, Verdict } from '../../api/types.ts';

export const loopQuery = (project: string, from?: string, to?: string) =>
  queryOptions({
    queryKey: ['loop', project, from ?? null, to ?? null],
    queryFn: ({ signal }) => get<Loop>(path`projects/${project}/loop`, { from, to }, signal),
    placeholderData: keepPreviousData,
  });

export const eventsQuery = (project: string | null) =>
  infiniteQueryOptions({
    queryKey: ['events', project],
    queryFn: ({ signal, pageParam }) =>
      get<Paged<NoriaEvent>>(
        'events',
        { project, page_token: pageParam, max_results: 500 },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_page_token ?? undefined,
  });

export const verdictQuery = (id: string) =>
  queryOptions({
    queryKey: ['verdict', id],
    queryFn: ({ signal }) => get<Verdict>(path`verdicts/${id}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const verdictsQuery = (model: string) =>
  queryOptions({
    queryKey: ['models', model, 'verdicts'],
    queryFn: ({ signal }) => get<Paged<Verdict>>(path`models/${model}/verdicts`, {}, signal),
  });

export const triggerQuery = (id: string) =>
  queryOptions({
    queryKey: ['triggers', id],
    queryFn: ({ signal }) => get<TriggerMark>(path`triggers/${id}`, {}, signal),
  });

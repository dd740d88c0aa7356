import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, path } from '../../api/client.ts';
import type { Paged, Trace, TraceInfo } from '../../api/types.ts';

export interface TraceSearch {
  experiment?: string;
  run?: string;
  filter?: string;
  order_by?: string;
}

export const tracesQuery = (search: TraceSearch) =>
  infiniteQueryOptions({
    queryKey: ['traces', search],
    queryFn: ({ signal, pageParam }) =>
      get<Paged<TraceInfo>>('traces', { ...search, page_token: pageParam, limit: 100 }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_page_token,
    placeholderData: keepPreviousData,
  });

export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: ['traces', 'one', id],
    queryFn: ({ signal }) => get<Trace>(path`traces/${id}`, {}, signal),
    refetchInterval: (q) => (q.state.data?.info.state === 'IN_PROGRESS' ? 2000 : false),
  });

import {
  type InfiniteData,
  useInfiniteQuery,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import type { Run } from '../../../api/types.ts';
import {
  type Ask,
  childRowsQuery,
  headQuery,
  MOST,
  PAGE,
  type RunPage,
  searchRuns,
  someQuery,
  tableQuery,
} from './api.ts';

const LOOK_AGAIN = 5_000;
const WATCHED = 100;

/**
 * The rows that were loaded, with what has changed since laid over them. New runs are only counted
 * (`fresh`): they come in when the reader asks for them by `reload`.
 */
export function useRunRows(ask: Ask, seen: readonly string[]) {
  const client = useQueryClient();
  const depth = useRef(PAGE);
  const query = useInfiniteQuery(tableQuery(ask, () => depth.current));
  const pages = query.data?.pages;
  const loaded = useMemo(() => pages?.flatMap((p) => p.runs) ?? [], [pages]);
  if (!query.isPlaceholderData && loaded.length > 0) depth.current = Math.max(PAGE, loaded.length);
  const total = pages?.[0]?.total ?? 0;

  const head = useQuery(headQuery(ask, query.isSuccess && !query.isPlaceholderData)).data;
  // Points are no events: what runs and is on the screen is looked at again while it runs.
  const watched = useMemo(() => {
    const running = new Set(loaded.filter((r) => r.status === 'RUNNING').map((r) => r.id));
    return seen.filter((id) => running.has(id)).slice(0, WATCHED);
  }, [loaded, seen]);
  const some = useQuery({
    ...someQuery(watched, ask.columns),
    refetchInterval: ({ state }) =>
      state.data?.some((r) => r.status === 'RUNNING') ? LOOK_AGAIN : false,
  }).data;
  const runs = useMemo(() => {
    const now = new Map<string, Run>();
    for (const run of head?.runs ?? []) now.set(run.id, run);
    for (const run of some ?? []) now.set(run.id, run);
    return now.size === 0 ? loaded : loaded.map((r) => now.get(r.id) ?? r);
  }, [loaded, head, some]);

  return {
    query,
    runs,
    total: head?.total ?? total,
    fresh: head && !query.isPlaceholderData ? Math.max(0, head.total - total) : 0,
    /** Reads again what is loaded, in one piece, and puts it in the place of the old. */
    reload: async () => {
      const many = Math.min(MOST, depth.current);
      const page = await searchRuns(ask, many);
      client.setQueryData<InfiniteData<RunPage, string>>(['runtable', ask], {
        pages: [page],
        pageParams: [''],
      });
      await client.invalidateQueries({ queryKey: ['runs'] });
    },
  };
}

/** The children of the parents that are open; null while they come. */
export function useChildren(open: readonly string[], columns: readonly string[]) {
  const results = useQueries({ queries: open.map((id) => childRowsQuery(id, columns)) });
  return new Map(open.map((id, i) => [id, results[i]?.data?.runs ?? null]));
}

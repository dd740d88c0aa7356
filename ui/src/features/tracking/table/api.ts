/** How the run table asks the server. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, path, send } from '../../../api/client.ts';
import type { Run } from '../../../api/types.ts';

export type View = 'active' | 'deleted' | 'all';

/** What the table shows, as the server is asked for it. */
export interface Ask {
  experiments: readonly string[];
  filter?: string;
  order_by: readonly string[];
  view: View;
  /** Which metrics, params and tags come along. */
  columns: readonly string[];
}

export interface RunPage {
  runs: Run[];
  next_page_token?: string;
  total: number;
}

export const PAGE = 200;
/** As many as the server gives at once. */
export const MOST = 5000;

export function searchRuns(
  ask: Partial<Ask>,
  limit: number,
  page_token = '',
  signal?: AbortSignal,
): Promise<RunPage> {
  const { experiments, ...rest } = ask;
  const body = {
    ...rest,
    // None chosen means all of them, which the server takes from the name's absence.
    ...(experiments && experiments.length > 0 ? { experiments } : {}),
    limit,
    ...(page_token ? { page_token } : {}),
  };
  return send<RunPage>('POST', 'runs/search', body, signal);
}

/**
 * The table's rows, page by page. They are kept as they were read: what the server tells later is
 * laid over them by {@link headQuery} and {@link someQuery}, so that nothing moves under the reader.
 */
export const tableQuery = (ask: Ask, first: () => number) =>
  infiniteQueryOptions({
    queryKey: ['runtable', ask],
    queryFn: ({ signal, pageParam }) =>
      searchRuns(ask, pageParam ? PAGE : Math.min(MOST, first()), pageParam, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_page_token || undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** The first rows as they are now; read again at every event about runs. */
export const headQuery = (ask: Ask, enabled: boolean) =>
  queryOptions({
    queryKey: ['runs', 'head', ask],
    queryFn: ({ signal }) => searchRuns(ask, 40, '', signal),
    enabled,
    staleTime: 0,
  });

function idFilter(ids: readonly string[]): string {
  return `attributes.run_id IN (${ids.map((id) => `'${id}'`).join(', ')})`;
}

/** Certain runs with certain columns, in any experiment and state. */
export const someQuery = (ids: readonly string[], columns: readonly string[] | undefined) =>
  queryOptions({
    queryKey: ['runs', 'some', ids, columns],
    queryFn: async ({ signal }): Promise<Run[]> => {
      const found: Run[] = [];
      for (let i = 0; i < ids.length; i += 500) {
        const filter = idFilter(ids.slice(i, i + 500));
        const ask = { filter, view: 'all' as const, ...(columns ? { columns } : {}) };
        found.push(...(await searchRuns(ask, 500, '', signal)).runs);
      }
      const place = new Map(ids.map((id, i) => [id, i]));
      return found.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  });

export const childRowsQuery = (id: string, columns: readonly string[]) =>
  queryOptions({
    queryKey: ['runs', 'childrows', id, columns],
    queryFn: ({ signal }) =>
      searchRuns({ filter: `tags.\`mlflow.parentRunId\` = '${id}'`, columns }, 500, '', signal),
  });

export interface KeyColumn {
  kind: 'metric' | 'param' | 'tag';
  key: string;
  runs: number;
}

/** The keys that the experiments' runs have, looked for on the server. */
export const columnsQuery = (
  experiments: readonly string[],
  kind: KeyColumn['kind'],
  text: string,
  limit = 100,
) =>
  queryOptions({
    queryKey: ['runs', 'columns', experiments, kind, text, limit],
    queryFn: ({ signal }) =>
      get<{ columns: KeyColumn[]; truncated: boolean }>(
        'runs/columns',
        { experiment: experiments, kind, contains: text, limit },
        signal,
      ),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** The keys of metrics that some of the runs have; of the runs themselves, or of those that match. */
export const keysQuery = (
  of: { ids?: readonly string[]; experiments: readonly string[]; filter?: string },
  text: string,
  limit: number,
) =>
  queryOptions({
    queryKey: ['runs', 'keys', of, text, limit],
    queryFn: ({ signal }) => {
      const filter = of.ids ? idFilter(of.ids) : of.filter;
      return send<{ columns: KeyColumn[]; truncated: boolean }>(
        'POST',
        'runs/columns',
        {
          ...(of.experiments.length > 0 ? { experiments: of.experiments } : {}),
          ...(filter ? { filter } : {}),
          kinds: ['metric'],
          contains: text,
          limit,
        },
        signal,
      );
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** The ids of all runs that match, as many as `most`. */
export async function allIds(ask: Ask, most = 50_000): Promise<string[]> {
  const ids: string[] = [];
  let token = '';
  do {
    const page = await searchRuns({ ...ask, columns: ['tags.mlflow.user'] }, MOST, token);
    ids.push(...page.runs.map((r) => r.id));
    token = page.next_page_token ?? '';
  } while (token && ids.length < most);
  return ids;
}

/** Deletes or brings back runs, a thousand at a time; answers how many changed. */
export async function changeRuns(
  how: 'delete' | 'restore',
  ids: readonly string[],
): Promise<number> {
  let changed = 0;
  for (let i = 0; i < ids.length; i += 1000) {
    const answer = await send<{ changed: number }>('POST', `runs/${how}`, {
      runs: ids.slice(i, i + 1000),
    });
    changed += answer.changed;
  }
  return changed;
}

export interface SavedView {
  id: string;
  name: string;
  page: string;
  state: string;
  who: string;
  /** Whether the caller saved it, and so may delete it. */
  mine: boolean;
}

export const viewsQuery = (page: string) =>
  queryOptions({
    queryKey: ['views', page],
    queryFn: async ({ signal }) =>
      (await get<{ items: SavedView[] }>('views', { page, max_results: 200 }, signal)).items,
    retry: false,
    staleTime: 60_000,
  });

export function saveView(page: string, name: string, state: string): Promise<SavedView> {
  return send<SavedView>('POST', 'views', { page, name, state });
}

export function deleteView(id: string): Promise<void> {
  return send<void>('DELETE', path`views/${id}`);
}

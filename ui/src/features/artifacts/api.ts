import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { API, fail, get, path, url } from '../../api/client.ts';
import type { Artifact, Paged, TablePage } from '../../api/types.ts';

/** Whose files are looked at: `runs/ID` or `logged_models/ID`. */
export type Owner = string;

export const runFiles = (id: string): Owner => path`runs/${id}`;
export const modelFiles = (id: string): Owner => path`logged_models/${id}`;

export const folderQuery = (owner: Owner, folder: string) =>
  queryOptions({
    queryKey: ['artifacts', owner, folder],
    queryFn: ({ signal }) =>
      get<Paged<Artifact>>(`${owner}/artifacts`, { path: folder }, signal).then((r) => r.items),
  });

export function fileUrl(
  owner: Owner,
  file: string,
  more: { download?: boolean; view?: 'page' | 'page-online' } = {},
): string {
  return url(`${owner}/artifacts/content`, { path: file, ...more });
}

export function archiveUrl(owner: Owner, folder: string): string {
  return url(`${owner}/artifacts/archive`, { path: folder });
}

export interface TableAsk {
  from: number;
  limit: number;
  sort?: string;
  descending?: boolean;
  contains?: string;
}

/** Rows of a table file, read on the server. */
export const tableQuery = (owner: Owner, file: string, ask: TableAsk) =>
  queryOptions({
    queryKey: ['artifact', owner, file, 'table', ask],
    queryFn: ({ signal }) =>
      get<TablePage>(`${owner}/artifacts/table`, { path: file, ...ask }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });

/** A file's text; with `tail` only that many bytes of its end. */
export const textQuery = (owner: Owner, file: string, tail?: number) =>
  queryOptions({
    queryKey: ['artifact', owner, file, tail ?? null],
    queryFn: async ({ signal }) => {
      const response = await fetch(fileUrl(owner, file), {
        signal,
        ...(tail === undefined ? {} : { headers: { Range: `bytes=-${tail}` } }),
      });
      if (response.status === 416) return '';
      return response.ok ? response.text() : fail(response);
    },
  });

export { API };

import { queryOptions } from '@tanstack/react-query';
import { get, path, send } from '../../api/client.ts';
import type { Comment, Paged, Pin, SavedView } from '../../api/types.ts';

export const commentsQuery = (subject: string) =>
  queryOptions({
    queryKey: ['comments', subject],
    queryFn: ({ signal }) => get<Paged<Comment>>('comments', { subject, max_results: 500 }, signal),
    refetchInterval: 30_000,
  });

export const pinsQuery = queryOptions({
  queryKey: ['pins'],
  queryFn: ({ signal }) => get<Paged<Pin>>('pins', { max_results: 100 }, signal),
  staleTime: 30_000,
});

export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => get<Paged<SavedView>>('views', { max_results: 200 }, signal),
  staleTime: 30_000,
});

export const writeComment = (subject: string, body: string) =>
  send<Comment>('POST', 'comments', { subject, body });
export const editComment = (id: string, body: string) =>
  send<Comment>('PATCH', path`comments/${id}`, { body });
export const deleteComment = (id: string) => send<Comment>('DELETE', path`comments/${id}`);
export const restoreComment = (id: string) =>
  send<Comment>('POST', path`comments/${id}/restore`, {});

export const pin = (subject: string) => send<Pin>('PUT', path`pins/${subject}`, {});
export const unpin = (subject: string) => send('DELETE', path`pins/${subject}`);

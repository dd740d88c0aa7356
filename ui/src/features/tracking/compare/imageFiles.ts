import { queryOptions } from '@tanstack/react-query';
import { get, path, url } from '../../../api/client.ts';
import type { Artifact, Paged } from '../../../api/types.ts';

/** What lies in a run's folder of logged images. */
export const imageFilesQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifacts', id, 'images'],
    queryFn: ({ signal }) =>
      get<Paged<Artifact>>(path`runs/${id}/artifacts`, { path: 'images' }, signal),
  });

export function imageUrl(run: string, file: string): string {
  return url(path`runs/${run}/artifacts/content`, { path: file });
}

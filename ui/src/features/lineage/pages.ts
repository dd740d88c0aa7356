import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { groupQuery } from './api.ts';
import type { Graph } from './merge.ts';

/** The members of the groups that are open, and whether some are still on their way. */
export function usePages(
  root: string,
  open: ReadonlyMap<string, number>,
): [Map<string, Graph>, boolean] {
  const tokens = [...open];
  const results = useQueries({
    queries: tokens.map(([token, many]) => ({
      ...groupQuery(root, token, many),
      placeholderData: (old: Graph | undefined) => old,
    })),
  });
  const stamp = results.map((r) => r.dataUpdatedAt).join();
  // The stamp says when any of the pages changed.
  const pages = useMemo(() => {
    const map = new Map<string, Graph>();
    results.forEach((r, i) => {
      if (r.data) map.set(tokens[i]![0], r.data);
    });
    return map;
  }, [stamp, open]);
  return [pages, results.some((r) => r.isFetching)];
}

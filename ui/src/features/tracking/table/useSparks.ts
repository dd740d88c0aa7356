import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { envelopeQuery } from '../compare/envelope.ts';
import { columnRef } from './columns.ts';

const POINTS = 48;

/** The small curves of the rows on the screen, by `run key`; one question for each column. */
export function useSparks(
  ids: readonly string[],
  columns: readonly { id: string }[],
): ReadonlyMap<string, number[]> {
  const keys = columns.filter((c) => c.id.startsWith('spark.')).map((c) => columnRef(c.id).key);
  const results = useQueries({
    queries: keys.map((key) => ({
      ...envelopeQuery({ runs: ids, key, x: 'step', buckets: POINTS }),
      enabled: ids.length > 0,
    })),
  });
  const data = results.map((r) => r.data);
  return useMemo(() => {
    const sparks = new Map<string, number[]>();
    data.forEach((curves, i) => {
      for (const curve of curves ?? [])
        sparks.set(
          `${curve.run} ${keys[i]}`,
          curve.last.filter((v): v is number => v !== null),
        );
    });
    return sparks;
  }, data);
}

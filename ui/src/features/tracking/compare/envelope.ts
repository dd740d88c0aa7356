/** Curves as the server reduces them: at most so many stretches, each with the extremes of all its points. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get } from '../../../api/client.ts';

export type XKind = 'step' | 'time' | 'relative';

export interface Envelope {
  run: string;
  x_first: number[];
  x_last: number[];
  min: (number | null)[];
  max: (number | null)[];
  first: (number | null)[];
  last: (number | null)[];
  /** Points in each stretch. */
  count: number[];
}

export interface EnvelopeAsk {
  runs: readonly string[];
  key: string;
  x: XKind;
  from?: number;
  to?: number;
  buckets: number;
}

/** So many runs in one question, that its address stays short. */
const AT_ONCE = 50;

export const envelopeQuery = (ask: EnvelopeAsk) =>
  queryOptions({
    queryKey: ['metrics', 'envelope', ask],
    queryFn: async ({ signal }): Promise<Envelope[]> => {
      const { runs, ...rest } = ask;
      const all: Envelope[] = [];
      for (let i = 0; i < runs.length; i += AT_ONCE) {
        const part = await get<{ curves: Envelope[] }>(
          'metrics/envelope',
          { ...rest, run: runs.slice(i, i + AT_ONCE) },
          signal,
        );
        all.push(...part.curves);
      }
      return all;
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

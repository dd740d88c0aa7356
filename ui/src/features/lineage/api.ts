import { queryOptions } from '@tanstack/react-query';
import { get } from '../../api/client.ts';
import type { Graph } from './merge.ts';

export type Direction = 'both' | 'back' | 'forward';

/** More neighbours of a kind than this are one group. */
export const FAN = 5;
const PAGE = 1000;

export const graphQuery = (ref: string, direction: Direction) =>
  queryOptions({
    queryKey: ['lineage', ref, direction, 'grouped'],
    queryFn: ({ signal }) => get<Graph>('lineage', { ref, direction, fan: FAN }, signal),
  });

/** The first members of a group. */
export const groupQuery = (ref: string, group: string, many: number) =>
  queryOptions({
    queryKey: ['lineage', ref, 'group', group, many],
    queryFn: async ({ signal }) => {
      const whole: Graph = { nodes: [], edges: [], groups: [], links: [] };
      let token: string | undefined;
      let left = many;
      do {
        const part: Graph = await get<Graph>(
          'lineage',
          { ref, fan: FAN, group, max_results: Math.min(PAGE, left), page_token: token },
          signal,
        );
        whole.nodes.push(...part.nodes);
        whole.edges.push(...part.edges);
        whole.groups?.push(...(part.groups ?? []));
        whole.links?.push(...(part.links ?? []));
        whole.total = part.total;
        token = part.next_page_token;
        left -= PAGE;
      } while (token && left > 0);
      return whole;
    },
    staleTime: 30_000,
  });

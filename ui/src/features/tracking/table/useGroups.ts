import { useInfiniteQuery, useQueries, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type Ask, allIds } from './api.ts';
import { groupedRows } from './group.ts';
import {
  type GroupAsk,
  groupsQuery,
  inGroup,
  keyOf,
  type Members,
  membersQuery,
  STEPS,
} from './grouped.ts';

/** The groups that were loaded, the runs of those that are open, and which of them are selected. */
export function useGroups(ask: GroupAsk, runs: Ask, open: ReadonlySet<string>, on: boolean) {
  const client = useQueryClient();
  const query = useInfiniteQuery(groupsQuery(ask, on));
  const pages = query.data?.pages;
  const groups = useMemo(() => {
    const seen = new Map((pages ?? []).flatMap((p) => p.groups).map((g) => [keyOf(g.keys), g]));
    return [...seen.values()];
  }, [pages]);
  const [steps, setSteps] = useState<ReadonlyMap<string, number>>(new Map());
  const [known, setKnown] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const opened = on ? groups.filter((g) => open.has(keyOf(g.keys))) : [];
  const answers = useQueries({
    queries: opened.map((g) => membersQuery(runs, g, STEPS[steps.get(keyOf(g.keys)) ?? 0]!)),
  });
  const members: Members = new Map(opened.map((g, i) => [keyOf(g.keys), answers[i]?.data ?? null]));
  const failed = answers.find((a) => a.error)?.error ?? null;
  const rows = useMemo(
    () => groupedRows(groups, open, members),
    [groups, open, ...members.keys(), ...members.values()],
  );
  return {
    query,
    groups,
    rows,
    members,
    failed,
    totalGroups: pages?.[0]?.total_groups ?? 0,
    totalRuns: pages?.[0]?.total_runs ?? 0,
    /** The ids of a group's runs, once they were asked for. */
    known,
    /** Asks for the ids of all of a group's runs, to select them. */
    ids: async (key: string): Promise<readonly string[]> => {
      const there = known.get(key);
      if (there) return there;
      const group = groups.find((g) => keyOf(g.keys) === key);
      if (!group) return [];
      const ids = await allIds(inGroup(runs, group));
      setKnown((old) => new Map(old).set(key, ids));
      return ids;
    },
    more: (key: string) =>
      setSteps((old) => new Map(old).set(key, Math.min(STEPS.length - 1, (old.get(key) ?? 0) + 1))),
    reload: async () => {
      setKnown(new Map());
      await client.invalidateQueries({ queryKey: ['rungroups'] });
    },
  };
}

/** The runs in groups, as the server counts and measures them: over all that match, never loaded. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { send } from '../../../api/client.ts';
import type { Run, RunFigures, RunGroup, RunGroups } from '../../../api/types.ts';
import { type Ask, MOST, type RunPage, searchRuns } from './api.ts';
import { columnRef, columnTitle, quoteKey } from './columns.ts';
import { csvOf } from './download.ts';
import { and } from './grammar.ts';
import { decodeId, encodeId, type Sorting } from './state.ts';

export const MOST_BY = 3;
const PAGE = 200;
/** How many groups are open at most, so that they fit into the address. */
const OPEN = 40;

/** What the server calls a column that it can group by; null for one that it cannot. */
export function fieldOf(id: string): string | null {
  const { kind, key } = columnRef(id);
  if (kind === 'metrics' || kind === 'params' || kind === 'tags') return quoteKey(id);
  const attributes: Readonly<Record<string, string>> = {
    status: 'attributes.status',
    run_name: 'attributes.run_name',
    user_id: 'attributes.user_id',
    experiment: 'attributes.experiment_id',
    parent: 'tags.`mlflow.parentRunId`',
    source: 'tags.`mlflow.source.name`',
    commit: 'tags.`mlflow.source.git.commit`',
  };
  return kind === 'attributes' ? (attributes[key] ?? null) : null;
}

export function readGroup(text: string | undefined): string[] {
  const ids = (text ?? '').split(',').map(decodeId);
  return [...new Set(ids.filter((id) => id && fieldOf(id) !== null))].slice(0, MOST_BY);
}

export function writeGroup(ids: readonly string[]): string | undefined {
  return ids.map(encodeId).join(',') || undefined;
}

/** A group's name in the address and among the rows; `!` stands for nothing there. */
export function keyOf(keys: readonly (string | null)[]): string {
  return keys.map((k) => (k === null ? '!' : encodeId(k))).join('~');
}

export function readOpen(text: string | undefined): ReadonlySet<string> {
  // An empty text is a value too, so that a single empty key stands as itself.
  return new Set(text === undefined ? [] : text.split(','));
}

export function writeOpen(open: ReadonlySet<string>): string | undefined {
  return open.size === 0 ? undefined : [...open].slice(-OPEN).join(',');
}

export interface GroupAsk {
  experiments: readonly string[];
  filter?: string;
  view: Ask['view'];
  by: readonly string[];
  metrics: readonly string[];
  columns: readonly string[];
  order_by: readonly string[];
}

/** How groups are ordered by a column: by its value where it is grouped by, else by its mean. */
export function groupOrder(sort: Sorting | null, by: readonly string[]): string[] {
  if (!sort) return [];
  const way = sort.down ? 'DESC' : 'ASC';
  const { kind, key } = columnRef(sort.id);
  const field = by.includes(sort.id) ? fieldOf(sort.id) : null;
  if (field) return [`${field} ${way}`];
  if (kind === 'metrics') return [`mean.\`${key}\` ${way}`];
  if (sort.id === 'attributes.start_time') return [`last_started ${way}`];
  const first = by[0] ? fieldOf(by[0]) : null;
  return sort.id === 'attributes.run_name' && first ? [`${first} ${way}`] : [];
}

export function groupAsk(
  ask: Ask,
  by: readonly string[],
  shown: readonly string[],
  sort: Sorting | null,
): GroupAsk {
  const kinds = shown.map((id) => ({ id, ...columnRef(id) }));
  return {
    experiments: ask.experiments,
    ...(ask.filter ? { filter: ask.filter } : {}),
    view: ask.view,
    by: by.flatMap((id) => fieldOf(id) ?? []),
    metrics: kinds
      .filter((c) => c.kind === 'metrics')
      .map((c) => c.key)
      .slice(0, 100),
    columns: kinds
      .filter((c) => c.kind !== 'metrics' && c.kind !== 'spark')
      .flatMap((c) => fieldOf(c.id) ?? [])
      .slice(0, 100),
    order_by: groupOrder(sort, by),
  };
}

export const groupsQuery = (ask: GroupAsk, enabled: boolean) =>
  infiniteQueryOptions({
    queryKey: ['rungroups', ask],
    queryFn: ({ signal, pageParam }) => {
      const { experiments, ...rest } = ask;
      const body = {
        ...rest,
        ...(experiments.length > 0 ? { experiments } : {}),
        limit: PAGE,
        ...(pageParam ? { page_token: pageParam } : {}),
      };
      return send<RunGroups>('POST', 'runs/groups', body, signal);
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.next_page_token || undefined,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    enabled,
  });

/** So many of a group's runs are shown when it is opened, then when more are asked for. */
export const STEPS = [100, 1000, MOST];

export function inGroup(ask: Ask, group: RunGroup): Ask {
  return { ...ask, filter: and(ask.filter, group.filter) };
}

export const membersQuery = (ask: Ask, group: RunGroup, many: number) =>
  queryOptions({
    queryKey: ['rungroups', 'members', inGroup(ask, group), many],
    queryFn: ({ signal }): Promise<RunPage> => searchRuns(inGroup(ask, group), many, '', signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** What a group's cell shows of a column. */
export type GroupCell =
  | { kind: 'figures'; of: RunFigures; runs: number }
  | { kind: 'took'; of: RunFigures }
  | { kind: 'started'; at: string }
  | { kind: 'same'; text: string; part: boolean }
  | { kind: 'mixed' }
  | null;

export function groupCell(group: RunGroup, by: readonly string[], id: string): GroupCell {
  const { kind, key } = columnRef(id);
  if (kind === 'metrics') {
    const of = group.metrics[key];
    return of ? { kind: 'figures', of, runs: group.runs } : null;
  }
  if (id === 'attributes.duration')
    return group.duration_s ? { kind: 'took', of: group.duration_s } : null;
  if (id === 'attributes.start_time') return { kind: 'started', at: group.last_started };
  const place = by.indexOf(id);
  if (place >= 0) {
    const value = group.keys[place];
    return value === null || value === undefined
      ? null
      : { kind: 'same', text: value, part: false };
  }
  const field = fieldOf(id);
  const common = field ? group.values[field] : undefined;
  if (!common) return null;
  return common.value === undefined
    ? { kind: 'mixed' }
    : { kind: 'same', text: common.value, part: common.runs < group.runs };
}

/** One line a group: its keys, how many runs, each metric's figures. */
export function groupsCsv(groups: readonly RunGroup[], by: readonly string[]): string {
  const metrics = [...new Set(groups.flatMap((g) => Object.keys(g.metrics)))];
  const figures = ['count', 'mean', 'std', 'min', 'max'] as const;
  return csvOf(
    [
      ...by.map((id) => (id.startsWith('attributes.') ? columnTitle(id) : id)),
      'runs',
      ...metrics.flatMap((m) => figures.map((f) => `metrics.${m} ${f}`)),
    ],
    groups.map((g) => [
      ...g.keys,
      g.runs,
      ...metrics.flatMap((m) => figures.map((f) => g.metrics[m]?.[f])),
    ]),
  );
}

export type Members = ReadonlyMap<string, { runs: readonly Run[]; total: number } | null>;

import type { components } from '../../api/generated.ts';
import { count } from '../../lib/format.ts';
import { kindName, parseRef, refTitle } from '../../lib/ref.ts';

type Group = components['schemas']['GraphGroup'];

const MANY: Record<string, string> = {
  dataset_version: 'data versions',
  model_version: 'model versions',
  task: 'tasks',
  run: 'runs',
  pipeline_run: 'pipeline runs',
};

function many(kind: string): string {
  return MANY[kind] ?? `${kindName(kind)}s`;
}

/** "365 windows", "28 more alerts", "12 data versions". */
export function groupTitle(group: Group, left: number, more: boolean): string {
  const what = group.relation === 'tried' ? 'trials' : many(group.kind);
  return `${count(left)} ${more ? 'more ' : ''}${what}`;
}

const short = (ref: string) =>
  refTitle(ref).replace(/^(data|model|window|alert|task|run|pipeline run|verdict|trigger) /, '');

/** What the group's members share: "flights 2013-01 … 2013-12", "tried by run 3f2a91c0". */
export function groupUnder(group: Group): string {
  if (!group.listed) return 'in the log, counted only';
  const ends =
    group.first &&
    group.last &&
    (group.kind === 'dataset_version' || group.kind === 'model_version')
      ? `${short(group.first)} … ${short(group.last)}`
      : '';
  if (group.owner) return `${group.owner} ${ends}`.trim();
  const of = group.of.includes('~') ? many(lastKind(group.of)) : refTitle(group.of);
  return group.direction === 'back' ? `${group.relation} ${of}` : `${group.relation} by ${of}`;
}

/** A token's own kind: direction~relation~kind~owner~of. */
function lastKind(token: string): string {
  return token.split('~')[2] ?? '';
}

/** A relation read from its other end: "trained run 41" and "from data 2013-04". */
export function relationBack(relation: string, ref: string): string {
  return `${relation} by ${kindName(parseRef(ref).kind)}`;
}

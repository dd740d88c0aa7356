/** The graph's records as boxes. */
import type { DagNode } from '../../charts/dag/Dag.tsx';
import type { IconName } from '../../components/Icon.tsx';
import { lookOf } from '../../components/Status.tsx';
import { kindName, refTitle } from '../../lib/ref.ts';
import { day } from '../../lib/time.ts';
import type { ViewNode } from './merge.ts';

export const ICONS: Record<string, IconName> = {
  run: 'runs',
  experiment: 'runs',
  model: 'models',
  model_version: 'models',
  dataset: 'data',
  dataset_version: 'data',
  deployment: 'deployments',
  pipeline: 'pipelines',
  pipeline_run: 'pipelines',
  task: 'pipelines',
  verdict: 'question',
  alert: 'alert',
  window: 'clock',
  trigger: 'loop',
  prediction: 'file',
  project: 'loop',
};

/** What a record is called when the server has no better name for it. */
export function nameOf(node: ViewNode): string {
  if (node.group) return node.title;
  const id = node.id.slice(node.id.indexOf(':') + 1);
  if (node.kind === 'verdict') return node.title.replace(/ (v\d+)$/, ' gate, $1');
  if (node.kind === 'trigger' && node.title === 'trigger') {
    return node.status === 'HELD' ? 'training held' : 'training started';
  }
  return node.title === id ? refTitle(node.id) : node.title;
}

export function boxOf(node: ViewNode): DagNode {
  const title = nameOf(node);
  const kind = kindName(node.kind);
  const when = node.time ? day(node.time, true) : '';
  const look = node.status ? lookOf(node.status) : null;
  const under = node.under ?? [kind, when].filter(Boolean).join(' · ');
  return {
    id: node.id,
    title,
    under,
    icon: ICONS[node.kind] ?? 'file',
    label: [`${title} ${under}`, look?.[2]].filter(Boolean).join(', '),
    ...(look ? { state: { tone: look[0], icon: look[1], word: look[2] } } : {}),
    ...(node.group ? { group: true } : {}),
    ...(node.more ? { more: true } : {}),
  };
}

/** Whether the filter's words are all in what is known of the record. */
export function fits(node: ViewNode, words: readonly string[]): boolean {
  const text = `${nameOf(node)} ${node.id} ${kindName(node.kind)} ${node.status ?? ''} ${
    node.time?.slice(0, 10) ?? ''
  } ${node.under ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

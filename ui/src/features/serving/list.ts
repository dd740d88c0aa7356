/** Which deployments a filter means. Pure. */
import type { Deployment } from '../../api/types.ts';

/** The deployment's state in a word: a model on its way into memory, or out of it, goes first. */
export function stateOf(d: Pick<Deployment, 'state' | 'readiness'>): string {
  return d.readiness === 'loading' || d.readiness === 'asleep' ? d.readiness : d.state;
}

/** Why, where the word alone does not say it. */
export function stateWhy(d: Pick<Deployment, 'problem' | 'readiness'>): string | undefined {
  if (d.problem !== undefined) return d.problem;
  return d.readiness === 'asleep'
    ? 'Its model was let go of to save memory; the next question loads it again.'
    : undefined;
}

/** Whether every word of the filter is somewhere in what the list shows of it. */
export function matches(d: Deployment, filter: string): boolean {
  const versions = (d.versions ?? []).map((v) => `${v.model} v${v.version}`);
  const shown = [
    d.name,
    d.model,
    d.follows,
    stateOf(d),
    d.version === undefined ? '' : `v${d.version}`,
    ...versions,
  ]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => shown.includes(word));
}

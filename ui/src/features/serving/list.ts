/** Which deployments a filter means. Pure. */
import type { Deployment } from '../../api/types.ts';

/** Whether every word of the filter is somewhere in what the list shows of it. */
export function matches(d: Deployment, filter: string): boolean {
  const versions = (d.versions ?? []).map((v) => `${v.model} v${v.version}`);
  const shown = [
    d.name,
    d.model,
    d.follows,
    d.state,
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

import type { DeploymentDetail, Traffic } from '../../api/types.ts';

/**
 * The model that the version belongs to which answered; null when the version's number alone does
 * not tell, since variants may be of other models.
 */
export function modelOf(
  version: string,
  d: Pick<DeploymentDetail, 'model' | 'version' | 'canary'>,
  traffic: Pick<Traffic, 'variants'> | undefined,
): string | null {
  if (traffic === undefined) return null;
  const all = [
    { model: d.model, version: d.version },
    ...traffic.variants.filter((v) => !v.shadow),
    ...(d.canary === undefined ? [] : [d.canary.canary]),
  ];
  const models = new Set(all.filter((v) => String(v.version) === version).map((v) => v.model));
  if (models.size === 0) return all.every((v) => v.model === d.model) ? d.model : null;
  return models.size === 1 ? ([...models][0] ?? null) : null;
}

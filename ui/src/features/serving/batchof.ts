import type { BatchPrediction } from '../../api/types.ts';

/** Whether it was asked of the deployment, or of a version of its model. */
export function isOf(
  b: Pick<BatchPrediction, 'model' | 'version'>,
  of: { name: string; model: string },
): boolean {
  return (
    b.model === `deployments:/${of.name}` || b.version.startsWith(`model_version:${of.model}/`)
  );
}

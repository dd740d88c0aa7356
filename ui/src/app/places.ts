import type { IconName } from '../components/Icon.tsx';

/** The pages of the rail: icon, title, path, and the key after `g`. */
export const PLACES: [IconName, string, string, string][] = [
  ['loop', 'Loop', '/loop', 'l'],
  ['runs', 'Runs', '/runs', 'r'],
  ['models', 'Models', '/models', 'm'],
  ['data', 'Data', '/data', 'a'],
  ['deployments', 'Deployments', '/deployments', 'd'],
  ['pipelines', 'Pipelines', '/pipelines', 'p'],
  ['traces', 'Traces', '/traces', 'c'],
  ['reports', 'Reports', '/reports', 'e'],
  ['lineage', 'Lineage', '/lineage', 't'],
];

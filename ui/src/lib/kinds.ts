/** Which sign stands for which kind of record; the names are those of components/Icon. */
const ICONS = {
  run: 'runs',
  experiment: 'runs',
  model: 'models',
  model_version: 'models',
  logged_model: 'models',
  dataset: 'data',
  dataset_version: 'data',
  deployment: 'deployments',
  pipeline_run: 'pipelines',
  task: 'pipelines',
  alert: 'alert',
  trace: 'traces',
  report: 'reports',
} as const;

export type KindIcon = (typeof ICONS)[keyof typeof ICONS] | 'file';

export function kindIcon(kind: string): KindIcon {
  return ICONS[kind as keyof typeof ICONS] ?? 'file';
}

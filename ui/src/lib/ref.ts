/** Addresses of records, `kind:id`, as lineage and events use them. */

export interface Ref {
  kind: string;
  id: string;
}

export function parseRef(text: string): Ref {
  const colon = text.indexOf(':');
  return colon < 0
    ? { kind: '', id: text }
    : { kind: text.slice(0, colon), id: text.slice(colon + 1) };
}

const NAMES: Record<string, string> = {
  project: 'project',
  dataset: 'dataset',
  dataset_version: 'data',
  experiment: 'experiment',
  run: 'run',
  pipeline: 'pipeline',
  pipeline_run: 'pipeline run',
  task: 'task',
  model: 'model',
  model_version: 'model',
  verdict: 'verdict',
  deployment: 'deployment',
  prediction: 'prediction',
  window: 'window',
  alert: 'alert',
  trigger: 'trigger',
  trace: 'trace',
  report: 'report',
  logged_model: 'logged model',
};

export function kindName(kind: string): string {
  return NAMES[kind] ?? kind.replaceAll('_', ' ');
}

/** How a ref reads in a sentence or a thread: "data 2013-06", "model v9", "run 3f2a91c0". */
export function refTitle(text: string): string {
  const { kind, id } = parseRef(text);
  const name = kindName(kind);
  if (kind === 'dataset_version') return `data ${id.slice(id.indexOf('@') + 1)}`;
  if (kind === 'model_version') return `model v${id.slice(id.lastIndexOf('/') + 1)}`;
  if (kind === 'task') return `task ${id.slice(id.indexOf('/') + 1)}`;
  if (kind === 'deployment' || kind === 'model' || kind === 'dataset' || kind === 'project')
    return `${name} ${id}`;
  const last = id.slice(id.lastIndexOf('/') + 1);
  return `${name} ${last.length > 10 ? (kind === 'run' ? last.slice(0, 8) : last.slice(-6)) : last}`;
}

const e = encodeURIComponent;

/** The lineage page of a record. */
export function lineagePath(text: string): string {
  return `/lineage/${text.split('/').map(e).join('/')}`;
}

/** The page of a record, or null where it has none of its own and opens as evidence. */
export function refPath(text: string): string | null {
  const { kind, id } = parseRef(text);
  switch (kind) {
    case 'run':
      return `/runs/${e(id)}`;
    case 'experiment':
      return `/experiments/${e(id)}`;
    case 'model':
      return `/models/${e(id)}`;
    case 'model_version': {
      const slash = id.lastIndexOf('/');
      return `/models/${e(id.slice(0, slash))}/versions/${e(id.slice(slash + 1))}`;
    }
    case 'deployment':
      return `/deployments/${e(id)}`;
    case 'dataset':
      return `/data/${e(id)}`;
    case 'dataset_version': {
      const at = id.indexOf('@');
      return `/data/${e(id.slice(0, at))}/${e(id.slice(at + 1))}`;
    }
    case 'pipeline_run':
      return `/pipelines/${e(id)}`;
    case 'task': {
      const slash = id.indexOf('/');
      return `/pipelines/${e(id.slice(0, slash))}?task=${e(id.slice(slash + 1))}`;
    }
    case 'trace':
      return `/traces/${e(id)}`;
    case 'report':
      return `/reports/${e(id)}`;
    case 'logged_model':
      return `/logged-models/${e(id)}`;
    case 'prediction':
      return `/predictions/${e(id)}`;
    default:
      return null;
  }
}

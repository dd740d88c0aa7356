import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { rootRoute, text } from './root.tsx';

const parent = { getParentRoute: () => rootRoute };

const index = createRoute({
  ...parent,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/loop', replace: true });
  },
});

const loop = createRoute({
  ...parent,
  path: '/loop',
  validateSearch: z.object({ from: text, to: text, all: text }),
  component: lazyRouteComponent(() => import('./loop.tsx'), 'LoopPage'),
});

const runs = createRoute({
  ...parent,
  path: '/runs',
  validateSearch: z.object({
    experiment: text,
    filter: text,
    sort: text,
    picked: text,
    all: text,
    cols: text,
    group: text,
    density: text,
    view: text,
    build: text,
  }),
  component: lazyRouteComponent(() => import('./runs.tsx'), 'RunsPage'),
});

const compare = createRoute({
  ...parent,
  path: '/runs/compare',
  validateSearch: z.object({ ids: text, metric: text }),
  component: lazyRouteComponent(() => import('./compare.tsx'), 'ComparePage'),
});

const run = createRoute({
  ...parent,
  path: '/runs/$run',
  validateSearch: z.object({
    tab: text,
    metrics: text,
    range: text,
    artifact: text,
    against: text,
    x: text,
    smooth: text,
    log: text,
    sort: text,
  }),
  component: lazyRouteComponent(() => import('./run.tsx'), 'RunPage'),
});

/** What MLflow's client prints. */
const experiment = createRoute({
  ...parent,
  path: '/experiments/$experiment',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/runs', search: { experiment: params.experiment }, replace: true });
  },
});

const experimentRun = createRoute({
  ...parent,
  path: '/experiments/$experiment/runs/$run',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/runs/$run', params: { run: params.run }, replace: true });
  },
});

const experiments = createRoute({
  ...parent,
  path: '/experiments',
  beforeLoad: () => {
    throw redirect({ to: '/runs', replace: true });
  },
});

/** What Kubeflow's client prints. */
const kubeflowRun = createRoute({
  ...parent,
  path: '/runs/details/$id',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/pipelines/$id', params: { id: params.id }, replace: true });
  },
});

const kubeflowExperiment = createRoute({
  ...parent,
  path: '/experiments/details/$id',
  beforeLoad: () => {
    throw redirect({ to: '/pipelines', replace: true });
  },
});

const models = createRoute({
  ...parent,
  path: '/models',
  component: lazyRouteComponent(() => import('./models.tsx'), 'ModelsPage'),
});

const model = createRoute({
  ...parent,
  path: '/models/$model',
  validateSearch: z.object({ tab: text, version: text, at: text, sort: text }),
  component: lazyRouteComponent(() => import('./model.tsx'), 'ModelPage'),
});

const version = createRoute({
  ...parent,
  path: '/models/$model/versions/$version',
  beforeLoad: ({ params }) => {
    throw redirect({
      to: '/models/$model',
      params: { model: params.model },
      search: { version: params.version },
      replace: true,
    });
  },
});

const datasets = createRoute({
  ...parent,
  path: '/data',
  component: lazyRouteComponent(() => import('./data.tsx'), 'DatasetsPage'),
});

const dataset = createRoute({
  ...parent,
  path: '/data/$dataset',
  validateSearch: z.object({ sort: text }),
  component: lazyRouteComponent(() => import('./data.tsx'), 'DatasetPage'),
});

const dataVersion = createRoute({
  ...parent,
  path: '/data/$dataset/$label',
  component: lazyRouteComponent(() => import('./data.tsx'), 'DataVersionPage'),
});

const deployments = createRoute({
  ...parent,
  path: '/deployments',
  component: lazyRouteComponent(() => import('./deployments.tsx'), 'DeploymentsPage'),
});

const deployment = createRoute({
  ...parent,
  path: '/deployments/$deployment',
  validateSearch: z.object({ window: text, column: text, metric: text, tab: text, alerts: text }),
  component: lazyRouteComponent(() => import('./deployment.tsx'), 'DeploymentPage'),
});

const pipelines = createRoute({
  ...parent,
  path: '/pipelines',
  component: lazyRouteComponent(() => import('./pipelines.tsx'), 'PipelinesPage'),
});

const pipeline = createRoute({
  ...parent,
  path: '/pipelines/$id',
  validateSearch: z.object({ task: text }),
  component: lazyRouteComponent(() => import('./pipelines.tsx'), 'PipelineRunPage'),
});

const why = createRoute({
  ...parent,
  path: '/predictions/$prediction',
  validateSearch: z.object({ rerun: text, all: text, label: text }),
  component: lazyRouteComponent(() => import('./why.tsx'), 'WhyPage'),
});

const lineageStart = createRoute({
  ...parent,
  path: '/lineage',
  component: lazyRouteComponent(() => import('./lineage.tsx'), 'LineageStart'),
});

const lineage = createRoute({
  ...parent,
  path: '/lineage/$',
  validateSearch: z.object({
    direction: text,
    open: text,
    at: text,
    filter: text,
    trail: text,
    view: text,
    sort: text,
  }),
  component: lazyRouteComponent(() => import('./lineage.tsx'), 'LineagePage'),
});

export const routeTree = rootRoute.addChildren([
  index,
  loop,
  runs,
  compare,
  run,
  experiments,
  experiment,
  experimentRun,
  kubeflowRun,
  kubeflowExperiment,
  models,
  model,
  version,
  datasets,
  dataset,
  dataVersion,
  deployments,
  deployment,
  pipelines,
  pipeline,
  why,
  lineageStart,
  lineage,
]);

import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { links } from './links.tsx';
import { qualified, rootRoute, text } from './root.tsx';

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
    opened: text,
    density: text,
    view: text,
    build: text,
  }),
  component: lazyRouteComponent(() => import('./runs.tsx'), 'RunsPage'),
});

const compare = createRoute({
  ...parent,
  path: '/runs/compare',
  validateSearch: z.object({
    ids: text,
    experiment: text,
    filter: text,
    matching: text,
    tab: text,
    x: text,
    logx: text,
    log: text,
    smooth: text,
    outliers: text,
    group: text,
    band: text,
    zoom: text,
    hide: text,
    solo: text,
    find: text,
    wide: text,
    metric: text,
    axes: text,
    brush: text,
    px: text,
    py: text,
    pc: text,
    all: text,
    sort: text,
  }),
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
    find: text,
    step: text,
    size: text,
    image: text,
  }),
  component: lazyRouteComponent(() => import('./run.tsx'), 'RunPage'),
});

const traces = createRoute({
  ...parent,
  path: '/traces',
  validateSearch: z.object({
    experiment: text,
    run: text,
    filter: text,
    status: text,
    sort: text,
  }),
  component: lazyRouteComponent(() => import('./traces.tsx'), 'TracesPage'),
});

const trace = createRoute({
  ...parent,
  path: '/traces/$trace',
  validateSearch: z.object({ span: text, find: text }),
  component: lazyRouteComponent(() => import('./traces.tsx'), 'TracePage'),
});

const reports = createRoute({
  ...parent,
  path: '/reports',
  component: lazyRouteComponent(() => import('./reports.tsx'), 'ReportsPage'),
});

const report = createRoute({
  ...parent,
  path: '/reports/$report',
  validateSearch: z.object({ edit: text, revision: text }),
  component: lazyRouteComponent(() => import('./reports.tsx'), 'ReportPage'),
});

const experimentModel = createRoute({
  ...parent,
  path: '/experiments/$experiment/models/$model',
  validateSearch: z.object({ tab: text, artifact: text }),
  component: lazyRouteComponent(() => import('./loggedmodel.tsx'), 'LoggedModelPage'),
});

const loggedModel = createRoute({
  ...parent,
  path: '/logged-models/$model',
  validateSearch: z.object({ tab: text, artifact: text }),
  component: lazyRouteComponent(() => import('./loggedmodel.tsx'), 'LoggedModelAlone'),
});

const models = createRoute({
  ...parent,
  path: '/models',
  validateSearch: z.object({ workspace: text }),
  component: lazyRouteComponent(() => import('./models.tsx'), 'ModelsPage'),
});

const model = createRoute({
  ...parent,
  path: '/models/$model',
  validateSearch: z.object({
    tab: text,
    version: text,
    with: text,
    artifact: text,
    at: text,
    clock: text,
    sort: text,
    workspace: text,
  }),
  beforeLoad: ({ params, search: { workspace, ...search } }) => {
    if (workspace) {
      const model = qualified(params.model, workspace);
      throw redirect({ to: '/models/$model', params: { model }, search, replace: true });
    }
  },
  component: lazyRouteComponent(() => import('./model.tsx'), 'ModelPage'),
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
  validateSearch: z.object({ filter: text, sort: text }),
  component: lazyRouteComponent(() => import('./deployments.tsx'), 'DeploymentsPage'),
});

const deployment = createRoute({
  ...parent,
  path: '/deployments/$deployment',
  validateSearch: z.object({
    window: text,
    column: text,
    metric: text,
    tab: text,
    alerts: text,
    span: text,
    version: text,
  }),
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
  ...links,
  experimentModel,
  loggedModel,
  traces,
  trace,
  reports,
  report,
  models,
  model,
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

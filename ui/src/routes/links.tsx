/** Addresses that the clients of MLflow and Kubeflow print: each leads to the page that shows the same. */
import { createRoute, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { qualified, rootRoute, text } from './root.tsx';

const parent = { getParentRoute: () => rootRoute };

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

/** Deeper links of MLflow's pages lead to the part of the page that they name. */
const experimentRunPart = createRoute({
  ...parent,
  path: '/experiments/$experiment/runs/$run/$',
  beforeLoad: ({ params }) => {
    const [part = '', ...rest] = (params._splat ?? '').split('/');
    const tab = RUN_PARTS[part];
    throw redirect({
      to: '/runs/$run',
      params: { run: params.run },
      search: {
        ...(tab ? { tab } : {}),
        ...(tab === 'artifacts' && rest.length > 0 ? { artifact: rest.join('/') } : {}),
      },
      replace: true,
    });
  },
});

const RUN_PARTS: Record<string, string> = {
  artifacts: 'artifacts',
  artifactPath: 'artifacts',
  'system-metrics': 'system',
  traces: 'traces',
  evaluations: 'traces',
};

const experimentPart = createRoute({
  ...parent,
  path: '/experiments/$experiment/$part',
  validateSearch: z.object({ selectedEvaluationId: text, traceId: text, compareToRunUuid: text }),
  beforeLoad: ({ params, search }) => {
    const trace = search.selectedEvaluationId ?? search.traceId;
    if (trace) throw redirect({ to: '/traces/$trace', params: { trace }, replace: true });
    const { experiment } = params;
    if (/^(traces|chat-sessions)$/.test(params.part))
      throw redirect({ to: '/traces', search: { experiment }, replace: true });
    if (params.part === 'prompts') throw redirect({ to: '/models', replace: true });
    if (params.part === 'datasets') throw redirect({ to: '/data', replace: true });
    throw redirect({ to: '/runs', search: { experiment }, replace: true });
  },
});

const prompt = createRoute({
  ...parent,
  path: '/prompts/$name',
  validateSearch: z.object({ workspace: text }),
  beforeLoad: ({ params, search }) => {
    const model = qualified(params.name, search.workspace);
    throw redirect({ to: '/models/$model', params: { model }, replace: true });
  },
});

const prompts = createRoute({
  ...parent,
  path: '/prompts',
  beforeLoad: () => {
    throw redirect({ to: '/models', replace: true });
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

const version = createRoute({
  ...parent,
  path: '/models/$model/versions/$version',
  validateSearch: z.object({ workspace: text }),
  beforeLoad: ({ params, search }) => {
    throw redirect({
      to: '/models/$model',
      params: { model: qualified(params.model, search.workspace) },
      search: { version: params.version },
      replace: true,
    });
  },
});

export const links = [
  experiments,
  experiment,
  experimentRun,
  experimentRunPart,
  experimentPart,
  kubeflowRun,
  kubeflowExperiment,
  prompt,
  prompts,
  version,
];

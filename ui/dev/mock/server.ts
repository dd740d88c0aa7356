/** Answers the server's paths from the made-up year. For work on the pages only; it is not shipped. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { around } from './around.ts';
import { loopOf, objective, predictionOf, verdictOf, versionOf, windowOf } from './kinds.ts';
import { lineage } from './lineage.ts';
import { random } from './random.ts';
import * as rec from './records.ts';
import * as table from './runs.ts';
import * as thread from './thread.ts';
import * as world from './world.ts';

type Query = URLSearchParams;
type Body = Record<string, never>;
type Answer = (m: string[], q: Query, body: Body | null) => unknown;

function page<T>(items: T[], q: Query, size = 100) {
  const from = Number(q.get('page_token') ?? 0);
  const many = Number(q.get('max_results') ?? size);
  const next = from + many < items.length ? String(from + many) : undefined;
  return { items: items.slice(from, from + many), next_page_token: next };
}

const dirs: Record<string, [string, number | null][]> = {
  '': [
    ['model', null],
    ['importance.json', 1840],
    ['trials.csv', 612],
    ['notes.txt', 118],
  ],
  model: [
    ['MLmodel', 912],
    ['model.json', 401_233],
    ['noria.json', 5412],
    ['reference.parquet', 188_012],
    ['requirements.txt', 31],
    ['code', null],
  ],
  'model/code': [['noria_flavor.py', 2105]],
};
const files: Record<string, string> = {
  'importance.json': JSON.stringify(
    Object.fromEntries(world.FEATURES.map(([n], i) => [n, Number((0.2 / (i + 1)).toFixed(4))])),
  ),
  'trials.csv': `trial,max_depth,learning_rate,auc\n${Array.from({ length: 8 }, (_, i) => `${i + 1},${4 + (i % 5)},0.0${i + 3},0.7${i}1`).join('\n')}\n`,
  'notes.txt': 'Trained by the loop.\nThe judging month was never seen in training.\n',
};
const none = {
  status: 404,
  body: { code: 'NOT_FOUND', message: 'nothing there (expected: a record of the made-up year)' },
};
const or404 = <T>(x: T | null | undefined) => x ?? none;

const routes: [RegExp, Answer][] = [
  [/^version$/, () => ({ version: '0.1.0', commit: '5c11a21' })],
  [
    /^health$/,
    () => ({
      status: 'ok',
      checks: ['storage', 'tracking', 'registry', 'serving', 'monitoring'].map((area) => ({
        area,
        ok: true,
        message: 'answers',
      })),
    }),
  ],
  [
    /^projects$/,
    () => ({
      items: [
        {
          name: 'flights',
          question: 'Will this flight arrive more than 15 minutes late?',
          decision: 'Rebook tight connections an hour before departure',
          owner: 'ops@example.org',
          model: 'flights',
          deployment: 'flights',
          datasets: ['flights', 'weather'],
          metric: 'auc',
        },
      ],
    }),
  ],
  [/^projects\/[^/]+\/loop$/, (_, q) => loopOf(world.loop(q.get('from'), q.get('to')))],
  [
    /^events$/,
    (_, q) =>
      page(
        world.events.filter((e) => !q.get('kind') || e.type === q.get('kind')),
        q,
        50,
      ),
  ],
  [
    /^search$/,
    (_, q) => ({
      items: rec.runs
        .filter((x) => x.id.startsWith(q.get('q') ?? '') || x.name.includes(q.get('q') ?? ''))
        .slice(0, 8)
        .map((x) => ({ ref: `run:${x.id}`, title: x.name, detail: x.experiment_name })),
    }),
  ],
  [/^lineage$/, (_, q) => lineage(q)],
  [/^lineage\/impact$/, (_, q) => thread.impact(q.get('ref') ?? '')],
  [/^predictions\/([^/]+)\/why$/, ([id]) => or404(thread.why(id!))],
  [
    /^reruns$/,
    (_, q, body) =>
      body ? thread.startRerun((body as { ref: string }).ref) : page(thread.reruns(), q),
  ],
  [/^reruns\/([^/]+)$/, ([id]) => or404(thread.rerun(id!))],
  [
    /^datasets\/([^/]+)\/versions\/([^/]+)\/(revoke|reinstate)$/,
    ([d, v, what], _, body) => or404(thread.revocation(d!, v!, body ?? {}, what === 'reinstate')),
  ],
  [
    /^deployments\/([^/]+)\/rollback$/,
    (_m, _q, body) =>
      body
        ? {
            ...thread.proposal(),
            changes: [
              'The alias champion of flights moves from v8 to v6.',
              'v6 goes from Archived to Production; v8 from Production to Archived.',
              'Deployment flights answers from v6 within a second; requests under way finish on v8.',
            ],
            allowed: true,
            done: !(body as { dry_run?: boolean }).dry_run,
          }
        : thread.proposal(),
  ],
  [
    /^experiments$/,
    () => ({
      items: [
        {
          id: '1',
          name: 'flights',
          runs: rec.runs.length,
          last_update: new Date(world.NOW).toISOString(),
        },
      ],
    }),
  ],
  [
    /^runs$/,
    (_, q) =>
      page(
        rec.runs.filter(
          (x) =>
            (q.has('parent') ? x.parent === q.get('parent') : true) &&
            (!q.get('filter') ||
              x.name.includes(q.get('filter')!.replace(/.*'%?([^%']*)%?'.*/, '$1'))),
        ),
        q,
      ),
  ],
  [/^runs\/search$/, (_, __, body) => table.search((body ?? {}) as never)],
  [/^runs\/columns$/, (_, q) => table.columns(q)],
  [/^runs\/delete$/, (_, __, body) => table.change(body as never, true)],
  [/^runs\/restore$/, (_, __, body) => table.change(body as never, false)],
  [/^metrics\/envelope$/, (_, q) => table.envelope(q)],
  [/^metrics\/groups$/, (_, __, body) => table.groups(body as never)],
  [/^views$/, (_, __, body) => table.listViews(body as never)],
  ...around,
  [/^runs\/([^/]+)$/, ([id]) => or404(rec.runs.find((x) => x.id === id))],
  [
    /^runs\/([^/]+)\/metrics$/,
    ([id], q) => ({
      series: (q.get('keys')?.split(',') ?? []).map((k) =>
        rec.curve(id!, k, id === rec.live.id ? 20 : 120),
      ),
    }),
  ],
  [
    /^runs\/[^/]+\/artifacts$/,
    (_, q) => ({
      items: (dirs[q.get('path') ?? ''] ?? []).map(([name, size]) => ({
        name,
        path: q.get('path') ? `${q.get('path')}/${name}` : name,
        directory: size === null,
        size,
      })),
    }),
  ],
  [
    /^runs\/[^/]+\/artifacts\/content$/,
    (_, q) => ({
      status: 200,
      text:
        files[q.get('path') ?? ''] ??
        'artifact_path: model\nflavors:\n  python_function:\n    loader_module: noria_flavor\n',
    }),
  ],
  [
    /^models$/,
    () => ({
      items: [
        {
          name: 'flights',
          tags: {},
          aliases: { champion: world.serving.at(-1)!.version },
          description: 'Late arrivals from New York',
          versions: rec.versions().length,
          champion: world.serving.at(-1)!.version,
          latest: rec.versions()[0]!.version,
          deployment: ['flights'],
          updated_at: new Date(world.NOW).toISOString(),
        },
      ],
    }),
  ],
  [
    /^models\/[^/]+$/,
    () => ({
      name: 'flights',
      tags: {},
      aliases: { champion: world.serving.at(-1)!.version },
      description: 'Late arrivals from New York',
      versions: rec.versions().length,
      champion: world.serving.at(-1)!.version,
      latest: rec.versions()[0]!.version,
      deployment: ['flights'],
    }),
  ],
  [/^models\/[^/]+\/versions$/, (_, q) => page(rec.versions().map(versionOf), q)],
  [
    /^models\/[^/]+\/versions\/([^/]+)$/,
    ([v]) =>
      or404(
        rec
          .versions()
          .map(versionOf)
          .find((x) => String(x.version) === v),
      ),
  ],
  [/^models\/[^/]+\/history$/, () => ({ items: rec.history() })],
  [
    /^models\/[^/]+\/verdicts$/,
    () => ({ items: world.candidates.map((c) => verdictOf(rec.verdict(c.verdict))).reverse() }),
  ],
  [
    /^models\/[^/]+\/rollback$/,
    () => ({
      changes: [
        'The alias champion moves from v9 to v7.',
        'v7 goes from Archived to Production; v9 from Production to Archived.',
        'Deployment flights answers from v7 within a second; requests under way finish on v9.',
        'The drift reference becomes the judging sample of v7; 2 open alerts are looked at anew.',
      ],
      allowed: true,
    }),
  ],
  [/^verdicts\/([^/]+)$/, ([id]) => or404(verdictOf(rec.verdict(id!)))],
  [
    /^deployments$/,
    () => ({ items: [rec.deployment(), ...(process.env.NORIA_MOCK === 'many' ? rec.many() : [])] }),
  ],
  [
    /^deployments\/[^/]+\/traffic$/,
    (_m, _q, body) => rec.traffic((body ?? undefined) as Parameters<typeof rec.traffic>[0]),
  ],
  [
    /^deployments\/[^/]+$/,
    () => {
      const d = rec.deployment();
      return { ...d, signature: { ...d.signature, objective } };
    },
  ],
  [
    /^deployments\/([^/]+)\/log$/,
    ([deployment], _, body) => ({
      deployment,
      sample: (body as { sample?: number } | null)?.sample ?? 1,
      predictions: 276_104,
    }),
  ],
  [/^serving\/memory$/, () => ({ limit_bytes: 4e9, used_bytes: 1.3e9, unloaded: 2, models: [] })],
  [
    /^batch-predictions$/,
    () => ({
      items: [0.42, 1, 1].map((share, i) => ({
        id: `b${i}`,
        pipeline_run: 'pipeline_run:1',
        status: share < 1 ? 'RUNNING' : i === 1 ? 'SUCCEEDED' : 'FAILED',
        model: 'deployments:/flights',
        version: 'model_version:flights/8',
        in: `s3://lake/flights/2013-0${7 - i}/*.parquet`,
        out: `s3://lake/answers/2013-0${7 - i}/`,
        on_error: 'error',
        by: 'maria',
        ...(i === 2 ? { error: 'row 17: distance: "far" (expected: a number)' } : {}),
        progress: { rows: 1_200_000 * share, nulls: i * 3, share: i === 2 ? 0.2 : share },
        submitted_at: new Date(world.NOW - i * 3_600_000).toISOString(),
      })),
    }),
  ],
  [/^batch-predictions\/[^/]+\/cancel$/, () => ({})],
  [/^deployments\/[^/]+\/system$/, () => system(rec.deployment().versions)],
  [/^deployments\/[^/]+\/windows$/, () => ({ items: rec.windows().map(windowOf) })],
  [/^deployments\/[^/]+\/drift$/, (_, q) => rec.driftAt(q.get('window'))],
  [/^deployments\/[^/]+\/drift\/([^/]+)$/, ([c]) => rec.histogram(c!)],
  [/^deployments\/[^/]+\/distribution$/, () => distribution()],
  [
    /^(?:deployments\/[^/]+\/)?alerts$/,
    (_, q) => ({
      items: rec.alertList.filter((a) => !q.get('status') || a.status === q.get('status')),
    }),
  ],
  [/^alerts\/([^/]+)$/, ([id]) => or404(rec.alertList.find((a) => a.ref === `alert:${id}`))],
  [/^alerts\/[^/]+\/silence$/, () => ({})],
  [/^triggers\/([^/]+)$/, ([id]) => or404(world.triggers.find((t) => t.ref === `trigger:${id}`))],
  [/^deployments\/[^/]+\/predictions$/, (_, q) => page(rec.predictions.map(predictionOf), q, 50)],
  [
    /^predictions\/([^/]+)$/,
    ([id]) => or404(rec.predictions.map(predictionOf).find((p) => p.id === id)),
  ],
  [
    /^datasets$/,
    () => ({
      items: [
        {
          name: 'flights',
          versions: 11,
          refused: 1,
          latest: '2013-11',
          rows_latest: 27_268,
          updated_at: new Date(world.NOW).toISOString(),
        },
        {
          name: 'weather',
          versions: 1,
          refused: 0,
          latest: '2013',
          rows_latest: 26_115,
          updated_at: new Date(world.NOW).toISOString(),
        },
      ],
    }),
  ],
  [/^datasets\/[^/]+\/versions$/, (_, q) => page(rec.datasetVersions(), q)],
  [
    /^datasets\/[^/]+\/versions\/([^/]+)$/,
    ([l]) => or404(rec.datasetVersions().find((x) => x.ref.endsWith(`@${l}`))),
  ],
  [
    /^pipelines\/runs$/,
    (_, q) =>
      page(
        rec.pipelineRuns().map((p) => ({ ...p, tasks: p.tasks.length })),
        q,
      ),
  ],
  [/^pipelines\/runs\/([^/]+)$/, ([id]) => or404(rec.pipelineRuns().find((x) => x.id === id))],
  [
    /^pipelines\/runs\/[^/]+\/tasks\/([^/]+)\/log$/,
    ([t], q) =>
      Number(q.get('offset') ?? 0) > 0
        ? { text: '', next_offset: 400, ended: true }
        : {
            text: Array.from(
              { length: 24 },
              (_, i) =>
                `2026-11-23T22:01:${String(i).padStart(2, '0')}.412Z ${t}: round ${i * 5} validation-auc=0.7${10 + i}`,
            ).join('\n'),
            next_offset: 400,
            ended: true,
          },
  ],
];

function system(versions: { model: string; version: number; share: number }[]) {
  const g = random(5);
  const n = 180;
  const at_ms = Array.from({ length: n }, (_, i) => world.NOW - (n - i) * 5000);
  const busy = (i: number) => (i % 31 > 27 ? 0.03 : 1);
  return {
    from: new Date(at_ms[0]!).toISOString(),
    to: new Date(world.NOW).toISOString(),
    step_s: 5,
    versions: versions.map((v, k) => ({
      model: v.model,
      version: v.version,
      requests: at_ms.map((_, i) => Math.round(v.share * busy(i) * (95_000 + g.normal() * 7000))),
      errors: at_ms.map((_, i) => (k === 1 && i === 40 ? 3 : 0)),
      p50_ms: at_ms.map((_, i) => (busy(i) < 1 ? null : 0.6 + k * 0.2 + g.next() * 0.1)),
      p99_ms: at_ms.map((_, i) => (busy(i) < 1 ? null : 2.7 + k * 0.4 + g.next() * 1.2)),
    })),
    at_ms,
    requests: at_ms.map((_, i) => Math.round(busy(i) * (95_000 + g.normal() * 7000))),
    errors: at_ms.map((_, i) => (i === 40 ? 3 : 0)),
    p50_ms: at_ms.map((_, i) => (busy(i) < 1 ? null : 0.6 + g.next() * 0.1)),
    p99_ms: at_ms.map((_, i) => (busy(i) < 1 ? null : 2.7 + g.next() * 1.2)),
  };
}

function distribution() {
  const bins = 30;
  const g = random(8);
  const shape = (m: number, n: number) =>
    Array.from({ length: bins }, (_, i) =>
      Math.round(n * Math.exp(-(((i - m) / 5) ** 2) / 2) * (0.92 + g.next() * 0.16)),
    );
  return {
    categories: [],
    edges: Array.from({ length: bins + 1 }, (_, i) => i / bins),
    reference: shape(7, 900),
    current: shape(8.2, 610),
    by_window: rec.windows().map((w, i) => ({
      from: w.from,
      to: w.to,
      positive_rate: 0.2 + 0.06 * Math.sin(i / 5),
      mean: 0.24 + 0.05 * Math.sin(i / 5),
    })),
  };
}

function stream(path: string, response: ServerResponse) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': hello\n\n');
  let i = 20;
  const timer = setInterval(() => {
    if (path.startsWith('runs/')) {
      if (i >= 120) return;
      for (const key of Object.keys(rec.live.metrics)) {
        const full = rec.curve(rec.live.id, key, 120);
        response.write(
          `event: metrics\ndata: ${JSON.stringify({ key, steps: [full.steps[i]], values: [full.values[i]], times_ms: [full.times_ms[i]] })}\n\n`,
        );
      }
      i += 1;
    } else if (path.startsWith('deployments/')) {
      response.write(
        `event: pulse\ndata: ${JSON.stringify({ at_ms: Date.now(), requests: 18_000 + Math.round(Math.random() * 3000), errors: 0, p50_ms: 0.6, p99_ms: 2.9 + Math.random() })}\n\n`,
      );
    }
  }, 700);
  response.on('close', () => clearInterval(timer));
}

async function read(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const part of request) text += String(part);
  return text ? (JSON.parse(text) as Body) : {};
}

/** As the server writes it: what has no value is left out, but in arrays. */
function plain(body: unknown): string {
  return JSON.stringify(body, function (this: unknown, _, v) {
    return v === null && !Array.isArray(this) ? undefined : v;
  });
}

export function handler() {
  const state = process.env.NORIA_MOCK;
  return async (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (/^\/deployments\/[^/]+\/predict$/.test(url.pathname) && request.method === 'POST') {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Noria-Prediction-Id': rec.predictions[0]!.id,
        'Noria-Model-Version': '9',
      });
      response.end('{"prediction":0,"probability":0.81}');
      return;
    }
    if (!url.pathname.startsWith('/noria/v1/')) {
      next();
      return;
    }
    const path = decodeURI(url.pathname.slice('/noria/v1/'.length));
    if (path.endsWith('/stream')) {
      stream(path, response);
      return;
    }
    const sent = request.method === 'GET' ? null : await read(request);
    for (const [pattern, answer] of routes) {
      const match = pattern.exec(path);
      if (!match) continue;
      let body = answer(
        match.slice(1).map((x) => decodeURIComponent(x ?? '')),
        url.searchParams,
        sent,
      ) as Record<string, unknown> & { status?: unknown; items?: unknown[] };
      if (state === 'empty' && Array.isArray(body.items)) body = { items: [] };
      if (state === 'broken')
        body = { status: 500, body: { code: 'INTERNAL', message: 'the database is closed' } };
      const status = typeof body.status === 'number' ? body.status : 200;
      if (typeof body.text === 'string' && typeof body.status === 'number') {
        response.writeHead(status, { 'Content-Type': 'text/plain' });
        response.end(body.text);
        return;
      }
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(plain(typeof body.status === 'number' ? body.body : body));
      return;
    }
    response.writeHead(404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ code: 'NOT_FOUND', message: `${path}: no such path` }));
  };
}

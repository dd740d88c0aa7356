/** Runs, models, windows and the rest, made from the world. */
import type {
  Alert,
  DatasetVersionDetail,
  Deployment,
  DeploymentDetail,
  Drift,
  Histogram,
  MetricSeries,
  ModelVersionDetail,
  PipelineRunDetail,
  Prediction,
  Run,
  Scores,
  Signature,
  StageMove,
  Task,
  Traffic,
  Variant,
  Verdict,
  Window,
} from '../../src/api/types.ts';
import { random, uuid7 } from './random.ts';
import {
  alerts,
  type Candidate,
  candidates,
  DAY,
  data,
  drift,
  FEATURES,
  loop,
  NOW,
  pipelines,
  serving,
} from './world.ts';

const iso = (at: number) => new Date(at).toISOString();
const r = random(77);

export const runs: Run[] = [];

function run(
  c: Candidate,
  id: string,
  name: string,
  parent: string | null,
  params: Record<string, string>,
  auc: number,
  started: number,
): Run {
  return {
    id,
    name,
    experiment_id: '1',
    experiment_name: 'flights',
    status: 'FINISHED',
    user: 'loop',
    started_at: iso(started),
    ended_at: iso(started + 640),
    parent,
    children: parent ? 0 : 8,
    source: `pipeline_run:${c.pipeline}`,
    commit: '5c11a21',
    params,
    tags: {
      'noria.candidate': c.trainOn,
      'noria.month': `2013-${String(c.month).padStart(2, '0')}`,
      ...(parent ? { 'noria.trial': name.split(' ')[1]! } : {}),
    },
    metrics: {
      'validation/auc': { value: auc, step: 119, at: iso(started + 600) },
      'validation/logloss': { value: 0.49 - (auc - 0.7) * 0.5, step: 119, at: iso(started + 600) },
      'train/auc': { value: auc + 0.06, step: 119, at: iso(started + 600) },
      'train/logloss': { value: 0.44 - (auc - 0.7) * 0.5, step: 119, at: iso(started + 600) },
      'system/cpu': { value: 0.93, step: 119, at: iso(started + 600) },
    },
    inputs: data
      .filter(
        (d) => d.status === 'accepted' && d.label < `2013-${String(c.month).padStart(2, '0')}`,
      )
      .slice(c.trainOn === '1 month' ? -1 : -6)
      .map((d) => ({ ref: d.ref, name: d.label, digest: r.hex(64), context: 'training' })),
    produced: parent ? [] : [`model_version:flights/${c.version}`],
  };
}

for (const c of candidates) {
  const started = NOW - 90_000 + c.version * 4200;
  const depth = [4, 5, 6, 7, 8];
  const trials = Array.from({ length: 8 }, (_, i) => ({
    params: {
      max_depth: String(r.pick(depth)),
      learning_rate: (0.03 * 10 ** r.next()).toFixed(4),
      rounds: '120',
      train_on: c.trainOn,
      seed: String(41 + i),
    },
    auc: c.auc - r.next() * 0.02,
    id: r.hex(32),
  }));
  trials[r.int(0, 7)]!.auc = c.auc;
  const best = trials.find((t) => t.auc === c.auc)!;
  const parent = run(
    c,
    c.run,
    `candidate ${c.trainOn} to 2013-${String(c.month - 1).padStart(2, '0')}`,
    null,
    { ...best.params, trials: '8', space: 'max_depth [4, 8], learning_rate [0.03, 0.3, log]' },
    c.auc,
    started,
  );
  runs.push(parent);
  trials.forEach((t, i) => {
    runs.push(
      run(
        c,
        t.id,
        `trial ${i + 1}`,
        c.run,
        t.params,
        t.auc,
        started + 80 + Math.floor(i / 2) * 700,
      ),
    );
  });
}
export const live: Run = {
  ...runs[0]!,
  id: 'f'.repeat(31) + '1',
  name: 'trial live',
  status: 'RUNNING',
  started_at: iso(NOW),
  ended_at: null,
  parent: null,
  children: 0,
  produced: [],
};
runs.push(live);
runs.reverse();

export function curve(id: string, key: string, points = 120): MetricSeries {
  const c = runs.find((x) => x.id === id)!;
  const g = random(Number.parseInt(id.slice(0, 7), 16) + key.length);
  const end = c.metrics[key]?.value ?? 0.7;
  const up = key.includes('auc') || key.includes('cpu');
  const steps = Array.from({ length: points }, (_, i) => i);
  return {
    key,
    steps,
    values: steps.map(
      (i) =>
        end +
        (up ? -1 : 1) * 0.13 * Math.exp(-i / 22) +
        g.normal() * (key.startsWith('train') ? 0.0004 : 0.0018),
    ),
    times_ms: steps.map((i) => Date.parse(c.started_at) + i * 5),
    total: points,
    sampled: false,
  };
}

const CATEGORIES: Record<string, string[]> = {
  carrier: [
    'UA',
    'B6',
    'EV',
    'DL',
    'AA',
    'MQ',
    'US',
    '9E',
    'WN',
    'VX',
    'FL',
    'AS',
    'F9',
    'YV',
    'HA',
    'OO',
  ],
  origin: ['EWR', 'JFK', 'LGA'],
  destination: [
    'ORD',
    'ATL',
    'LAX',
    'BOS',
    'MCO',
    'CLT',
    'SFO',
    'FLL',
    'MIA',
    'DCA',
    'DTW',
    'DFW',
    'RDU',
    'TPA',
    'DEN',
    'IAH',
  ],
  day_of_week: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};

export const signature: Signature = {
  columns: FEATURES.map(([name, type]) => ({
    name,
    type,
    ...(CATEGORIES[name]
      ? { categories: CATEGORIES[name], example: CATEGORIES[name]![0] }
      : {
          example:
            {
              temperature: 66.2,
              distance: 1089,
              scheduled_hour: 17,
              seats: 149,
              plane_age: 11,
              humidity: 61,
              pressure: 1016.4,
              visibility: 10,
            }[name] ?? 0.2,
        }),
  })),
  target: 'late',
  objective: 'binary:logistic',
  positive_label: '1',
  threshold: 0.5,
};

export function versions(): ModelVersionDetail[] {
  return candidates
    .map((c): ModelVersionDetail => {
      const current = serving.at(-1)!.version === c.version;
      return {
        ref: `model_version:flights/${c.version}`,
        model: 'flights',
        version: c.version,
        stage: current
          ? 'Production'
          : c.promoted
            ? 'Archived'
            : c.outcome === 'FAIL'
              ? 'Development'
              : 'Staging',
        aliases: current ? ['champion'] : [],
        status: 'READY',
        created_at: iso(NOW - 90_000 + c.version * 4200),
        event_time: iso(c.event),
        run: c.run,
        size: 412_000 + c.version * 1321,
        tags: {},
        metric: {
          name: 'auc',
          value: c.auc,
          low: c.auc - 0.008,
          high: c.auc + 0.008,
          on: `2013-${String(c.month).padStart(2, '0')}`,
        },
        verdict: { ref: `verdict:${c.verdict}`, gate: 'champion', outcome: c.outcome },
        serves: current ? ['flights'] : [],
        trained_on: runs.find((x) => x.id === c.run)!.inputs.map((i) => i.ref!),
        signature,
        card: CARD.replaceAll('{v}', String(c.version))
          .replaceAll('{auc}', c.auc.toFixed(3))
          .replaceAll('{on}', c.trainOn),
        facts: [
          { name: 'Question', value: 'Will this flight arrive more than 15 minutes late?' },
          { name: 'Algorithm', value: 'gradient-boosted trees, 120 rounds' },
        ],
      };
    })
    .reverse();
}

const CARD = `# flights v{v}

**Question.** Will this flight arrive more than 15 minutes late, asked an hour before its scheduled departure?
**Decision.** Rebook tight connections.
**Owner.** ops@example.org

## Intended use
Ranking of departures from New York's three airports by their risk of delay. Not meant for flights of other airports.

## Training data
Flights of the last {on} before the judging month, with the weather *as it was known* an hour before departure.

## Evaluation

| metric | value | rows |
|---|---|---|
| AUC | {auc} | 28 796 |
| log loss | 0.471 | 28 796 |
| F1 | 0.412 | 28 796 |

## Limitations
- Weather is the airport's own; the destination's is unknown.
- Carriers with few flights (\`HA\`, \`OO\`) are judged on small numbers.
`;

export function verdict(id: string): Verdict | null {
  const c = candidates.find((x) => x.verdict === id);
  if (!c) return null;
  const g = random(c.version);
  const base = c.estimate === null ? null : c.auc - c.estimate;
  const from = Date.UTC(2013, c.month - 1, 1);
  return {
    ref: `verdict:${id}`,
    gate: 'champion',
    outcome: c.outcome,
    event_time: iso(c.event),
    recorded_at: iso(NOW - 90_000 + c.version * 4300),
    candidate: `model_version:flights/${c.version}`,
    champion: c.champion ? `model_version:flights/${c.champion}` : null,
    expires_at: iso(c.event + 30 * DAY),
    why:
      c.estimate === null
        ? 'There is no champion yet: the other gates alone decide.'
        : c.outcome === 'PASS'
          ? 'The whole interval of the difference lies above zero.'
          : c.outcome === 'FAIL'
            ? 'The whole interval of the difference lies below zero.'
            : 'The interval of the difference holds zero: it is not proved better.',
    conditions: [
      { metric: 'auc', operator: 'at_least', wanted: 0.65, value: c.auc, passed: true },
      ...(c.estimate === null
        ? []
        : [
            {
              metric: 'auc',
              operator: 'beats',
              wanted: `v${c.champion}`,
              value: c.estimate,
              low: c.low,
              high: c.high,
              level: 0.95,
              passed: c.outcome === 'PASS',
            },
          ]),
    ],
    comparison:
      c.estimate === null
        ? null
        : {
            metric: 'auc',
            candidate_value: c.auc,
            champion_value: base,
            estimate: c.estimate,
            low: c.low,
            high: c.high,
            level: 0.95,
            unit: 'day',
            units: 30,
            rows: 28_243,
            resamples: 2000,
            days: Array.from({ length: 30 }, (_, i) => {
              const b = base! + g.normal() * 0.03;
              return {
                day: iso(from + i * DAY).slice(0, 10),
                rows: 900 + g.int(-120, 120),
                candidate: b + c.estimate! + g.normal() * 0.014,
                champion: b,
              };
            }),
          },
    slices:
      c.estimate === null
        ? []
        : ['EWR', 'JFK', 'LGA'].map((o) => ({
            name: `origin = ${o}`,
            rows: g.int(8000, 10_500),
            candidate: c.auc + g.normal() * 0.008,
            champion: base! + g.normal() * 0.008,
          })),
    judged_on: [`dataset_version:flights@2013-${String(c.month).padStart(2, '0')}`],
  };
}

export function history(): StageMove[] {
  const moves: StageMove[] = [];
  for (const c of candidates) {
    const at = iso(NOW - 90_000 + c.version * 4200);
    const event_time = iso(c.event);
    const base = { version: c.version, at, event_time, by: 'loop' };
    moves.push({ ...base, from: null, to: 'Development', why: 'registered' });
    if (c.outcome !== 'FAIL')
      moves.push({
        ...base,
        from: 'Development',
        to: 'Staging',
        why: `auc ${c.auc.toFixed(3)} is at least 0.650`,
      });
    if (c.promoted) {
      if (c.champion)
        moves.push({
          ...base,
          version: c.champion,
          from: 'Production',
          to: 'Archived',
          why: `v${c.version} took over`,
        });
      moves.push({
        ...base,
        from: 'Staging',
        to: 'Production',
        alias: 'champion',
        why: 'passed the gate champion',
        verdict: `verdict:${c.verdict}`,
      });
    }
  }
  return moves.reverse();
}

/** Whom the made-up year's challenger shares with; of many, twenty. */
const challengers = (own: number) =>
  process.env.NORIA_MOCK === 'many' ? Array.from({ length: 20 }, (_, i) => own - 1 - i) : [own - 1];

const split = (own: number) => {
  const others = challengers(own).map((version, i) => ({
    model: 'flights',
    version: version > 0 ? version : 60 - version,
    share: others20(own) ? 0.03 : 0.2,
    requests: 9_200 + i * 10,
  }));
  const rest = 1 - others.reduce((a, v) => a + v.share, 0);
  return [{ model: 'flights', version: own, share: rest, requests: 200_000 }, ...others];
};

const others20 = (own: number) => challengers(own).length > 1;

let directed: Variant[] | null = null;

export function traffic(put?: { variants: (Partial<Variant> & { follow: string })[] }): Traffic {
  const own = serving.at(-1)!.version;
  if (put)
    directed = put.variants.map((v) => ({
      name: v.name!,
      model: v.model ?? 'flights',
      follows: v.follow,
      share: v.share ?? 100,
      shadow: v.shadow ?? false,
      version: v.follow.startsWith('version:') ? Number(v.follow.slice(8)) : own - 1,
    }));
  const variants: Variant[] = directed ?? [
    ...challengers(own).map((version, i) => ({
      name: i === 0 ? 'challenger' : `candidate-${i}`,
      model: 'flights',
      follows: i === 0 ? 'alias:challenger' : `version:${version}`,
      share: others20(own) ? 3 : 20,
      shadow: false,
      version: version > 0 ? version : 60 - version,
    })),
    {
      name: 'listener',
      model: 'flights',
      follows: 'stage:Staging',
      share: 100,
      shadow: true,
      version: own - 2,
      compared: {
        rows: 41_302,
        same: 40_711,
        mean_difference: 0.0132,
        largest_difference: 0.31,
        mean_ms: 0.8,
        failed: 0,
        skipped: 12,
      },
    },
  ];
  const share = 100 - variants.reduce((a, v) => a + (v.shadow ? 0 : v.share), 0);
  const rules: Traffic['rules'] = [
    { header: 'x-staff', operator: 'present', values: [], variant: 'challenger' },
    { field: 'distance', operator: 'greater', values: ['2000'], variant: 'own' },
  ];
  return { deployment: 'flights', model: 'flights', version: own, share, variants, rules };
}

/** Fifty, as a busy team has them. */
export function many(): Deployment[] {
  const words = [
    'churn',
    'price',
    'fraud',
    'rank',
    'eta',
    'spam',
    'demand',
    'credit',
    'intent',
    'risk',
  ];
  return Array.from({ length: 50 }, (_, i) => {
    const name = `${words[i % words.length]}-${['eu', 'us', 'asia', 'web', 'app'][Math.floor(i / 10)]}`;
    return {
      ...deployment(),
      name,
      ref: `deployment:${name}`,
      model: words[i % words.length]!,
      version: i === 7 ? undefined : 1 + (i % 30),
      state: i === 7 ? 'waiting' : i === 11 ? 'problem' : 'serving',
      follows: ['alias:champion', 'stage:Production', 'version:3'][i % 3]!,
      requests_per_s: i % 4 === 0 ? 0 : (i * 37) % 900,
      p50_ms: i % 4 === 0 ? undefined : 0.4 + (i % 9),
      p99_ms: i % 4 === 0 ? undefined : 3 + ((i * 13) % 140),
      errors: i % 6 === 0 ? i * 3 : 0,
      versions: split(20 + (i % 30)).slice(0, i % 5 === 0 ? 21 : i % 2 === 0 ? 1 : 2),
    } as Deployment;
  });
}

export function deployment(): DeploymentDetail {
  const last = serving.at(-1)!;
  return {
    name: 'flights',
    ref: 'deployment:flights',
    model: 'flights',
    version: last.version,
    follows: 'alias:champion',
    state: 'in production',
    since: last.from,
    requests_per_s: 20_412,
    p50_ms: 0.62,
    p99_ms: 3.1,
    errors: 3,
    alerts_open: alerts.filter((a) => a.status === 'open').length,
    signature,
    predictions: 276_104,
    watermark: last.from,
    canary: {
      id: 'c1',
      deployment: 'flights',
      state: process.env.NORIA_MOCK === 'many' ? 'failed' : 'running',
      share: 5,
      step: 2,
      steps: [1, 5, 25, 50],
      every_s: 600,
      max_error_rate: 0.01,
      max_p99_ratio: 1.5,
      min_requests: 100,
      step_since: iso(NOW - 200_000),
      next_at: iso(NOW + 400_000),
      why: '1 % went well for 10 min: 0 of 412 requests failed',
      canary: {
        model: 'flights',
        version: last.version + 1,
        requests: 2_071,
        failed: 4,
        error_rate: 4 / 2071,
        p99_ms: 3.6,
      },
      base: {
        model: 'flights',
        version: last.version,
        requests: 39_400,
        failed: 21,
        error_rate: 21 / 39_400,
        p99_ms: 3.1,
      },
      created_at: iso(NOW - 900_000),
      created_by: 'maria',
      updated_at: iso(NOW - 200_000),
    },
    versions: split(last.version),
    swaps: serving
      .map((s) => ({
        version: s.version,
        at: iso(NOW - 60_000),
        event_time: s.from,
        why: 'champion moved',
      }))
      .reverse(),
    requests_total: 276_104,
    errors_total: 3,
  };
}

export function windows(): Window[] {
  const l = loop();
  const champion = l.performance.series[0]!.points;
  return champion.map((p, i) => {
    const v = p.value;
    return {
      ref: drift[0]!.points[i]!.ref,
      from: p.from,
      to: p.to,
      predictions: p.rows,
      labelled: Math.round(p.rows * p.coverage),
      coverage: p.coverage,
      model_version: p.version,
      drifted: 3,
      performance: (v === null
        ? {}
        : {
            auc: v,
            accuracy: 0.78 + (v - 0.7) / 3,
            f1: 0.41 + (v - 0.7),
            log_loss: 0.47 - (v - 0.7) / 2,
          }) as Scores,
      change: (v === null
        ? {}
        : {
            auc: v - 0.75,
            accuracy: (v - 0.75) / 3,
            f1: v - 0.75,
            log_loss: (0.75 - v) / 2,
          }) as Scores,
      pending: v === null,
    };
  });
}

export function driftAt(at: string | null): Drift {
  const points = drift[0]!.points;
  const index = at ? points.findIndex((p) => p.ref === at) : points.length - 1;
  const i = index < 0 ? points.length - 1 : index;
  return {
    window: points[i]!.ref,
    from: points[i]!.from,
    to: points[i]!.to,
    reference: `v${serving.at(-1)!.version}: judging sample of 10 000 rows`,
    items: drift
      .map((d) => ({
        column: d.column,
        type: FEATURES.find(([n]) => n === d.column)![1],
        test: 'psi',
        value: d.points[i]!.value,
        ks: Math.min(0.9, Math.sqrt(d.points[i]!.value ?? 0) / 2.6),
        threshold: 0.2,
        over: d.points[i]!.over,
        since: d.since ?? null,
        history: d.points.slice(0, i + 1).map((p) => ({ to: p.to, value: p.value })),
      }))
      .sort((a, b) => (b.value ?? 0) - (a.value ?? 0)),
  };
}

export function histogram(column: string): Histogram {
  const g = random(column.length * 7);
  const categories = CATEGORIES[column];
  const shift = (drift.find((d) => d.column === column)?.now ?? 0.1) * 1.2;
  const base = {
    column,
    reference_rows: 10_000,
    current_rows: 6712,
    reference_missing: 120,
    current_missing: 44,
    test: 'psi',
    value: drift.find((d) => d.column === column)?.now ?? null,
    threshold: 0.2,
  };
  if (categories) {
    const reference = categories.map((_, i) => Math.round(10_000 / (i + 2)));
    return {
      ...base,
      kind: 'category',
      categories,
      reference,
      current: reference.map((x) => Math.round(x * 0.67 * (0.8 + 0.4 * g.next()))),
    };
  }
  const bins = 24;
  const bell = (m: number, n: number) =>
    Array.from({ length: bins }, (_, i) =>
      Math.round(n * Math.exp(-(((i - m) / 5) ** 2) / 2) * (0.9 + 0.2 * g.next())),
    );
  return {
    ...base,
    kind: 'number',
    edges: Array.from({ length: bins + 1 }, (_, i) => 10 + i * 3.4),
    reference: bell(11, 800),
    current: bell(11 - shift * 4, 540),
  };
}

export const alertList: Alert[] = alerts
  .map((a) => ({
    ...a,
    deployment: 'flights',
    test: a.watch === 'features' ? 'psi' : a.watch === 'prediction' ? 'ks' : 'auc',
    recorded_at: iso(NOW - 40_000),
    silenced_until: null,
    history: [
      { at: a.opened_at, what: 'raised' },
      ...(a.resolved_at ? [{ at: a.resolved_at, what: 'resolved' }] : []),
    ],
    caused: [],
  }))
  .reverse();

export const predictions: Prediction[] = Array.from({ length: 400 }, (_, i) => {
  const score = Math.min(0.97, Math.max(0.02, 0.24 + r.normal() * 0.16));
  const at = Date.UTC(2013, 11, 31, 22) - i * 97_000;
  const late = score > 0.5;
  return {
    id: uuid7(NOW - i * 3, r),
    event_time: iso(at),
    recorded_at: iso(NOW - i * 3),
    model_version: serving.at(-1)!.version,
    model: 'flights',
    deployment: 'flights',
    prediction: late ? 1 : 0,
    probability: late ? score : 1 - score,
    score,
    ...(i > 120 ? { label: r.next() < score ? 1 : 0 } : {}),
    latency_ms: 0.3 + r.next(),
    key: `UA${1000 + i}@2013-12-31`,
    features: Object.fromEntries(
      signature.columns.map((c) => [
        c.name,
        c.categories ? r.pick(c.categories) : Number((r.next() * 60).toFixed(1)),
      ]),
    ),
  };
});

export function datasetVersions(): DatasetVersionDetail[] {
  return data
    .map(
      (d): DatasetVersionDetail => ({
        ref: d.ref,
        dataset: 'flights',
        label: d.label,
        revision: d.revision,
        status: d.status,
        digest: random(d.rows).hex(64),
        rows: d.rows,
        bytes: d.rows * 21,
        from: d.from,
        to: d.to,
        event_time: d.event_time,
        recorded_at: iso(NOW - 80_000),
        source: `data/flights/${d.label}.parquet`,
        columns: 19,
        failures: d.failures.map((f) => ({
          expectation: 'air_time between 15 and 720',
          expected: 'at most 0.1 % of rows outside',
          found: f,
        })),
        used_by: candidates
          .filter((c) => runs.find((x) => x.id === c.run)!.inputs.some((i) => i.ref === d.ref))
          .map((c) => `run:${c.run}`),
        profile: FEATURES.map(([column, type]) => ({
          column,
          type,
          count: d.rows,
          nulls: r.int(0, 400),
          distinct: CATEGORIES[column]?.length ?? r.int(40, 9000),
          ...(CATEGORIES[column]
            ? {
                top: CATEGORIES[column]!.slice(0, 5).map((value, i) => ({
                  value,
                  count: Math.round(d.rows / (i + 3)),
                })),
              }
            : {
                mean: 44.2,
                std: 17.1,
                min: 3,
                max: 99.4,
                quantiles: { p05: 18, p25: 31, p50: 44, p75: 58, p95: 77 },
                histogram: {
                  edges: Array.from({ length: 17 }, (_, i) => i * 6),
                  counts: Array.from({ length: 16 }, (_, i) =>
                    Math.round(3000 * Math.exp(-(((i - 7) / 4) ** 2))),
                  ),
                },
              }),
        })),
        expectations: [
          'rows between 20 000 and 40 000',
          'scheduled not null',
          'air_time between 15 and 720',
          'carrier in the known 16',
          'origin in EWR, JFK, LGA',
        ].map((expectation) => {
          const broken = d.status === 'refused' && expectation.startsWith('air_time');
          return {
            expectation,
            passed: !broken,
            expected: 'at most 0.1 % of rows outside',
            found: broken ? '96.4 % of rows outside, largest 41 700' : '0 rows outside',
          };
        }),
      }),
    )
    .reverse();
}

export function pipelineRuns(): PipelineRunDetail[] {
  return pipelines
    .map((p, i): PipelineRunDetail => {
      const mine = candidates.filter((c) => c.pipeline === p.id);
      const start = NOW - 86_000 + i * 8600;
      const tasks: Task[] = [];
      const add = (
        name: string,
        step: string,
        from: number,
        to: number,
        after: string[],
        extra: Partial<Task> = {},
      ) =>
        tasks.push({
          name,
          ref: `task:${p.id}/${name}`,
          step,
          status: 'SUCCEEDED',
          attempt: 1,
          started_at: iso(start + from),
          ended_at: iso(start + to),
          after,
          cache: {
            hit: false,
            reason: 'input flights is new: digest of 2013-' + String(p.month).padStart(2, '0'),
            key: r.hex(64),
          },
          inputs: [],
          outputs: {},
          runs: [],
          error: null,
          ...extra,
        });
      add('prepare', 'sql', 0, 420, [], {
        inputs: data
          .filter((d) => d.status === 'accepted')
          .slice(0, p.month)
          .map((d) => d.ref),
        outputs: { features: `object:${r.hex(12)}` },
      });
      mine.forEach((c, k) => {
        add(`search-${k + 1}`, 'xgboost-search', 430, 2600 + k * 200, ['prepare'], {
          runs: [c.run],
        });
        add(`register-${k + 1}`, 'register', 2820, 2860, [`search-${k + 1}`]);
        add(
          `judge-${k + 1}`,
          'judge',
          2870 + k * 260,
          3120 + k * 260,
          k ? [`register-2`, 'judge-1'] : ['register-1'],
          { cache: { hit: false, reason: 'judging is never cached' } },
        );
      });
      return {
        ref: `pipeline_run:${p.id}`,
        id: p.id,
        pipeline: 'flights',
        status: 'SUCCEEDED',
        reason: `new data 2013-${String(p.month).padStart(2, '0')}`,
        event_time: iso(p.event),
        started_at: iso(start),
        ended_at: iso(start + 3400),
        done: tasks.length,
        cached: 0,
        failed: 0,
        caused_by: [p.trigger],
        tasks,
      };
    })
    .reverse();
}

/** A year of flights as the loop would have lived it: who was champion when, what was refused, what drifted. */
import type {
  AlertMark,
  DataMark,
  DriftSeries,
  GateMark,
  Loop,
  NoriaEvent,
  PerformancePoint,
  ServingMark,
  TrainingMark,
  TriggerMark,
} from '../../src/api/types.ts';
import type { Edge } from '../../src/lib/graph.ts';
import { random, uuid7 } from './random.ts';

export const DAY = 86_400_000;
export const YEAR = 2013;
const r = random(2013);
const iso = (at: number) => new Date(at).toISOString();
const monthStart = (m: number) => Date.UTC(YEAR, m - 1, 1);
const label = (m: number) => `${YEAR}-${String(m).padStart(2, '0')}`;
/** The replay took 80 seconds; recorded time is spread over it. */
export const NOW = Date.now();
const recorded = (event: number) => NOW - 90_000 + ((event - monthStart(4)) / (275 * DAY)) * 85_000;

export const FEATURES: [string, 'double' | 'string', number][] = [
  ['temperature', 'double', 3.1],
  ['dew_point', 'double', 1.9],
  ['origin_delay_3h', 'double', 0.42],
  ['humidity', 'double', 0.31],
  ['pressure', 'double', 0.26],
  ['carrier_delay_7d', 'double', 0.18],
  ['wind_speed', 'double', 0.15],
  ['visibility', 'double', 0.09],
  ['plane_age', 'double', 0.06],
  ['seats', 'double', 0.05],
  ['distance', 'double', 0.04],
  ['scheduled_hour', 'double', 0.03],
  ['carrier', 'string', 0.05],
  ['origin', 'string', 0.02],
  ['destination', 'string', 0.08],
  ['day_of_week', 'string', 0.01],
  ['precipitation', 'double', 0.11],
  ['route_delay_30d', 'double', 0.21],
];

const ROWS = [
  0, 27_004, 24_951, 28_834, 28_330, 28_796, 28_243, 29_425, 29_327, 27_574, 28_889, 27_268, 28_135,
];
const CHAMPION = [0, 0, 0, 0.734, 0.702, 0.716, 0.748, 0.768, 0.759, 0.741, 0.727, 0.719, 0.712];
const FIRST = [0, 0, 0, 0.734, 0.701, 0.694, 0.689, 0.681, 0.668, 0.652, 0.667, 0.679, 0.692];

export interface Candidate {
  version: number;
  month: number;
  trainOn: string;
  run: string;
  pipeline: string;
  verdict: string;
  outcome: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
  auc: number;
  estimate: number | null;
  low: number | null;
  high: number | null;
  promoted: boolean;
  champion: number | null;
  event: number;
}

export const candidates: Candidate[] = [];
export const pipelines: {
  id: string;
  month: number;
  event: number;
  causes: string[];
  trigger: string;
}[] = [];
export const data: DataMark[] = [];
export const edges: Edge[] = [];
export const serving: ServingMark[] = [];
export const alerts: AlertMark[] = [];
export const triggers: TriggerMark[] = [];
export const events: NoriaEvent[] = [];
const gates: GateMark[] = [];
const training: TrainingMark[] = [];
let eventCount = 0;

function happen(type: string, subject: string, event: number, summary: string, evidence: string[]) {
  eventCount += 1;
  events.push({
    id: uuid7(Math.round(recorded(event)) + eventCount, r),
    type,
    subject,
    event_time: iso(event),
    recorded_at: iso(recorded(event)),
    summary,
    evidence,
  });
}

const MONTHS = [
  '',
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const PASSED = new Set([5, 6, 7]);
const ONE_MONTH_FAILED = new Set([3, 8, 9, 10, 11]);
let champion: number | null = null;
let version = 0;

function arrive(m: number, refused = false) {
  const at = Math.max(monthStart(m + 1), monthStart(4)) + (refused ? 0 : m === 6 ? 2 * DAY : 0);
  const ref = `dataset_version:flights@${label(m)}${m === 6 && !refused ? '.2' : ''}`;
  const failures = refused
    ? [
        'air_time: 96.4 % of rows above 720 (expected: at most 0.1 %); looks like seconds, not minutes',
      ]
    : [];
  data.push({
    ref,
    dataset: 'flights',
    label: label(m),
    revision: m === 6 && !refused ? 2 : 1,
    status: refused ? 'refused' : 'accepted',
    event_time: iso(at),
    from: iso(monthStart(m)),
    to: iso(monthStart(m + 1)),
    rows: ROWS[m]!,
    summary: refused
      ? `Data ${label(m)} was refused: air_time is above 720 in 96.4 % of rows (expected at most 0.1 %).`
      : `Data ${label(m)} was accepted: ${ROWS[m]!.toLocaleString('en')} rows, all 9 expectations met.`,
    failures,
  });
  happen(
    refused ? 'DatasetVersionRefused' : 'DatasetVersionAccepted',
    ref,
    at,
    data.at(-1)!.summary,
    [ref],
  );
  return { at, ref };
}

function judge(m: number, at: number, pipeline: string, trainOn: string, index: number) {
  version += 1;
  const run = r.hex(32);
  const verdict = uuid7(Math.round(recorded(at)), r);
  const first = champion === null;
  const pass = first || (index === 0 && PASSED.has(m));
  const fail = !pass && index === 1 && ONE_MONTH_FAILED.has(m);
  const outcome = pass ? 'PASS' : fail ? 'FAIL' : 'INCONCLUSIVE';
  const base = CHAMPION[m]!;
  const estimate = first
    ? null
    : pass
      ? r.between(0.011, 0.019)
      : fail
        ? -r.between(0.012, 0.03)
        : r.between(-0.004, 0.007);
  const half = pass ? 0.009 : fail ? 0.008 : 0.011;
  const auc = first ? base : base + estimate!;
  const c: Candidate = {
    version,
    month: m,
    trainOn,
    run,
    pipeline,
    verdict,
    outcome,
    auc,
    estimate,
    low: estimate === null ? null : estimate - half,
    high: estimate === null ? null : estimate + half,
    promoted: pass,
    champion,
    event: at,
  };
  candidates.push(c);
  const model = `model_version:flights/${version}`;
  const judged = data.filter((d) => d.status === 'accepted' && d.label === label(m)).at(-1)!;
  for (const d of data
    .filter((d) => d.status === 'accepted' && d.label < label(m))
    .slice(trainOn === '1 month' ? -1 : -6)) {
    edges.push({ from: d.ref, relation: 'trained', to: `run:${run}` });
  }
  edges.push(
    { from: `pipeline_run:${pipeline}`, relation: 'started', to: `run:${run}` },
    { from: `run:${run}`, relation: 'produced', to: model },
    { from: judged.ref, relation: 'judged', to: `verdict:${verdict}` },
    { from: model, relation: 'judged', to: `verdict:${verdict}` },
  );
  const n = (x: number) => x.toFixed(3);
  const against = champion ? `v${champion}` : '';
  const numbers =
    estimate === null
      ? ''
      : `AUC ${n(auc)} against ${n(base)} on ${MONTHS[m]}, 95 % interval [${n(c.low!)}, ${n(c.high!)}], days resampled`;
  const text = first
    ? `v${version} is the first champion: AUC ${n(auc)} on ${MONTHS[m]} (wanted at least 0.650).`
    : pass
      ? `v${version} took over from ${against}: ${numbers}.`
      : fail
        ? `v${version} was refused against ${against}: ${numbers}.`
        : `v${version} is not proved better than ${against}: ${numbers}.`;
  gates.push({
    ref: `verdict:${verdict}`,
    gate: 'champion',
    outcome,
    event_time: iso(at),
    candidate: model,
    champion: champion ? `model_version:flights/${champion}` : null,
    metric: 'auc',
    estimate,
    low: c.low,
    high: c.high,
    rows: ROWS[m]!,
    summary: text,
  });
  happen(
    pass ? 'ModelVersionPromoted' : 'VerdictReached',
    `verdict:${verdict}`,
    at + index * 60_000,
    text,
    [`verdict:${verdict}`, model],
  );
  if (champion)
    edges.push({
      from: `model_version:flights/${champion}`,
      relation: 'compared',
      to: `verdict:${verdict}`,
    });
  if (pass) {
    edges.push(
      { from: `verdict:${verdict}`, relation: 'allowed', to: model },
      { from: model, relation: 'deployed', to: 'deployment:flights' },
    );
    const last = serving.at(-1);
    if (last) last.to = iso(at);
    serving.push({
      ref: model,
      model: 'flights',
      version,
      from: iso(at),
      to: null,
    });
    champion = version;
  }
}

function turn(m: number, dataRef: string, at: number) {
  const waiting = triggers.filter((t) => t.decision === 'HELD' && t.started === null);
  const id = uuid7(Math.round(recorded(at)), r);
  const trigger = `trigger:${uuid7(Math.round(recorded(at)), r)}`;
  const causes = [dataRef, ...waiting.flatMap((t) => t.causes)];
  const ref = `pipeline_run:${id}`;
  for (const t of waiting) t.started = ref;
  triggers.push({
    ref: trigger,
    event_time: iso(at),
    decision: 'FIRED',
    why: `new data ${label(m)}${waiting.length ? ' and open alerts' : ''}`,
    causes,
    started: ref,
  });
  for (const c of causes) edges.push({ from: c, relation: 'caused', to: trigger });
  edges.push({ from: trigger, relation: 'started', to: ref });
  pipelines.push({ id, month: m, event: at, causes, trigger });
  training.push({
    ref,
    event_time: iso(at),
    started_at: iso(recorded(at)),
    ended_at: iso(recorded(at) + 3400),
    status: 'SUCCEEDED',
    reason: `new data ${label(m)}`,
    caused_by: [trigger],
    runs: 18,
    summary: `Training on data up to ${label(m - 1)}, judged on ${MONTHS[m]}: 2 candidates of 8 trials.`,
  });
  happen(
    'PipelineRunEnded',
    ref,
    at,
    `The wheel turned for ${MONTHS[m]}: 2 candidates of 8 trials each, 3.4 s${waiting.length ? '; an alert had been waiting for this data' : ''}.`,
    [ref, trigger],
  );
  judge(m, at, id, '6 months', 0);
  if (m > 3) judge(m, at, id, '1 month', 1);
}

function alert(
  watch: string,
  column: string | null,
  from: number,
  to: number | null,
  value: number,
  threshold: number,
  text: string,
) {
  const ref = `alert:${uuid7(Math.round(recorded(from)), r)}`;
  alerts.push({
    ref,
    watch,
    column,
    opened_at: iso(from),
    resolved_at: to === null ? null : iso(to),
    status: to === null ? 'open' : 'resolved',
    value,
    threshold,
    summary: text,
  });
  edges.push({ from: 'deployment:flights', relation: 'watched', to: ref });
  happen('AlertRaised', ref, from, text, [ref]);
  if (to !== null)
    happen(
      'AlertResolved',
      ref,
      to,
      `${column ?? watch} is back under its threshold; the alert of ${new Date(from).toUTCString().slice(5, 11)} is resolved.`,
      [ref],
    );
  const month = new Date(from).getUTCMonth() + 1;
  const trigger = `trigger:${uuid7(Math.round(recorded(from)), r)}`;
  triggers.push({
    ref: trigger,
    event_time: iso(from),
    decision: 'HELD',
    why: `waiting for data newer than ${label(month - 1)}`,
    causes: [ref],
    started: null,
  });
  edges.push({ from: ref, relation: 'caused', to: trigger });
  happen(
    'TriggerHeld',
    trigger,
    from + 60_000,
    `Training is held: waiting for data newer than ${label(month - 1)}.`,
    [trigger, ref],
  );
}

const D = (m: number, d: number) => Date.UTC(YEAR, m - 1, d);
for (const m of [1, 2]) arrive(m);
{
  const { at, ref } = arrive(3);
  turn(3, ref, at);
}
alert(
  'features',
  'temperature',
  D(4, 15),
  D(7, 8),
  1.8,
  0.2,
  'temperature has drifted: PSI 1.80 against the training sample (threshold 0.20).',
);
alert(
  'features',
  'dew_point',
  D(4, 22),
  D(7, 8),
  0.9,
  0.2,
  'dew_point has drifted: PSI 0.90 against the training sample (threshold 0.20).',
);
for (const m of [4, 5]) {
  const { at, ref } = arrive(m);
  turn(m, ref, at);
}
alert(
  'prediction',
  null,
  D(6, 10),
  D(7, 1),
  0.002,
  0.01,
  'The predictions have moved: KS p = 0.002 (threshold 0.01).',
);
arrive(6, true);
for (const m of [6, 7, 8]) {
  const { at, ref } = arrive(m);
  turn(m, ref, at);
}
alert(
  'performance',
  'auc',
  D(9, 9),
  D(10, 14),
  0.705,
  0.03,
  'AUC fell by 0.054 since v9 took over (threshold 0.03): 0.705 on 26 Aug – 8 Sep.',
);
alert(
  'features',
  'origin_delay_3h',
  D(9, 16),
  null,
  0.42,
  0.2,
  'origin_delay_3h has drifted: PSI 0.42 against the training sample (threshold 0.20).',
);
for (const m of [9, 10, 11]) {
  const { at, ref } = arrive(m);
  turn(m, ref, at);
}
alert(
  'features',
  'temperature',
  D(11, 11),
  null,
  1.1,
  0.2,
  'temperature has drifted: PSI 1.10 against the training sample (threshold 0.20).',
);

events.sort((a, b) => (a.event_time! < b.event_time! ? 1 : -1));

const END = D(12, 31);
const weekly: number[] = [];
for (let at = D(4, 1); at + 7 * DAY <= END + DAY; at += 7 * DAY) weekly.push(at);

function season(at: number, table: number[]): number {
  const d = new Date(at);
  const m = d.getUTCMonth() + 1;
  const part = d.getUTCDate() / 31;
  return table[m]! * (1 - part * 0.6) + (table[Math.min(12, m + 1)] ?? table[12]!) * part * 0.6;
}

const performance = (['champion', 'first'] as const).map((name) => ({
  name,
  points: weekly.map((from): PerformancePoint => {
    const to = from + 7 * DAY;
    const pending = to > END - 9 * DAY;
    const v = serving.findLast((s) => Date.parse(s.from) <= from)?.version ?? 1;
    return {
      from: iso(from),
      to: iso(to),
      value: pending
        ? null
        : season(from, name === 'champion' ? CHAMPION : FIRST) + r.normal() * 0.006,
      coverage: pending ? 0.31 : 1,
      rows: 6600 + r.int(-300, 300),
      version: name === 'champion' ? v : 1,
    };
  }),
}));

export const drift: DriftSeries[] = FEATURES.map(([column, , peak], i) => {
  const points = weekly.map((from) => {
    const phase = Math.sin(((from - D(1, 20)) / (365 * DAY)) * Math.PI) ** 2;
    const swaps = serving.filter((s) => Date.parse(s.from) <= from).length;
    const raw = peak * (i < 2 ? phase * (swaps > 2 ? 0.35 : 1) : 0.4 + 0.6 * r.next());
    const value = Math.max(0.004, raw * (0.85 + 0.3 * r.next()));
    return {
      ref: `window:flights/${uuid7(Math.round(recorded(from)), r)}`,
      from: iso(from),
      to: iso(from + 7 * DAY),
      value,
      over: value > 0.2,
    };
  });
  const now = points.at(-1)!.value;
  let since: string | null = null;
  for (let k = points.length - 1; k >= 0 && points[k]!.over; k -= 1) since = points[k]!.from;
  return { column, test: 'psi', threshold: 0.2, now, since, points };
}).sort(
  (a, b) => Math.max(...b.points.map((p) => p.value)) - Math.max(...a.points.map((p) => p.value)),
);

export function loop(from?: string | null, to?: string | null): Loop {
  const last = serving.at(-1)!;
  const inside = (at: string) => (!from || at >= from) && (!to || at <= to);
  return {
    project: 'flights',
    from: from ?? iso(D(3, 20)),
    to: to ?? iso(D(12, 31) + DAY),
    event_time: iso(END),
    status: {
      champion: { model: 'flights', version: last.version, ref: last.ref, since: last.from },
      deployment: 'flights',
      state: 'in production',
      next: 'label month 12',
      performance: {
        metric: 'auc',
        value: 0.712,
        change: -0.056,
        change_since: `v${last.version}`,
      },
      drift: {
        drifting: drift.filter((d) => (d.now ?? 0) > d.threshold).length,
        watched: drift.length,
      },
      p99_ms: 3.1,
      requests: 276_104,
      alerts_open: alerts.filter((a) => a.status === 'open').length,
    },
    data: data.filter((d) => inside(d.event_time)),
    training: training.filter((t) => inside(t.event_time)),
    gates: gates.filter((g) => inside(g.event_time)),
    serving,
    performance: { metric: 'auc', series: performance },
    drift,
    alerts,
    triggers,
    edges,
  };
}
export const gateMarks = gates;

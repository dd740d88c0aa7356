/** What stands around the made-up year: comments, pins, reports, traces, inputs and logged models. */
import * as rec from './records.ts';
import * as world from './world.ts';

type Answer = (parts: string[], q: URLSearchParams, body: unknown) => unknown;

const now = () => new Date(world.NOW).toISOString();
const hour = 3_600_000;

let next = 3;
const comments = [
  {
    id: '1',
    subject: `run:${rec.runs[0]?.id ?? ''}`,
    body: 'The last epochs **bend up**, @anna. Is that the new weather?',
    mentions: ['anna'],
    who: 'ben',
    mine: false,
    created_at: now(),
  },
];
const pins = [{ subject: 'model:flights', title: 'flights', pinned_at: now() }];
const report = (id: string, title: string, body: string) => ({
  ref: `report:${id}`,
  id,
  title,
  body,
  revision: 1,
  who: 'local',
  mine: true,
  edited_by: 'local',
  created_at: now(),
  updated_at: now(),
});
const reports = [
  report(
    '1',
    'What June taught us',
    '# June\n\nDistances went missing for a day.\n\n```chart\nexperiments: [flights]\nmetrics: [validation_auc]\nlimit: 5\n```\n\n```runs\nexperiments: [flights]\nlimit: 8\n```\n',
  ),
];

const SPANS: [string, string | null, string, string, number, number][] = [
  ['answer', null, 'CHAIN', 'OK', 0, 1_240_000],
  ['look up the flight', 'answer', 'RETRIEVER', 'OK', 4_000, 210_000],
  ['ask the model', 'answer', 'CHAT_MODEL', 'OK', 220_000, 980_000],
  ['weather at JFK', 'ask the model', 'TOOL', 'ERROR', 400_000, 120_000],
  ['put in words', 'answer', 'PARSER', 'OK', 1_205_000, 30_000],
];

function traceInfo(n: number) {
  const failed = n % 7 === 3;
  return {
    id: `tr-${String(n).padStart(32, '0')}`,
    experiment_id: '1',
    name: 'answer',
    state: failed ? 'ERROR' : 'OK',
    started_at: new Date(world.NOW - n * hour).toISOString(),
    duration_ms: 900 + ((n * 137) % 900),
    linked_runs: [],
    request_preview: `Will flight UA ${100 + n} be late?`,
    response_preview: failed ? undefined : 'Probably not: 12 % for more than 15 minutes.',
    spans: SPANS.length,
    tokens: { input: 420 + n, output: 61, total: 481 + n },
    prompts: [],
    tags: {},
    metadata: {},
    assessments:
      n % 3 === 0
        ? [
            {
              id: `a${n}`,
              name: 'correct',
              kind: 'feedback',
              value: true,
              rationale: 'It landed on time.',
              source: { type: 'HUMAN', id: 'anna' },
              valid: true,
              metadata: {},
              created_at: now(),
              updated_at: now(),
            },
          ]
        : [],
  };
}

function trace(id: string) {
  const info = traceInfo(Number(id.slice(3)));
  return {
    info,
    spans: SPANS.map(([name, parent, type, status, from, took]) => ({
      id: name,
      ...(parent ? { parent } : {}),
      name,
      type,
      status,
      ...(status === 'ERROR' ? { status_message: 'the station does not answer' } : {}),
      start_us: from,
      offset_us: from,
      duration_us: took,
      ...(type === 'CHAT_MODEL'
        ? {
            inputs: {
              messages: [
                { role: 'system', content: 'Say how likely a delay is, in one sentence.' },
                { role: 'user', content: info.request_preview },
              ],
            },
            outputs: {
              choices: [{ message: { role: 'assistant', content: 'Probably **not**: 12 %.' } }],
            },
          }
        : { inputs: { question: info.request_preview }, outputs: { share: 0.12 } }),
      attributes: { model: 'v9' },
      events: [],
      links: [],
    })),
  };
}

export const around: [RegExp, Answer][] = [
  [
    /^comments$/,
    (_, q, body) => {
      if (!body) return { items: comments.filter((c) => c.subject === q.get('subject')) };
      const { subject, body: text } = body as { subject: string; body: string };
      const made = {
        id: String(next++),
        subject,
        body: text,
        mentions: [],
        who: 'local',
        mine: true,
        created_at: now(),
      };
      comments.push(made);
      return made;
    },
  ],
  [/^pins$/, () => ({ items: pins })],
  [/^pins\/(.+)$/, ([subject]) => ({ subject, pinned_at: now() })],
  [/^reports$/, (_, __, body) => (body ? reports[0] : { items: reports })],
  [/^reports\/[^/]+\/revisions$/, () => ({ items: reports })],
  [/^reports\/[^/]+$/, () => reports[0]],
  [
    /^traces$/,
    (_, q) => ({
      items: q.get('filter')?.includes('nothing')
        ? []
        : Array.from({ length: 40 }, (__, n) => traceInfo(n)),
    }),
  ],
  [/^traces\/([^/]+)$/, ([id]) => trace(id!)],
  [
    /^runs\/[^/]+\/inputs$/,
    () => ({
      items: [
        {
          name: 'flights',
          ref: 'dataset_version:flights@2013-06',
          digest: 'sha256:5c11',
          context: 'training',
          source_type: 'noria',
          source: 'flights@2013-06',
          schema: '{"mlflow_colspec":[{"name":"distance","type":"double"}]}',
          profile: '{"num_rows":28243}',
          tags: {},
        },
      ],
    }),
  ],
  [/^runs\/[^/]+\/models$/, () => ({ items: [] })],
  [/^tracked_datasets$/, () => ({ items: [] })],
  [/^models\/[^/]+\/protections$/, () => ({ items: [] })],
  [
    /^models\/([^/]+)\/at$/,
    ([model], q) => ({
      model,
      name_then: model,
      at: q.get('time') ?? now(),
      clock: q.get('clock') ?? 'recorded',
      stages: [
        {
          name: 'Production',
          version: 9,
          ref: `model_version:${model}/9`,
          since: now(),
          by: 'noria',
          why: 'passed the gate',
          from: 'Staging',
        },
      ],
      aliases: [],
    }),
  ],
];

/** Why, making again, impact, revoking and the way back, over the made-up year. */
import type {
  Impact,
  Rerun,
  Revocation,
  RollbackProposal,
  Why,
  WhyFeature,
} from '../../src/api/types.ts';
import { KIND, predictionOf, verdictOf } from './kinds.ts';
import { random } from './random.ts';
import * as rec from './records.ts';
import * as world from './world.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const iso = (at: number) => new Date(at).toISOString();

function reference(name: string, value: unknown): Pick<WhyFeature, 'reference' | 'mark' | 'note'> {
  const h = rec.histogram(name);
  if (h.categories) {
    const all = h.reference.reduce((a, b) => a + b, 0);
    const top = h.categories.map((v, i) => ({ value: v, share: h.reference[i]! / all }));
    const at = top.findIndex((t) => t.value === value);
    return {
      reference: { rows: 10_000, missing: 0, share: top[at]?.share ?? 0, rank: at + 1, top },
      mark: at < 0 ? 'new' : at > 9 ? 'rare' : 'usual',
      note: at < 0 ? 'never in training' : `in ${(top[at]!.share * 100).toFixed(1)} % of rows`,
    };
  }
  const edges = h.edges!;
  const v = Number(value);
  const outside = v < edges[0]! || v > edges.at(-1)!;
  const below = h.reference.reduce((a, c, i) => a + (edges[i + 1]! <= v ? c : 0), 0);
  const quantile = below / h.reference.reduce((a, b) => a + b, 0);
  return {
    reference: {
      rows: 10_000,
      missing: 0.012,
      quantile,
      median: 47,
      min: edges[0]!,
      max: edges.at(-1)!,
      edges,
      counts: h.reference,
    },
    mark: outside ? 'outside' : quantile < 0.01 || quantile > 0.99 ? 'rare' : 'usual',
    note: outside
      ? 'outside of all that training saw'
      : `larger than ${Math.round(quantile * 100)} % of training rows`,
  };
}

export function why(id: string): Why | null {
  const p =
    id === 'wrong'
      ? rec.predictions.find((x) => x.label !== undefined && x.label !== x.prediction)
      : id === 'first'
        ? rec.predictions[0]
        : rec.predictions.find((x) => x.id === id);
  if (!p) return null;
  const g = random(11);
  const names = Object.keys(p.features);
  const regression = KIND === 'regression';
  const classes = KIND === 'multiclass' ? ['on time', 'late', 'cancelled', 'diverted'] : null;
  const bias = regression ? 12.4 : -1.33;
  const goal = regression ? 31.7 : Math.log(p.score! / (1 - p.score!));
  const raw = names.map((_, i) => (g.normal() * (regression ? 6 : 0.5)) / (1 + i * 0.3));
  const gap = (goal - bias - raw.reduce((a, b) => a + b, 0)) / 3;
  const sums = raw.map((x, i) => (i < 3 ? x + gap : x));
  const order = names
    .map((name, i) => ({ name, add: sums[i]! }))
    .sort((a, b) => Math.abs(b.add) - Math.abs(a.add));
  let at = bias;
  const value = (m: number) => (regression ? m : sigmoid(m));
  const features = order.map(({ name, add }): WhyFeature => {
    const before = at;
    at += add;
    return {
      name,
      type: typeof p.features[name] === 'number' ? 'double' : 'string',
      value: p.features[name],
      contribution: add,
      running_margin: at,
      running_value: value(at),
      change: value(at) - value(before),
      ...(classes
        ? {
            by_class: Object.fromEntries(
              classes.map((c, k) => [c, k === 1 ? add : add * (0.3 - k / 4)]),
            ),
          }
        : {}),
      ...reference(name, p.features[name]),
      ...(name === 'seats' ? { offline: { value: 12, differs: true } } : {}),
    };
  });
  const c = world.candidates.find((x) => x.version === p.model_version)!;
  const run = rec.runs.find((x) => x.id === c.run)!;
  return {
    prediction: {
      ...predictionOf(p, 5),
      ...(regression ? { prediction: goal, label: '18.0', probability: undefined } : {}),
    } as Why['prediction'],
    summary: regression
      ? `Flight ${p.key} was said to arrive ${goal.toFixed(1)} minutes late; it was 18 minutes.`
      : `Asked about ${p.key} on 31 Dec 2013, flights v${p.model_version} said ${p.prediction === 1 ? 'late' : 'on time'} with ${Math.round((p.probability ?? 0) * 100)} %; ${p.label === undefined ? 'what came true is not known yet' : `it came true as ${p.label === 1 ? 'late' : 'on time'}`}.`,
    ...(id === 'gone'
      ? { explanation_problem: 'The version was deleted.' }
      : {
          explanation: {
            method: 'tree_shap',
            exact: true,
            scale: regression ? 'number' : 'log-odds',
            note: 'exact SHAP values of the trees; bias and contributions add up to the margin',
            ...(regression ? {} : { label: classes ? 'late' : '1' }),
            bias,
            bias_value: value(bias),
            margin: goal,
            value: value(goal),
            agrees: true,
            ...(classes
              ? {
                  classes: classes.map((label, k) => ({
                    label,
                    bias: k === 1 ? bias : bias * (0.3 - k / 4),
                    margin: k === 1 ? goal : goal * (0.3 - k / 4),
                    value: [0.31, 0.52, 0.13, 0.04][k]!,
                  })),
                }
              : {}),
          },
        }),
    features,
    version_ref: `model_version:flights/${p.model_version}`,
    version: rec.versions().find((v) => v.version === p.model_version)!,
    // biome-ignore lint/suspicious/noThenProperty: the server's name for where the version stood then.
    then: { stage: 'Production', aliases: ['champion'] },
    verdicts: [verdictOf(rec.verdict(c.verdict))!],
    run: {
      ref: `run:${run.id}`,
      id: run.id,
      name: run.name,
      status: 'FINISHED',
      user: 'loop',
      started_at: run.started_at,
      ended_at: run.ended_at,
      commit: '5c11a21',
      params: run.params,
      metrics: Object.fromEntries(Object.entries(run.metrics).map(([k, m]) => [k, m.value ?? 0])),
    },
    data: [
      ...run.inputs.map((i) => ({
        ref: i.ref!,
        dataset: 'flights',
        version: i.name,
        uses: ['training'],
        digest: i.digest,
        rows: 28_000,
        status: revoked.has(i.ref!) ? 'REVOKED' : 'ACCEPTED',
      })),
      {
        ref: 'dataset_version:flights@2013-07',
        dataset: 'flights',
        version: '2013-07',
        uses: ['judging'],
        rows: 29_425,
        status: 'ACCEPTED',
      },
    ],
    making: {
      pipeline_run: `pipeline_run:${c.pipeline}`,
      pipeline: 'flights',
      state: 'SUCCEEDED',
      reason: 'new data 2013-07',
      event_time: iso(c.event),
      submitted_at: iso(world.NOW - 80_000),
      causes: [],
    },
    neighbours: {
      rows: 10_000,
      weighted: true,
      note: "the nearest of 10 000 training rows by Gower's distance, features counting by contribution",
      target: 'late',
      items: Array.from({ length: 5 }, (_, i) => ({
        distance: 0.04 + i * 0.021,
        label: regression ? String(14 + i * 3) : i === 2 ? '1' : '0',
        score: regression ? goal - i : 0.3 + i * 0.04,
        features: Object.fromEntries(
          names.map((n) => [
            n,
            typeof p.features[n] === 'number'
              ? Number((Number(p.features[n]) + g.normal() * 3).toFixed(1))
              : g.next() > 0.7
                ? 'AA'
                : p.features[n],
          ]),
        ),
        differs: [names[i]!, names[i + 3]!],
      })),
    },
    next: [
      {
        command: `noria rerun flights/${p.model_version}`,
        why: 'Makes the version again from its recorded inputs and compares the digests.',
      },
      { command: 'noria rollback flights', why: 'Goes back to the version that served before.' },
    ],
    elapsed_ms: 12.4,
  };
}

const started = new Map<string, number>();

export function startRerun(ref: string): Rerun {
  const id = `019abcde-0000-7000-8000-${String(started.size).padStart(12, '0')}`;
  started.set(id, Date.now());
  return rerun(id, ref)!;
}

export function rerun(id: string, ref = 'model_version:flights/8'): Rerun | null {
  const at = started.get(id) ?? (id === 'done' ? 0 : id === 'other' ? 0 : undefined);
  if (at === undefined) return null;
  const age = Date.now() - at;
  const done = age > 4000;
  const other = id === 'other';
  const names = ['prepare', 'search', 'bundle'];
  return {
    id,
    of: ref,
    ref: `pipeline_run:${id}`,
    original: `pipeline_run:${world.pipelines[0]!.id}`,
    state: done ? (other ? 'different' : 'same') : 'running',
    summary: done
      ? other
        ? 'flights v8 was made again and is not the same: search differs.'
        : 'flights v8 was made again: all 3 outputs have the same digest.'
      : 'flights v8 is being made again from 6 data versions.',
    by: 'ana',
    submitted_at: iso(at || world.NOW),
    ...(done ? { seconds: 3.9, original_seconds: 3.4 } : {}),
    notes: other ? ['XGBoost 3.1.0 then 3.0.2', 'another machine: 8 cores then 2'] : [],
    tasks: names.map((name, i) => {
      const over = done || age > (i + 1) * 1300;
      const differs = other && name !== 'prepare';
      return {
        name,
        step: name,
        ref: `task:${id}/${name}`,
        original: `task:${world.pipelines[0]!.id}/${name}`,
        status: over ? 'SUCCEEDED' : age > i * 1300 ? 'RUNNING' : 'PENDING',
        ...(over ? { same: !differs } : {}),
        ...(over && differs ? { reason: 'XGBoost 3.1.0 was used; then 3.0.2' } : {}),
        outputs: [
          {
            name: 'model',
            original_digest: random(i).hex(64),
            ...(over ? { digest: random(differs ? i + 9 : i).hex(64), same: !differs } : {}),
          },
        ],
        environment: {},
        original_environment: {},
      };
    }),
  };
}

export const reruns = () => [...started.keys()].map((id) => rerun(id)!).reverse();

export const revoked = new Map<string, string>();

function impact(ref: string): Impact {
  const used = world.candidates.filter((c) =>
    rec.runs.find((x) => x.id === c.run)!.inputs.some((i) => i.ref === ref),
  );
  const live = used.some((c) => c.version === world.serving.at(-1)!.version);
  return {
    ref,
    summary: `${ref.slice(16)} went into ${used.length * 9} runs, ${used.length} model versions and ${live ? '1 live deployment' : 'no live deployment'}.`,
    runs: {
      count: used.length * 9,
      items: used.map((c) => ({
        ref: `run:${c.run}`,
        name: rec.runs.find((x) => x.id === c.run)!.name,
        status: 'FINISHED',
        experiment: 'flights',
      })),
    },
    model_versions: used.map((c) => {
      const v = rec.versions().find((x) => x.version === c.version)!;
      return {
        ref: v.ref,
        model: 'flights',
        version: c.version,
        stage: v.stage,
        aliases: v.aliases ?? [],
      };
    }),
    deployments: used.length
      ? [
          {
            ref: 'deployment:flights',
            name: 'flights',
            model: 'flights',
            live,
            version: world.serving.at(-1)!.version,
            spans: world.serving
              .filter((s) => used.some((c) => c.version === s.version))
              .map((s) => ({ version: s.version, from: s.from, ...(s.to ? { to: s.to } : {}) })),
            predictions: 171_204,
          },
        ]
      : [],
    predictions: used.length ? 171_204 : 0,
    truncated: false,
  };
}

export { impact };

export function proposal(): RollbackProposal {
  const now = world.serving.at(-1)!.version;
  const before = world.serving.at(-2)!.version;
  return {
    deployment: 'flights',
    model: 'flights',
    from: now,
    action: 'rollback',
    version: before,
    follows: 'champion',
    why: revoked.size
      ? `v${now} was trained on revoked data; v${before} is the newest version that was not.`
      : `v${before} served before v${now}.`,
    command: `noria rollback flights --to ${before}`,
    revoked: [...revoked.keys()],
  };
}

export function revocation(
  dataset: string,
  version: string,
  body: { why?: string; dry_run?: boolean },
  back: boolean,
): Revocation | null {
  const ref = `dataset_version:${dataset}@${version}`;
  const v = rec.datasetVersions().find((x) => x.ref === ref);
  if (!v) return null;
  const of = impact(ref);
  if (!body.dry_run) {
    const mark = world.data.find((d) => d.ref === ref)!;
    if (back) revoked.delete(ref);
    else revoked.set(ref, body.why ?? '');
    mark.status = back ? 'accepted' : 'revoked';
  }
  return {
    version: {
      ...v,
      ...(back ? {} : { revoked: { why: body.why ?? '', by: 'ana', at: iso(Date.now()) } }),
    },
    changed: !body.dry_run,
    changes: back
      ? [`${dataset} ${version} counts again.`, 'The alert that its revocation raised is resolved.']
      : [
          `${dataset} ${version} counts no longer: no training and no judging reads it.`,
          ...(of.deployments.some((d) => d.live)
            ? [
                'Deployment flights gets an alert: its live version was trained on it; going back to v6 is proposed.',
              ]
            : []),
        ],
    impact: of,
    alerts: [],
    proposals: of.deployments.some((d) => d.live) ? [proposal()] : [],
  };
}

/** The made-up year as a regression or with many classes: NORIA_MOCK=regression, NORIA_MOCK=multiclass. */
import type { Loop, ModelVersionDetail, Prediction, Verdict, Window } from '../../src/api/types.ts';

export const KIND = process.env.NORIA_MOCK;
export const CLASSES = ['on time', 'late', 'cancelled', 'diverted'];

const metric = KIND === 'regression' ? 'rmse' : KIND === 'multiclass' ? 'accuracy' : 'auc';
const other = KIND === 'regression' || KIND === 'multiclass';

/** An AUC as the metric of the kind: an error of some minutes, or an accuracy. */
const as = (auc: number): number => (KIND === 'regression' ? 12 + (0.8 - auc) * 60 : auc + 0.08);
const gap = (d: number): number => (KIND === 'regression' ? -d * 60 : d);

export function loopOf(loop: Loop): Loop {
  if (!other) return loop;
  const performance = loop.status.performance;
  return {
    ...loop,
    status: {
      ...loop.status,
      ...(performance
        ? {
            performance: {
              ...performance,
              metric,
              value: as(performance.value ?? 0),
              change: gap(performance.change ?? 0),
            },
          }
        : {}),
    },
    performance: {
      metric,
      series: loop.performance.series.map((s) => ({
        ...s,
        points: s.points.map((p) => ({ ...p, ...(p.value == null ? {} : { value: as(p.value) }) })),
      })),
    },
  };
}

export function windowOf(w: Window): Window {
  const auc = w.performance.auc;
  if (!other || auc === undefined) return w;
  const scores = (v: number): Record<string, number> =>
    KIND === 'regression'
      ? { rmse: as(v), mae: as(v) * 0.71, r2: 0.9 - as(v) / 40 }
      : { accuracy: as(v), f1_macro: as(v) - 0.2, log_loss: 1.4 - v, auc_macro: v + 0.05 };
  const change = Object.fromEntries(
    Object.entries(scores(auc)).map(([k, v]) => [k, v - scores(0.75)[k]!]),
  );
  return { ...w, performance: scores(auc), change } as Window;
}

export function verdictOf<T extends Verdict | null>(v: T): T {
  const c = v?.comparison;
  if (!other || !v || !c) return v;
  const flip = KIND === 'regression';
  const side = (x: number | undefined) => (x === undefined ? undefined : gap(x));
  return {
    ...v,
    why: v.why.replaceAll('AUC', metric.toUpperCase()),
    comparison: {
      ...c,
      metric,
      candidate_value: as(c.candidate_value ?? 0),
      champion_value: as(c.champion_value ?? 0),
      estimate: side(c.estimate),
      low: side(flip ? c.high : c.low),
      high: side(flip ? c.low : c.high),
      days: c.days.map((d) => ({
        ...d,
        candidate: as(d.candidate ?? 0),
        champion: as(d.champion ?? 0),
      })),
    },
    conditions: v.conditions.map((k) => ({
      ...k,
      metric,
      value: k.operator === 'beats' ? gap(k.value ?? 0) : as(k.value ?? 0),
      ...(k.operator === 'beats'
        ? { low: side(flip ? k.high : k.low), high: side(flip ? k.low : k.high) }
        : { operator: flip ? ('at_most' as const) : k.operator, wanted: as(k.wanted ?? 0) }),
    })),
    slices: v.slices?.map((s) => ({
      ...s,
      candidate: as(s.candidate ?? 0),
      champion: as(s.champion ?? 0),
    })),
  };
}

export function versionOf<T extends ModelVersionDetail>(v: T): T {
  if (!other) return v;
  const m = v.metric;
  const flip = KIND === 'regression';
  return {
    ...v,
    ...(m
      ? {
          metric: {
            ...m,
            name: metric,
            value: as(m.value ?? 0),
            ...(m.low === undefined ? {} : { low: flip ? as(m.high!) : as(m.low) }),
            ...(m.high === undefined ? {} : { high: flip ? as(m.low!) : as(m.high) }),
          },
        }
      : {}),
  };
}

export function predictionOf<T extends Prediction>(p: T, i: number): T {
  if (!other) return p;
  const score = p.score ?? 0.3;
  if (KIND === 'regression') {
    const { probability: _, ...rest } = p;
    const value = Number((score * 70 - 4).toFixed(2));
    return {
      ...rest,
      prediction: value,
      score: value,
      ...(p.label === undefined ? {} : { label: (value * 0.8 + ((i * 7) % 23) - 9).toFixed(0) }),
    } as unknown as T;
  }
  const place = i % 11 === 0 ? 2 : i % 17 === 0 ? 3 : score > 0.4 ? 1 : 0;
  return {
    ...p,
    prediction: place,
    answer: CLASSES[place],
    probability: 0.4 + score / 2,
    ...(p.label === undefined ? {} : { label: CLASSES[i % 5 === 0 ? 1 : place] }),
  };
}

export const objective =
  KIND === 'regression' ? 'regression' : KIND === 'multiclass' ? 'multiclass' : 'binary';

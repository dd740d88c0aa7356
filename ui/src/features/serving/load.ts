/** A deployment's load by version, as the charts and the table below them need it. Pure. */
import type { SystemSeries, VersionSeries } from '../../api/types.ts';

/** The series without the step that is still going on. */
export function whole(series: SystemSeries): SystemSeries {
  const end = Date.parse(series.to);
  const step = series.step_s * 1000;
  let n = series.at_ms.length;
  if (series.step_s > 1) while (n > 0 && (series.at_ms[n - 1] ?? 0) + step > end) n -= 1;
  if (n === series.at_ms.length) return series;
  const cut = <T>(values: readonly T[]) => values.slice(0, n);
  return {
    ...series,
    at_ms: cut(series.at_ms),
    requests: cut(series.requests),
    errors: cut(series.errors),
    p50_ms: cut(series.p50_ms),
    p99_ms: cut(series.p99_ms),
    versions: series.versions.map((v) => ({
      ...v,
      requests: cut(v.requests),
      errors: cut(v.errors),
      p50_ms: cut(v.p50_ms),
      p99_ms: cut(v.p99_ms),
    })),
  };
}

export interface Summary {
  model: string;
  version: number;
  requests: number;
  errors: number;
  /** Of all requests, 0 to 1. */
  share: number;
  /** Requests per second over the last steps. */
  perSecond: number;
  /** The middle of the steps' medians. */
  p50: number | null;
  /** The slowest step's. */
  p99: number | null;
}

const LAST = 2;

/** What each version answered in the whole stretch, the busiest first. */
export function summaries(series: SystemSeries): Summary[] {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const all = series.versions.reduce((a, v) => a + sum(v.requests), 0);
  return series.versions
    .map((v) => {
      const p50 = known(v.p50_ms).sort((a, b) => a - b);
      const p99 = known(v.p99_ms);
      const last = v.requests.slice(-LAST);
      return {
        model: v.model,
        version: v.version,
        requests: sum(v.requests),
        errors: sum(v.errors),
        share: all > 0 ? sum(v.requests) / all : 0,
        perSecond: last.length > 0 ? sum(last) / (last.length * (series.step_s || 1)) : 0,
        p50: p50.length > 0 ? p50[Math.floor((p50.length - 1) / 2)]! : null,
        p99: p99.length > 0 ? Math.max(...p99) : null,
      };
    })
    .sort((a, b) => b.requests - a.requests);
}

const known = (values: VersionSeries['p50_ms']) =>
  values.filter((v): v is number => v !== null && v !== undefined);

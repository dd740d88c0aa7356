import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { path } from '../../api/client.ts';
import { useStream } from '../../api/live.ts';
import type { MetricSeries, Run } from '../../api/types.ts';
import { metricsQuery } from './api.ts';

/** Puts new points behind known ones; a step that is already there is replaced. */
export function append(
  old: MetricSeries | undefined,
  fresh: Pick<MetricSeries, 'key' | 'steps' | 'values' | 'times_ms'>,
): MetricSeries {
  if (!old) return { ...fresh, total: fresh.steps.length, sampled: false };
  const last = old.steps.at(-1) ?? Number.NEGATIVE_INFINITY;
  if ((fresh.steps[0] ?? 0) > last) {
    return {
      ...old,
      steps: [...old.steps, ...fresh.steps],
      values: [...old.values, ...fresh.values],
      times_ms: [...old.times_ms, ...fresh.times_ms],
      total: old.total + fresh.steps.length,
    };
  }
  const points = new Map(
    old.steps.map((s, i) => [s, [old.values[i] ?? null, old.times_ms[i] ?? 0] as const]),
  );
  fresh.steps.forEach((s, i) => {
    points.set(s, [fresh.values[i] ?? null, fresh.times_ms[i] ?? 0]);
  });
  const steps = [...points.keys()].sort((a, b) => a - b);
  return {
    ...old,
    steps,
    values: steps.map((s) => points.get(s)![0]),
    times_ms: steps.map((s) => points.get(s)![1]),
    total: Math.max(old.total, steps.length),
  };
}

/** A run's curves: what is stored, and while it runs what comes, drawn at most ten times a second. */
export function useCurves(run: Run): { series: Map<string, MetricSeries>; loading: boolean } {
  const client = useQueryClient();
  const [keys, setKeys] = useState(() => Object.keys(run.metrics).sort());
  const query = useQuery(metricsQuery(run.id, keys));
  const [series, setSeries] = useState<Map<string, MetricSeries>>(new Map());
  const live = useRef(new Map<string, MetricSeries>());
  const frame = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => {
    const now = Object.keys(run.metrics).sort();
    setKeys((old) => (old.join() === now.join() ? old : now));
  }, [run.metrics]);
  useEffect(() => {
    if (!query.data) return;
    const next = new Map(query.data.series.map((s) => [s.key, s]));
    for (const [key, s] of live.current) {
      const stored = next.get(key);
      if (!stored || stored.steps.length < s.steps.length) next.set(key, s);
    }
    live.current = next;
    setSeries(new Map(next));
  }, [query.data]);
  useEffect(() => () => clearTimeout(frame.current), []);

  const running = run.status === 'RUNNING' || run.status === 'SCHEDULED';
  useStream(running ? path`runs/${run.id}/stream` : null, (name, data) => {
    if (name === 'metrics') {
      const fresh = data as MetricSeries;
      live.current.set(fresh.key, append(live.current.get(fresh.key), fresh));
      frame.current ??= setTimeout(() => {
        frame.current = undefined;
        setSeries(new Map(live.current));
      }, 100);
    } else {
      void client.invalidateQueries({ queryKey: ['runs', 'one', run.id] });
      void client.invalidateQueries({ queryKey: ['runs', 'children', run.id] });
    }
  });
  return { series, loading: query.isPending && keys.length > 0 };
}

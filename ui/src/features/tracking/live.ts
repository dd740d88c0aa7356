import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { path } from '../../api/client.ts';
import { useStream } from '../../api/live.ts';
import type { MetricSeries, Run } from '../../api/types.ts';

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

/** What came through a run's stream since the page was opened, by key. */
export class LivePoints {
  private readonly series = new Map<string, MetricSeries>();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private version = 0;

  add(fresh: MetricSeries): void {
    this.series.set(fresh.key, append(this.series.get(fresh.key), fresh));
    // At most ten redraws a second, however fast the points come.
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.version += 1;
      for (const listener of this.listeners) listener();
    }, 100);
  }

  of(key: string): MetricSeries | undefined {
    return this.series.get(key);
  }

  keys(): string[] {
    return [...this.series.keys()];
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  now = (): number => this.version;

  stop(): void {
    clearTimeout(this.timer);
  }
}

/** Follows a run while it goes on. */
export function useLive(run: Run): LivePoints {
  const client = useQueryClient();
  const points = useMemo(() => new LivePoints(), [run.id]);
  const known = useRef(points);
  known.current = points;
  useEffect(() => () => points.stop(), [points]);
  const running = run.status === 'RUNNING' || run.status === 'SCHEDULED';
  useStream(running ? path`runs/${run.id}/stream` : null, (name, data) => {
    if (name === 'metrics') known.current.add(data as MetricSeries);
    else {
      void client.invalidateQueries({ queryKey: ['runs', 'one', run.id] });
      void client.invalidateQueries({ queryKey: ['runs', 'children', run.id] });
    }
  });
  return points;
}

/** Redraws the caller when points came. */
export function useLiveVersion(points: LivePoints): number {
  return useSyncExternalStore(points.subscribe, points.now);
}

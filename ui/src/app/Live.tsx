import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useStream } from '../api/live.ts';
import type { NoriaEvent } from '../api/types.ts';

/** Which queries an event makes stale, by the first part of their keys. */
function touched(type: string): string[] {
  if (type.startsWith('Dataset')) return ['loop', 'events', 'datasets'];
  if (type.startsWith('Comment')) return ['comments'];
  if (type.startsWith('Report')) return ['reports'];
  if (type.startsWith('Trace')) return ['traces'];
  if (type.startsWith('Run')) return ['runs', 'experiments'];
  if (type.startsWith('Pipeline') || type.startsWith('Task'))
    return ['loop', 'events', 'pipelines'];
  if (/^(Model|Verdict|Stage|Alias)/.test(type)) return ['loop', 'events', 'models', 'deployments'];
  if (/^(Window|Alert|Deployment)/.test(type)) return ['loop', 'events', 'deployments', 'alerts'];
  return ['loop', 'events'];
}

/** Keeps every page fresh: the server's events say what changed, and at most once a second it is read again. */
export function Live() {
  const client = useQueryClient();
  const waiting = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useStream('events/stream', (name, data) => {
    for (const key of touched((data as NoriaEvent).type ?? name)) waiting.current.add(key);
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const keys = [...waiting.current];
      waiting.current.clear();
      for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
    }, 1000);
  });
  return null;
}

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { path } from '../../api/client.ts';
import { useStream } from '../../api/live.ts';
import type { LivePulse, SystemSeries } from '../../api/types.ts';
import { Await, Block } from '../../components/States.tsx';
import { compact, millis } from '../../lib/format.ts';
import { systemQuery } from './api.ts';

const MetricChart = lazy(() => import('../../charts/uplot/MetricChart.tsx'));
const KEPT = 3600;

/** The deployment's last pulse, once a second. */
export function usePulse(name: string, onPulse?: (p: LivePulse) => void): LivePulse | null {
  const [pulse, setPulse] = useState<LivePulse | null>(null);
  const listener = useRef(onPulse);
  listener.current = onPulse;
  useStream(path`deployments/${name}/stream`, (_, data) => {
    const p = data as LivePulse;
    setPulse(p);
    listener.current?.(p);
  });
  return pulse;
}

/** Load, latency and errors by the server's clock; new seconds come in at the right. */
export function System({ name, pulse }: { name: string; pulse: LivePulse | null }) {
  const query = useQuery(systemQuery(name));
  return (
    <Await query={query} skeleton={<Block height={160} />}>
      {(stored) => <Charts stored={stored} pulse={pulse} name={name} />}
    </Await>
  );
}

function Charts({
  stored,
  pulse,
  name,
}: {
  stored: SystemSeries;
  pulse: LivePulse | null;
  name: string;
}) {
  const [live, setLive] = useState<LivePulse[]>([]);
  useEffect(() => {
    if (pulse) setLive((old) => [...old.slice(-KEPT), pulse]);
  }, [pulse]);
  const after = live.filter((p) => p.at_ms > (stored.at_ms.at(-1) ?? 0));
  const xs = [...stored.at_ms, ...after.map((p) => p.at_ms)];
  const per = stored.step_s || 1;
  const charts = [
    {
      title: 'requests/s',
      format: compact,
      curves: [
        {
          label: 'requests/s',
          colour: 'var(--accent)',
          xs,
          ys: [...stored.requests.map((v) => v / per), ...after.map((p) => p.requests)],
        },
      ],
    },
    {
      title: 'latency',
      format: millis,
      curves: [
        {
          label: 'p99',
          colour: 'var(--s1)',
          xs,
          ys: [...stored.p99_ms, ...after.map((p) => p.p99_ms ?? null)],
        },
        {
          label: 'p50',
          colour: 'var(--s0)',
          xs,
          ys: [...stored.p50_ms, ...after.map((p) => p.p50_ms ?? null)],
        },
      ],
    },
    {
      title: 'errors/s',
      format: compact,
      curves: [
        {
          label: 'errors/s',
          colour: 'var(--bad)',
          xs,
          ys: [...stored.errors.map((v) => v / per), ...after.map((p) => p.errors)],
        },
      ],
    },
  ];
  return (
    <div className="system" data-testid="system">
      {charts.map((c) => (
        <figure key={c.title}>
          <figcaption className="small muted">
            {c.title}
            {c.curves.length > 1 && (
              <span className="legend" style={{ display: 'inline-flex', marginLeft: 8 }}>
                {c.curves.map((k) => (
                  <span key={k.label}>
                    <i className="swatch" style={{ background: k.colour }} /> {k.label}
                  </span>
                ))}
              </span>
            )}
          </figcaption>
          <Suspense fallback={<Block height={130} />}>
            <MetricChart
              curves={c.curves}
              height={130}
              time
              zero
              sync={`system-${name}`}
              format={c.format}
              label={`${c.title} by the server’s clock`}
            />
          </Suspense>
        </figure>
      ))}
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Prediction } from '../../api/types.ts';
import { Ago, EventTime, Id, Panel } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { Icon } from '../../components/Icon.tsx';
import { RefLink, useEvidence } from '../../components/Link.tsx';
import { Await, Empty, Skeleton } from '../../components/States.tsx';
import { millis, number, percent, plural } from '../../lib/format.ts';
import { predictionsQuery } from './api.ts';
import { LogShare } from './LogShare.tsx';
import { cameTrue, said } from './said.ts';

const EVERY_MS = 2_000;

/** What was asked last, newest first, with what came true, each one step from why. */
export function Predictions(props: {
  name: string;
  regression: boolean;
  /** Whose answers alone are shown. */
  version: string | undefined;
  versions: readonly number[];
  onVersion: (version: string | undefined) => void;
  /** Whether there is anything new to ask for. */
  busy: boolean;
}) {
  const { name, regression } = props;
  const [live, setLive] = useState(true);
  const [reading, setReading] = useState(false);
  const query = useQuery({
    ...predictionsQuery(name, props.version),
    // Nothing moves under the pointer of who reads.
    refetchInterval: live && props.busy && !reading ? EVERY_MS : false,
  });
  const router = useRouter();
  const evidence = useEvidence();
  const versions = [...new Set(props.versions)].sort((a, b) => b - a);
  if (props.version !== undefined && !versions.includes(Number(props.version)))
    versions.push(Number(props.version));
  return (
    <Panel
      title="Recent predictions"
      flush
      className="c12"
      aside={
        <span className="row">
          <span className="muted small wide-only">
            {!live ? 'paused' : reading ? 'waits while you read' : 'newest first, live'}
          </span>
          <button
            type="button"
            className="btn quiet sm"
            aria-pressed={live}
            onClick={() => setLive(!live)}
            title={live ? 'Stop following' : 'Follow'}
            aria-label={live ? 'Stop following' : 'Follow'}
          >
            <Icon name={live ? 'pause' : 'right'} size={12} />
          </button>
          <LogShare name={name} />
          <select
            className="field"
            style={{ height: 24, fontSize: 12 }}
            aria-label="Answered by"
            value={props.version ?? ''}
            onChange={(e) => props.onVersion(e.target.value || undefined)}
            data-testid="predictions-version"
          >
            <option value="">any version</option>
            {versions.map((v) => (
              <option key={v} value={v}>
                v{v}
              </option>
            ))}
          </select>
        </span>
      }
    >
      <div
        role="group"
        aria-label="Newest predictions"
        onPointerEnter={() => setReading(true)}
        onPointerLeave={() => setReading(false)}
        onFocus={() => setReading(true)}
        onBlur={() => setReading(false)}
      >
        <Await query={query} skeleton={<Skeleton lines={8} />}>
          {({ items }) =>
            items.length === 0 ? (
              props.version === undefined ? (
                <Empty
                  title="Nobody has asked yet"
                  type={`curl -s ${window.location.origin}/deployments/${name}/predict -H 'Content-Type: application/json' -d '{"features": {…}}'`}
                />
              ) : (
                <Empty title={`v${props.version} answered none of the newest`}>
                  Only the newest 2,000 are looked through.
                </Empty>
              )
            ) : (
              <DataTable
                label={plural(items.length, 'prediction')}
                testId="predictions"
                maxHeight="420px"
                rows={items}
                rowKey={(p) => p.id}
                onOpen={(p) => router.history.push(`/predictions/${encodeURIComponent(p.id)}`)}
                onEvidence={(p) => evidence(p.ref ?? `prediction:${p.id}`)}
                columns={[
                  { id: 'id', title: 'Prediction', cell: (p) => <Id of={p.id} /> },
                  { id: 'event', title: 'Asked for', cell: (p) => <EventTime at={p.event_time} /> },
                  { id: 'version', title: 'Model', cell: (p) => `v${p.model_version}` },
                  {
                    id: 'said',
                    title: 'Said',
                    cell: (p) => (
                      <span>
                        {regression ? number(p.prediction) : said(p)}{' '}
                        {!regression && p.probability !== undefined && (
                          <span className="muted">{percent(p.probability)}</span>
                        )}
                      </span>
                    ),
                  },
                  {
                    id: 'true',
                    title: 'Came true',
                    cell: (p) => <Truth of={p} regression={regression} />,
                  },
                  {
                    id: 'took',
                    title: 'Took',
                    align: 'right',
                    wide: true,
                    cell: (p) => millis(p.latency_ms),
                  },
                  {
                    id: 'why',
                    title: 'Why',
                    cell: (p) => <RefLink of={p.ref ?? `prediction:${p.id}`} title="why" />,
                  },
                  {
                    id: 'recorded',
                    title: 'Recorded',
                    wide: true,
                    cell: (p) => <Ago at={p.recorded_at} />,
                  },
                ]}
              />
            )
          }
        </Await>
      </div>
    </Panel>
  );
}

function Truth({ of, regression }: { of: Prediction; regression: boolean }) {
  const truth = cameTrue(of, regression);
  if (truth.kind === 'pending') return <span className="muted">pending</span>;
  if (truth.kind === 'off') {
    return (
      <span>
        {truth.label}{' '}
        <span className="muted" title="the answer less what came true">
          {truth.by < 0 ? '−' : '+'}
          {number(Math.abs(truth.by), 3)}
        </span>
      </span>
    );
  }
  return (
    <span className={truth.kind === 'right' ? 'good' : 'bad'} title={truth.kind}>
      {truth.label}
    </span>
  );
}

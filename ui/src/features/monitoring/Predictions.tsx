import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Prediction } from '../../api/types.ts';
import { Ago, EventTime, Id } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { RefLink, useEvidence } from '../../components/Link.tsx';
import { Await, Empty, Skeleton } from '../../components/States.tsx';
import { millis, number, percent, plural } from '../../lib/format.ts';
import { predictionsQuery } from './api.ts';
import { cameTrue, said } from './said.ts';

/** What was asked last, with what came true, each one step from why. */
export function Predictions({ name, regression }: { name: string; regression: boolean }) {
  const query = useQuery(predictionsQuery(name));
  const router = useRouter();
  const evidence = useEvidence();
  return (
    <Await query={query} skeleton={<Skeleton lines={8} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty
            title="Nobody has asked yet"
            type={`curl -s ${window.location.origin}/deployments/${name}/predict -d '{"features": {…}}'`}
          />
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

import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { EventTime } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Empty, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { deploymentsQuery } from '../features/monitoring/api.ts';
import { compact, count, millis } from '../lib/format.ts';

export function DeploymentsPage() {
  const router = useRouter();
  const query = useQuery(deploymentsQuery);
  return (
    <div className="page" data-testid="deployments">
      <PageHead title="Deployments" />
      <div className="panel">
        <Await query={query} skeleton={<Skeleton lines={5} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="Nothing answers yet" type="noria serve models:/my-model@champion">
                A deployment answers at /deployments/NAME/predict and follows a version, an alias or
                a stage.
              </Empty>
            ) : (
              <DataTable
                label="Deployments"
                main
                rows={items}
                rowKey={(d) => d.name}
                onOpen={(d) => router.history.push(`/deployments/${encodeURIComponent(d.name)}`)}
                columns={[
                  {
                    id: 'name',
                    title: 'Deployment',
                    cell: (d) => <RefLink of={d.ref} title={d.name} />,
                  },
                  { id: 'state', title: 'State', cell: (d) => <Status of={d.state} /> },
                  {
                    id: 'version',
                    title: 'Answers from',
                    cell: (d) =>
                      d.version !== undefined ? (
                        <RefLink
                          of={`model_version:${d.model}/${d.version}`}
                          title={`${d.model} v${d.version}`}
                        />
                      ) : (
                        '–'
                      ),
                  },
                  {
                    id: 'follows',
                    title: 'Follows',
                    cell: (d) => d.follows.replace(/^\w+:/, ''),
                    wide: true,
                  },
                  {
                    id: 'rps',
                    title: 'Requests/s',
                    align: 'right',
                    cell: (d) => compact(d.requests_per_s),
                  },
                  {
                    id: 'p50',
                    title: 'p50',
                    align: 'right',
                    wide: true,
                    cell: (d) => millis(d.p50_ms),
                  },
                  { id: 'p99', title: 'p99', align: 'right', cell: (d) => millis(d.p99_ms) },
                  {
                    id: 'errors',
                    title: 'Errors',
                    align: 'right',
                    wide: true,
                    cell: (d) => count(d.errors),
                  },
                  {
                    id: 'alerts',
                    title: 'Open alerts',
                    align: 'right',
                    cell: (d) => (
                      <span className={d.alerts_open > 0 ? 'bad strong' : 'muted'}>
                        {count(d.alerts_open)}
                      </span>
                    ),
                  },
                  {
                    id: 'upto',
                    title: 'Event time',
                    wide: true,
                    cell: (d) => <EventTime at={d.watermark} />,
                  },
                ]}
              />
            )
          }
        </Await>
      </div>
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { ColumnProfile, DatasetVersionDetail } from '../api/types.ts';
import { Ago, EventTime, Id, Panel } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Icon } from '../components/Icon.tsx';
import { useKeys } from '../components/keys.ts';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { datasetsQuery, versionQuery, versionsQuery } from '../features/datasets/api.ts';
import { Profile } from '../features/datasets/Profile.tsx';
import { Tracked } from '../features/datasets/Tracked.tsx';
import { VersionFacts } from '../features/datasets/VersionFacts.tsx';
import { impactQuery } from '../features/thread/api.ts';
import { GoBack } from '../features/thread/GoBack.tsx';
import { Reach } from '../features/thread/Reach.tsx';
import { Revoke } from '../features/thread/Revoke.tsx';
import { bytes, count, percent } from '../lib/format.ts';
import { stretch } from '../lib/time.ts';

export function DatasetsPage() {
  const router = useRouter();
  const query = useQuery(datasetsQuery);
  return (
    <div className="page" data-testid="datasets">
      <PageHead title="Data" />
      <div className="panel">
        <Await query={query} skeleton={<Skeleton lines={5} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                title="No data yet"
                type="noria init --data table.parquet --target column my-project"
              >
                Every arrival of data is a version: its digest, its schema, its profile, and whether
                it met what is expected of it.
              </Empty>
            ) : (
              <DataTable
                label="Datasets"
                main
                rows={items}
                rowKey={(d) => d.name}
                onOpen={(d) => router.history.push(`/data/${encodeURIComponent(d.name)}`)}
                columns={[
                  {
                    id: 'name',
                    title: 'Dataset',
                    cell: (d) => <RefLink of={`dataset:${d.name}`} title={d.name} />,
                  },
                  {
                    id: 'latest',
                    title: 'Newest',
                    cell: (d) =>
                      d.latest ? (
                        <RefLink of={`dataset_version:${d.name}@${d.latest}`} title={d.latest} />
                      ) : (
                        '–'
                      ),
                  },
                  { id: 'rows', title: 'Rows', align: 'right', cell: (d) => count(d.rows_latest) },
                  {
                    id: 'versions',
                    title: 'Versions',
                    align: 'right',
                    cell: (d) => count(d.versions),
                  },
                  {
                    id: 'refused',
                    title: 'Refused',
                    align: 'right',
                    cell: (d) => (
                      <span className={d.refused > 0 ? 'bad strong' : 'muted'}>
                        {count(d.refused)}
                      </span>
                    ),
                  },
                  { id: 'updated', title: 'Changed', cell: (d) => <Ago at={d.updated_at} /> },
                ]}
              />
            )
          }
        </Await>
      </div>
      <Tracked />
    </div>
  );
}

const datasetRoute = getRouteApi('/data/$dataset');

export function DatasetPage() {
  const { dataset } = datasetRoute.useParams();
  const { sort } = datasetRoute.useSearch();
  const navigate = datasetRoute.useNavigate();
  const router = useRouter();
  const query = useQuery(versionsQuery(dataset));
  return (
    <div className="page" data-testid="dataset">
      <PageHead title={dataset} state={<span className="muted">data versions</span>} />
      <div className="panel">
        <Await query={query} skeleton={<Skeleton lines={10} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No version has arrived" />
            ) : (
              <DataTable
                label="Data versions"
                main
                rows={items}
                rowKey={(v) => v.ref}
                sort={sort ?? '-label'}
                onSort={(s) =>
                  void navigate({ search: (old) => ({ ...old, sort: s }), replace: true })
                }
                onOpen={(v) =>
                  router.history.push(
                    `/data/${encodeURIComponent(dataset)}/${encodeURIComponent(v.ref.slice(v.ref.indexOf('@') + 1))}`,
                  )
                }
                columns={[
                  {
                    id: 'label',
                    title: 'Version',
                    cell: (v) => <RefLink of={v.ref} title={v.ref.slice(v.ref.indexOf('@') + 1)} />,
                    by: (v) => `${v.label}.${v.revision}`,
                  },
                  {
                    id: 'status',
                    title: 'State',
                    cell: (v) => <Status of={v.status} />,
                    by: (v) => v.status,
                  },
                  {
                    id: 'why',
                    title: 'Because',
                    cell: (v) => (
                      <span className="bad" title={v.failures.map((f) => f.found).join('\n')}>
                        {v.failures[0]
                          ? `${v.failures[0].column ?? ''} ${v.failures[0].found}`
                          : (v.revoked?.why ?? '')}
                      </span>
                    ),
                  },
                  {
                    id: 'rows',
                    title: 'Rows',
                    align: 'right',
                    cell: (v) => count(v.rows),
                    by: (v) => v.rows,
                  },
                  {
                    id: 'bytes',
                    title: 'Size',
                    align: 'right',
                    wide: true,
                    cell: (v) => bytes(v.bytes),
                    by: (v) => v.bytes,
                  },
                  {
                    id: 'covers',
                    title: 'Covers',
                    wide: true,
                    cell: (v) => (v.from && v.to ? stretch(v.from, v.to) : '–'),
                  },
                  { id: 'digest', title: 'Digest', wide: true, cell: (v) => <Id of={v.digest} /> },
                  {
                    id: 'used',
                    title: 'Used by',
                    align: 'right',
                    cell: (v) => count(v.used_by.length),
                    by: (v) => v.used_by.length,
                  },
                  {
                    id: 'event',
                    title: 'Arrived',
                    cell: (v) => <EventTime at={v.event_time} />,
                    by: (v) => v.event_time,
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

const versionRoute = getRouteApi('/data/$dataset/$label');

export function DataVersionPage() {
  const { dataset, label } = versionRoute.useParams();
  const query = useQuery(versionQuery(dataset, label));
  return (
    <div className="page" data-testid="data-version">
      <Await
        page
        query={query}
        skeleton={
          <>
            <Block height={28} />
            <Block height={160} />
            <Block height={400} />
          </>
        }
      >
        {(v) => <Version v={v} label={label} />}
      </Await>
    </div>
  );
}

function Version({ v, label }: { v: DatasetVersionDetail; label: string }) {
  const [asking, setAsking] = useState(false);
  const [back, setBack] = useState<string | null>(null);
  const revoked = v.status === 'revoked';
  useKeys({ v: () => v.status !== 'refused' && setAsking(true) });
  const nulls = (c: ColumnProfile) => (c.count > 0 ? c.nulls / c.count : 0);
  return (
    <>
      <PageHead
        title={`${v.dataset} ${label}`}
        state={<Status of={v.status} />}
        thread={[
          `dataset:${v.dataset}`,
          v.ref,
          ...v.used_by.filter((r) => /^(run|model_version):/.test(r)).slice(0, 3),
        ]}
        here={v.ref}
        actions={
          v.status !== 'refused' && (
            <button
              type="button"
              className="btn"
              onClick={() => setAsking(true)}
              data-testid="revoke-open"
            >
              <Icon name={revoked ? 'back' : 'cross'} size={13} />{' '}
              {revoked ? 'Reinstate…' : 'Revoke…'} <kbd>v</kbd>
            </button>
          )
        }
      />
      {revoked && (
        <div className="notice bad" role="alert" data-testid="revoked">
          <Icon name="alert" size={14} />
          <span>
            Revoked{v.revoked && ` by ${v.revoked.by}`}
            {v.revoked && (
              <>
                , <Ago at={v.revoked.at} />: {v.revoked.why}
              </>
            )}
            . No training and no judging reads it.
          </span>
        </div>
      )}
      {asking && (
        <Revoke
          dataset={v.dataset}
          version={label}
          back={revoked}
          onClose={() => setAsking(false)}
          onGoBack={(deployment) => {
            setAsking(false);
            setBack(deployment);
          }}
        />
      )}
      {back && <GoBack deployment={back} onClose={() => setBack(null)} />}
      <VersionFacts version={v} />
      <Panel title="Where it went">
        <Await query={useQuery(impactQuery(v.ref))} skeleton={<Skeleton lines={4} />}>
          {(impact) => <Reach impact={impact} />}
        </Await>
      </Panel>
      <Panel
        title={`Profile of ${v.profile.length} columns`}
        flush
        id="profile"
        aside={
          <span className="muted small">
            {percent(
              v.profile.reduce((a, c) => a + nulls(c), 0) / Math.max(1, v.profile.length),
              2,
            )}{' '}
            missing
          </span>
        }
      >
        <Profile columns={v.profile} />
      </Panel>
    </>
  );
}

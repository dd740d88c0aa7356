import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Id, Panel } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { To } from '../../components/Link.tsx';
import { Await, Skeleton } from '../../components/States.tsx';
import { count } from '../../lib/format.ts';
import { trackedQuery } from './api.ts';

/** Datasets that runs said they read, which are not kept here as versions. */
export function Tracked() {
  const query = useQuery(trackedQuery);
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<string | undefined>();
  if (query.data?.items.length === 0) return null;
  const word = filter.toLowerCase();
  return (
    <Panel
      title="Read by runs"
      flush
      id="tracked"
      aside={
        <input
          className="field"
          aria-label="Filter the datasets that runs read"
          placeholder="Name, digest, experiment"
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
      }
    >
      <Await query={query} skeleton={<Skeleton lines={3} />}>
        {({ items }) => (
          <DataTable
            label="Read by runs"
            rows={items.filter((d) =>
              `${d.name} ${d.digest} ${d.experiment_name} ${d.contexts.join(' ')}`
                .toLowerCase()
                .includes(word),
            )}
            rowKey={(d) => `${d.experiment_id} ${d.name} ${d.digest}`}
            sort={sort}
            onSort={setSort}
            columns={[
              {
                id: 'name',
                title: 'Dataset',
                by: (d) => d.name,
                cell: (d) => (
                  <To path={runsPath(d.experiment_id, d.digest)} title="the runs that read it">
                    {d.name}
                  </To>
                ),
              },
              { id: 'digest', title: 'Digest', cell: (d) => <Id of={d.digest} /> },
              {
                id: 'contexts',
                title: 'For',
                cell: (d) => d.contexts.join(', ') || <span className="muted">–</span>,
              },
              {
                id: 'experiment',
                title: 'Experiment',
                by: (d) => d.experiment_name,
                cell: (d) => (
                  <To path={`/runs?experiment=${encodeURIComponent(d.experiment_id)}`}>
                    {d.experiment_name}
                  </To>
                ),
              },
            ]}
          />
        )}
      </Await>
      {(query.data?.items.length ?? 0) >= 1000 && (
        <p className="muted small" style={{ padding: 8 }}>
          The first {count(1000)}.
        </p>
      )}
    </Panel>
  );
}

function runsPath(experiment: string, digest: string): string {
  const filter = `dataset.digest = '${digest.replaceAll("'", "''")}'`;
  return `/runs?${new URLSearchParams({ experiment, filter })}`;
}

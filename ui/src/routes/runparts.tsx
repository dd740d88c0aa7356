import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { lineageQuery } from '../api/shell.ts';
import type { Run } from '../api/types.ts';
import { Id, Panel } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink, To } from '../components/Link.tsx';
import { Await } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { useRevoked } from '../features/datasets/Revoked.tsx';
import { childrenQuery } from '../features/tracking/api.ts';
import { telling } from '../features/tracking/metrics.ts';
import { Parallel, varying } from '../features/tracking/Parallel.tsx';
import { number } from '../lib/format.ts';
import { lowerIsBetter } from '../lib/metric.ts';
import { lineagePath } from '../lib/ref.ts';

/** The runs of a search: a parallel plot and a table. */
export function Trials({
  run,
  sort,
  onSort,
}: {
  run: Run;
  sort?: string;
  onSort: (s?: string) => void;
}) {
  const router = useRouter();
  const query = useQuery(childrenQuery(run.id));
  const open = (id: string) => router.history.push(`/runs/${id}`);
  return (
    <Await query={query}>
      {({ items }) => {
        const metrics = telling(items.flatMap((r) => Object.keys(r.metrics))).filter(
          (m) => !m.startsWith('system/'),
        );
        const main = metrics[0];
        const reached = items.flatMap((r) => (main ? (r.metrics[main]?.value ?? []) : []));
        const best = main && lowerIsBetter(main) ? Math.min(...reached) : Math.max(...reached);
        return (
          <>
            {main && items.length > 1 && (
              <Panel title={`Child runs by ${main}`}>
                <Parallel runs={items} metric={main} onOpen={open} />
              </Panel>
            )}
            <div className="panel">
              <DataTable
                label="Trials"
                main
                testId="trials"
                rows={items}
                rowKey={(r) => r.id}
                onOpen={(r) => open(r.id)}
                sort={sort ?? (main ? `-${main}` : undefined)}
                onSort={onSort}
                columns={[
                  {
                    id: 'name',
                    title: 'Trial',
                    cell: (r) => (
                      <RefLink
                        of={`run:${r.id}`}
                        title={
                          r.name.startsWith(run.name)
                            ? r.name.slice(run.name.length).trim() || r.name
                            : r.name
                        }
                      />
                    ),
                    by: (r) => r.name,
                  },
                  {
                    id: 'status',
                    title: 'State',
                    cell: (r) => <Status of={r.status} />,
                    by: (r) => r.status,
                  },
                  ...metrics.map((m) => ({
                    id: m,
                    title: m,
                    align: 'right' as const,
                    cell: (r: Run) => (
                      <span
                        className={m === main && r.metrics[m]?.value === best ? 'good strong' : ''}
                      >
                        {number(r.metrics[m]?.value)}
                      </span>
                    ),
                    by: (r: Run) => r.metrics[m]?.value,
                  })),
                  ...varying(items).map((p) => ({
                    id: `p.${p}`,
                    title: p,
                    align: 'right' as const,
                    cell: (r: Run) => r.params[p] ?? '–',
                    by: (r: Run) => Number(r.params[p]) || r.params[p],
                  })),
                ]}
              />
            </div>
          </>
        );
      }}
    </Await>
  );
}

/** What the run read and what it is linked to. */
export function RunLineage({ run }: { run: Run }) {
  const revoked = useRevoked(run.inputs.flatMap((i) => (i.ref ? [i.ref] : [])));
  const query = useQuery(lineageQuery(`run:${run.id}`));
  return (
    <div className="cols">
      <Panel title="Read" className="c6" flush>
        <table className="t" aria-label="Inputs">
          <tbody>
            {run.inputs.map((i) => (
              <tr key={i.digest + i.name}>
                <td>
                  {i.ref ? <RefLink of={i.ref} /> : i.name}{' '}
                  {i.ref && revoked.has(i.ref) && <Status of="revoked" />}
                </td>
                <td className="muted">{i.context}</td>
                <td>
                  <Id of={i.digest} />
                </td>
              </tr>
            ))}
            {run.inputs.length === 0 && (
              <tr>
                <td className="muted">No inputs were logged.</td>
              </tr>
            )}
          </tbody>
        </table>
      </Panel>
      <Panel
        title="Edges"
        className="c6"
        flush
        aside={<To path={lineagePath(`run:${run.id}`)}>the whole graph</To>}
      >
        <Await query={query}>
          {(graph) => {
            const near = graph.edges.filter(
              (e) => e.from === `run:${run.id}` || e.to === `run:${run.id}`,
            );
            return (
              <table className="t" aria-label="Lineage">
                <tbody>
                  {near.map((e) => (
                    <tr key={e.from + e.relation + e.to}>
                      <td>
                        <RefLink of={e.from} />
                      </td>
                      <td className="muted">{e.relation}</td>
                      <td>
                        <RefLink of={e.to} />
                      </td>
                    </tr>
                  ))}
                  {near.length === 0 && (
                    <tr>
                      <td className="muted">Nothing is linked to this run yet.</td>
                    </tr>
                  )}
                </tbody>
              </table>
            );
          }}
        </Await>
      </Panel>
    </div>
  );
}

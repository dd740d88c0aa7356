import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useRef } from 'react';
import type { Deployment } from '../api/types.ts';
import { EventTime } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { useKeys } from '../components/keys.ts';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Empty, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { deploymentsQuery } from '../features/monitoring/api.ts';
import { memoryQuery } from '../features/serving/api.ts';
import { Batches } from '../features/serving/Batches.tsx';
import { servedColour, servedName } from '../features/serving/colours.ts';
import { matches, stateOf, stateWhy } from '../features/serving/list.ts';
import { followWords } from '../features/serving/split.ts';
import { bytes, compact, count, millis, percent, plural } from '../lib/format.ts';
import '../features/serving/serving.css';

const route = getRouteApi('/deployments');

export function DeploymentsPage() {
  const router = useRouter();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(deploymentsQuery);
  const field = useRef<HTMLInputElement>(null);
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  useKeys({ '/': () => field.current?.focus() });
  return (
    <div className="page" data-testid="deployments">
      <PageHead title="Deployments" />
      <Await
        query={query}
        skeleton={
          <div className="panel">
            <Skeleton lines={5} />
          </div>
        }
      >
        {({ items }) => {
          if (items.length === 0)
            return (
              <div className="panel">
                <Empty title="Nothing answers yet" type="noria serve models:/my-model@champion">
                  A deployment answers at /deployments/NAME/predict and follows a version, an alias
                  or a stage. A model’s page has “Deploy” too.
                </Empty>
              </div>
            );
          const shown = items.filter((d) => matches(d, search.filter ?? ''));
          return (
            <>
              <div className="row wrap">
                <input
                  ref={field}
                  className="field grow"
                  style={{ maxWidth: 420 }}
                  type="search"
                  aria-label="Filter deployments"
                  placeholder="name, model, v3, alias, state…   /"
                  value={search.filter ?? ''}
                  onChange={(e) => set({ filter: e.target.value || undefined })}
                  onKeyDown={(e) => e.key === 'Escape' && e.currentTarget.blur()}
                  data-testid="filter"
                />
                <span className="muted small">
                  {shown.length === items.length
                    ? plural(items.length, 'deployment')
                    : `${count(shown.length)} of ${plural(items.length, 'deployment')}`}
                  , {compact(shown.reduce((a, d) => a + d.requests_per_s, 0))} requests/s
                  <Memory />
                </span>
              </div>
              <div className="panel">
                {shown.length === 0 ? (
                  <Empty title={`No deployment matches “${search.filter}”`} />
                ) : (
                  <List
                    rows={shown}
                    sort={search.sort}
                    onSort={(sort) => set({ sort })}
                    onOpen={(d) =>
                      router.history.push(`/deployments/${encodeURIComponent(d.name)}`)
                    }
                  />
                )}
              </div>
            </>
          );
        }}
      </Await>
      <Batches />
    </div>
  );
}

/** What the models take of what they may take. */
function Memory() {
  const memory = useQuery(memoryQuery).data;
  if (!memory) return null;
  return (
    <span data-testid="memory" title={`${plural(memory.models.length, 'version')} in memory`}>
      , models take {bytes(memory.used_bytes)}
      {memory.limit_bytes > 0 && ` of ${bytes(memory.limit_bytes)}`}
      {memory.unloaded > 0 && `; ${count(memory.unloaded)} were let go of`}
    </span>
  );
}

function List(props: {
  rows: readonly Deployment[];
  sort: string | undefined;
  onSort: (sort: string | undefined) => void;
  onOpen: (d: Deployment) => void;
}) {
  return (
    <DataTable
      label="Deployments"
      testId="deployment-table"
      main
      rows={props.rows}
      rowKey={(d) => d.name}
      sort={props.sort}
      onSort={props.onSort}
      onOpen={props.onOpen}
      columns={[
        {
          id: 'name',
          title: 'Deployment',
          by: (d) => d.name,
          cell: (d) => <RefLink of={d.ref} title={d.name} />,
        },
        {
          id: 'state',
          title: 'State',
          by: stateOf,
          cell: (d) => (
            <span title={stateWhy(d)}>
              <Status of={stateOf(d)} />
            </span>
          ),
        },
        { id: 'version', title: 'Answers from', cell: (d) => <Answers of={d} /> },
        {
          id: 'follows',
          title: 'Follows',
          by: (d) => d.follows,
          cell: (d) => followWords(d.follows),
          wide: true,
        },
        {
          id: 'rps',
          title: 'Requests/s',
          align: 'right',
          by: (d) => d.requests_per_s,
          cell: (d) => compact(d.requests_per_s),
        },
        {
          id: 'p50',
          title: 'p50',
          align: 'right',
          wide: true,
          by: (d) => d.p50_ms,
          cell: (d) => millis(d.p50_ms),
        },
        {
          id: 'p99',
          title: 'p99',
          align: 'right',
          by: (d) => d.p99_ms,
          cell: (d) => millis(d.p99_ms),
        },
        {
          id: 'errors',
          title: 'Errors',
          align: 'right',
          wide: true,
          by: (d) => d.errors,
          cell: (d) => (
            <span
              className={d.errors > 0 ? 'warn' : 'muted'}
              title={`of ${count(d.requests_total + d.errors)} since the server started`}
            >
              {count(d.errors)}
            </span>
          ),
        },
        {
          id: 'alerts',
          title: 'Open alerts',
          align: 'right',
          wide: true,
          by: (d) => d.alerts_open,
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
          by: (d) => d.watermark,
          cell: (d) => <EventTime at={d.watermark} />,
        },
      ]}
    />
  );
}

/** The version that answers, or who shares the requests. */
function Answers({ of: d }: { of: Deployment }) {
  if (d.version === undefined) return <span className="muted">{d.model}, no version yet</span>;
  const own = (
    <RefLink of={`model_version:${d.model}/${d.version}`} title={`${d.model} v${d.version}`} />
  );
  const split = d.versions ?? [];
  if (split.length < 2) return own;
  const said = split.map((v) => `${servedName(d.model, v)} ${percent(v.share)}`);
  return (
    <span className="splits" title={said.join(', ')}>
      {own}
      <span className="split" role="img" aria-label={said.join(', ')}>
        {split.map((v) => (
          <span
            key={`${v.model}/${v.version}`}
            style={{ flex: Math.max(0.01, v.share), background: servedColour(d.model, v) }}
          />
        ))}
      </span>
      <span className="muted small">
        {split.length === 2 ? said.join(' · ') : `${split.length} versions`}
      </span>
    </span>
  );
}

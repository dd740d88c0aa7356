import { useInfiniteQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { TraceInfo } from '../../api/types.ts';
import { Ago } from '../../components/Bits.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { RefLink, To } from '../../components/Link.tsx';
import { Empty, ErrorState, Skeleton } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { anyValue, count, millis } from '../../lib/format.ts';
import { type TraceSearch, tracesQuery } from './api.ts';

const HOW = `import mlflow

@mlflow.trace
def answer(question): ...`;

/** Traces of an experiment or a run, newest first. */
export function TraceTable(props: {
  search: TraceSearch;
  filtered: boolean;
  sort?: string;
  onSort: (sort: string | undefined) => void;
  main?: boolean;
}) {
  const router = useRouter();
  const query = useInfiniteQuery(tracesQuery(props.search));
  const rows = query.data?.pages.flatMap((p) => p.items) ?? [];
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.error && rows.length === 0)
    return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (rows.length === 0)
    return props.filtered ? (
      <Empty title="No trace is like that">Loosen the filter, or look in another experiment.</Empty>
    ) : (
      <Empty title="No traces yet" type={HOW}>
        A trace keeps what an application did to answer once: every call with what went in, what
        came out, and how long it took.
      </Empty>
    );
  const columns: Column<TraceInfo>[] = [
    {
      id: 'name',
      title: 'Trace',
      cell: (t) => <To path={`/traces/${encodeURIComponent(t.id)}`}>{t.name || t.id}</To>,
    },
    { id: 'status', title: 'State', cell: (t) => <Status of={t.state} /> },
    {
      id: 'request',
      title: 'Asked',
      cell: (t) => <Preview text={t.request_preview} />,
    },
    {
      id: 'response',
      title: 'Answered',
      wide: true,
      cell: (t) => <Preview text={t.response_preview} />,
    },
    {
      id: 'duration',
      title: 'Took',
      align: 'right',
      by: (t) => t.duration_ms,
      cell: (t) => millis(t.duration_ms),
    },
    {
      id: 'tokens',
      title: 'Tokens',
      align: 'right',
      by: (t) => t.tokens?.total,
      cell: (t) => count(t.tokens?.total),
    },
    {
      id: 'spans',
      title: 'Spans',
      align: 'right',
      wide: true,
      by: (t) => t.spans,
      cell: (t) => count(t.spans),
    },
    {
      id: 'judged',
      title: 'Judged',
      wide: true,
      cell: (t) =>
        t.assessments
          .filter((a) => a.valid)
          .slice(0, 3)
          .map((a) => (
            <span key={a.id} className="badge" title={a.rationale ?? ''}>
              {a.name}: {a.error ? 'error' : anyValue(a.value)}
            </span>
          )),
    },
    {
      id: 'run',
      title: 'Run',
      wide: true,
      cell: (t) => (t.run ? <RefLink of={`run:${t.run}`} /> : <span className="muted">–</span>),
    },
    {
      id: 'started',
      title: 'Began',
      by: (t) => t.started_at,
      cell: (t) => <Ago at={t.started_at} />,
    },
  ];
  return (
    <>
      <DataTable
        label="Traces"
        testId="trace-table"
        main={props.main ?? false}
        rows={rows}
        rowKey={(t) => t.id}
        onOpen={(t) => router.history.push(`/traces/${encodeURIComponent(t.id)}`)}
        columns={columns}
        sort={props.sort}
        onSort={props.onSort}
      />
      {query.hasNextPage && (
        <div className="row morerows">
          <button
            type="button"
            className="btn sm"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {query.isFetchingNextPage ? 'Reading…' : 'More'}
          </button>
          <span className="muted small">{count(rows.length)} so far; sorting is over these</span>
        </div>
      )}
    </>
  );
}

function Preview({ text }: { text: string | undefined }) {
  if (!text) return <span className="muted">–</span>;
  return (
    <span className="preview1" title={text.slice(0, 1000)}>
      {text.slice(0, 200)}
    </span>
  );
}

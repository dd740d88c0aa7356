import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { BatchPrediction } from '../../api/types.ts';
import { Ago, Panel } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Await, Empty, Skeleton } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { say, sayError } from '../../components/Toast.tsx';
import { compact, count, percent } from '../../lib/format.ts';
import { batchesQuery, cancelBatch } from './api.ts';
import { isOf } from './batchof.ts';
import { NewBatch } from './NewBatch.tsx';

/** Tables that servers predict or predicted; of one deployment and its model, or all. */
export function Batches({
  of,
  className,
}: {
  of?: { name: string; model: string };
  className?: string;
}) {
  const query = useQuery(batchesQuery);
  const [asking, setAsking] = useState(false);
  return (
    <Panel
      title="Batch predictions"
      flush
      className={className}
      id="batches"
      aside={
        of && (
          <button
            type="button"
            className="btn sm"
            onClick={() => setAsking(true)}
            data-testid="batch-new"
          >
            Predict a table…
          </button>
        )
      }
    >
      {asking && of && <NewBatch deployment={of.name} onClose={() => setAsking(false)} />}
      <Await query={query} skeleton={<Skeleton lines={3} />}>
        {({ items }) => {
          const mine = items.filter((b) => !of || isOf(b, of));
          return mine.length === 0 ? (
            <Empty
              title="No table was predicted here"
              type={`noria predict --model ${of ? `models:/${of.model}/latest` : 'models:/my-model@champion'} --in data.parquet --out predictions.parquet`}
            >
              One row out for each row in, in their order; killed it goes on where it was.
            </Empty>
          ) : (
            <Table rows={mine} />
          );
        }}
      </Await>
    </Panel>
  );
}

const going = (b: BatchPrediction) => b.status === 'RUNNING' || b.status === 'PENDING';

function Table({ rows }: { rows: readonly BatchPrediction[] }) {
  const router = useRouter();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: (b: BatchPrediction) => cancelBatch(b.id),
    onSuccess: () => {
      say('It is asked to stop; what is done stays.');
      void client.invalidateQueries({ queryKey: batchesQuery.queryKey });
    },
    onError: sayError,
  });
  return (
    <DataTable
      label="Batch predictions"
      testId="batch-table"
      maxHeight="300px"
      rows={rows}
      rowKey={(b) => b.id}
      onOpen={(b) =>
        router.history.push(`/pipelines/${encodeURIComponent(b.pipeline_run.replace(/^\w+:/, ''))}`)
      }
      columns={[
        {
          id: 'status',
          title: 'State',
          cell: (b) => (
            <span title={b.error}>
              <Status of={b.status} />
            </span>
          ),
        },
        {
          id: 'version',
          title: 'Model',
          cell: (b) => (
            <RefLink
              of={b.version}
              title={b.version.replace(/^model_version:/, '').replace(/\/(\d+)$/, ' v$1')}
            />
          ),
        },
        {
          id: 'in',
          title: 'From',
          wide: true,
          cell: (b) => (
            <span className="mono" title={b.in}>
              {b.in}
            </span>
          ),
        },
        {
          id: 'out',
          title: 'To',
          wide: true,
          cell: (b) =>
            b.made ? (
              <RefLink of={b.made} />
            ) : (
              <span className="mono" title={b.out}>
                {b.out}
              </span>
            ),
        },
        {
          id: 'share',
          title: 'Done',
          cell: (b) => (
            <span className="row" title={`${count(b.progress.rows)} rows`}>
              <progress
                max={1}
                value={b.progress.share}
                aria-label={`${percent(b.progress.share)} done`}
              />
              {percent(b.progress.share)}
            </span>
          ),
        },
        {
          id: 'rows',
          title: 'Rows',
          align: 'right',
          cell: (b) => (
            <span>
              {compact(b.progress.rows)}
              {b.progress.nulls > 0 && (
                <span className="warn" title="rows with a wrong value, predicted null">
                  {' '}
                  {count(b.progress.nulls)} null
                </span>
              )}
            </span>
          ),
        },
        { id: 'by', title: 'By', wide: true, cell: (b) => b.by },
        { id: 'at', title: 'Asked', cell: (b) => <Ago at={b.submitted_at} /> },
        {
          id: 'stop',
          title: <span className="sr">Stop</span>,
          cell: (b) =>
            going(b) && (
              <button
                type="button"
                className="btn quiet sm"
                disabled={cancel.isPending}
                onClick={() => cancel.mutate(b)}
              >
                Stop
              </button>
            ),
        },
      ]}
    />
  );
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Report } from '../api/types.ts';
import { Ago, Panel } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { TextDiff } from '../components/Diff.tsx';
import { Icon } from '../components/Icon.tsx';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, Skeleton } from '../components/States.tsx';
import { say, sayError } from '../components/Toast.tsx';
import { Comments } from '../features/collab/Comments.tsx';
import { PinButton } from '../features/collab/PinButton.tsx';
import {
  createReport,
  deleteReport,
  exportUrl,
  formerQuery,
  reportQuery,
  reportsQuery,
  restoreReport,
  revisionsQuery,
} from '../features/reports/api.ts';
import { count } from '../lib/format.ts';
import { ago } from '../lib/time.ts';
import { ReportText } from './reporttext.tsx';

const Editor = lazy(() => import('./reportedit.tsx'));

export function ReportsPage() {
  const router = useRouter();
  const client = useQueryClient();
  const query = useQuery(reportsQuery);
  const create = useMutation({
    mutationFn: () => createReport('A new report', ''),
    onSuccess: (r) => {
      void client.invalidateQueries({ queryKey: ['reports'] });
      router.history.push(`/reports/${encodeURIComponent(r.id)}?edit=1`);
    },
    onError: sayError,
  });
  return (
    <div className="page" data-testid="reports">
      <PageHead
        title="Reports"
        actions={
          <button
            type="button"
            className="btn primary"
            data-testid="new-report"
            disabled={create.isPending}
            onClick={() => create.mutate()}
          >
            New report
          </button>
        }
      />
      <div className="panel">
        <Await query={query} skeleton={<Skeleton lines={5} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No reports yet">
                A report is a page of text with charts and tables of runs that stay live. It can be
                sent as one HTML file.
              </Empty>
            ) : (
              <DataTable
                label="Reports"
                main
                rows={items}
                rowKey={(r) => r.id}
                onOpen={(r) => router.history.push(`/reports/${encodeURIComponent(r.id)}`)}
                columns={[
                  {
                    id: 'title',
                    title: 'Report',
                    cell: (r) => <RefLink of={`report:${r.id}`} title={r.title} />,
                  },
                  { id: 'who', title: 'Begun by', cell: (r) => r.who },
                  { id: 'edited', title: 'Changed by', wide: true, cell: (r) => r.edited_by },
                  {
                    id: 'revision',
                    title: 'Revisions',
                    align: 'right',
                    wide: true,
                    cell: (r) => count(r.revision),
                  },
                  { id: 'updated', title: 'Changed', cell: (r) => <Ago at={r.updated_at} /> },
                ]}
              />
            )
          }
        </Await>
      </div>
    </div>
  );
}

const route = getRouteApi('/reports/$report');

export function ReportPage() {
  const { report } = route.useParams();
  const query = useQuery(reportQuery(report));
  return (
    <div className="page" data-testid="report">
      <Await
        page
        query={query}
        skeleton={
          <>
            <Block height={28} />
            <Block height={400} />
          </>
        }
      >
        {(r) => <Whole report={r} key={r.id} />}
      </Await>
    </div>
  );
}

function Whole({ report }: { report: Report }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const fresh = () => void client.invalidateQueries({ queryKey: ['reports'] });
  const remove = useMutation({
    mutationFn: () => deleteReport(report.id),
    onSuccess: () => {
      router.history.push('/reports');
      fresh();
      say(
        `“${report.title}” was taken away.`,
        () => void restoreReport(report.id).then(fresh, sayError),
      );
    },
    onError: sayError,
  });
  if (search.edit === '1')
    return (
      <Suspense fallback={<Block height={400} />}>
        <Editor report={report} onEnd={() => set({ edit: undefined })} />
      </Suspense>
    );
  return (
    <>
      <PageHead
        title={report.title}
        here={report.ref}
        actions={
          <>
            <PinButton subject={report.ref} />
            <a className="btn" href={exportUrl(report.id)} download={`${report.title}.html`}>
              Export HTML
            </a>
            {report.mine && (
              <button type="button" className="btn" onClick={() => remove.mutate()}>
                <Icon name="trash" size={13} /> Delete
              </button>
            )}
            <button
              type="button"
              className="btn primary"
              data-testid="edit-report"
              onClick={() => set({ edit: '1' })}
            >
              <Icon name="edit" size={13} /> Edit
            </button>
          </>
        }
      />
      <div className="row wrap small soft">
        <span>by {report.who}</span>
        <span>
          changed <Ago at={report.updated_at} /> by {report.edited_by}
        </span>
        <Revisions
          report={report}
          chosen={search.revision}
          onChoose={(revision) => set({ revision })}
        />
      </div>
      {search.revision && Number(search.revision) !== report.revision && (
        <Former report={report} revision={Number(search.revision)} />
      )}
      <div className="cols">
        <section className="panel c8" aria-label="The report">
          <div className="body">
            {report.body?.trim() ? (
              <ReportText body={report.body} />
            ) : (
              <Empty title="Nothing is written yet">Edit begins it.</Empty>
            )}
          </div>
        </section>
        <Comments subject={report.ref} className="c4" />
      </div>
    </>
  );
}

function Revisions(props: {
  report: Report;
  chosen?: string;
  onChoose: (revision: string | undefined) => void;
}) {
  const items = useQuery(revisionsQuery(props.report.id)).data?.items ?? [];
  if (items.length < 2) return null;
  return (
    <label className="row">
      <span className="muted">against</span>
      <select
        className="field"
        value={props.chosen ?? ''}
        onChange={(e) => props.onChoose(e.target.value || undefined)}
      >
        <option value="">nothing</option>
        {items
          .filter((r) => r.revision !== props.report.revision)
          .map((r) => (
            <option key={r.revision} value={r.revision}>
              revision {r.revision} by {r.edited_by}, {ago(r.updated_at)}
            </option>
          ))}
      </select>
    </label>
  );
}

function Former({ report, revision }: { report: Report; revision: number }) {
  const query = useQuery(formerQuery(report.id, revision));
  return (
    <Panel title={`What changed since revision ${revision}`} flush>
      <Await query={query}>
        {(old) => (
          <TextDiff before={old.body ?? ''} after={report.body ?? ''} label="Changes of the text" />
        )}
      </Await>
    </Panel>
  );
}

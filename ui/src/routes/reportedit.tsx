import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { ApiError } from '../api/client.ts';
import type { Report } from '../api/types.ts';
import { TextDiff } from '../components/Diff.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { say, sayError } from '../components/Toast.tsx';
import { changeReport, reportQuery } from '../features/reports/api.ts';
import { experimentsQuery, recentQuery } from '../features/tracking/api.ts';
import { telling } from '../features/tracking/metrics.ts';
import { TEMPLATES } from '../lib/blocks.ts';
import { ReportText } from './reporttext.tsx';

/** The text on the left, as it will read on the right. */
export default function ReportEdit({ report, onEnd }: { report: Report; onEnd: () => void }) {
  const client = useQueryClient();
  const [title, setTitle] = useState(report.title);
  const [body, setBody] = useState(report.body ?? '');
  const [from, setFrom] = useState(report.revision);
  const [theirs, setTheirs] = useState<Report | null>(null);
  const shown = useDeferredValue(body);
  const area = useRef<HTMLTextAreaElement>(null);
  const dirty = title !== report.title || body !== (report.body ?? '');
  const save = useMutation({
    mutationFn: (revision: number) => changeReport(report.id, { revision, title, body }),
    onSuccess: (r) => {
      client.setQueryData(['reports', r.id], r);
      void client.invalidateQueries({ queryKey: ['reports'] });
      setFrom(r.revision);
      setTheirs(null);
      say('Saved.');
      onEnd();
    },
    onError: async (e) => {
      // Somebody else saved meanwhile: both texts are shown, and nothing is lost.
      if (e instanceof ApiError && e.status === 409)
        setTheirs(await client.fetchQuery({ ...reportQuery(report.id), staleTime: 0 }));
      else sayError(e);
    },
  });
  useEffect(() => {
    if (!dirty) return;
    const warn = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
  const insert = (text: string) => {
    const at = area.current?.selectionStart ?? body.length;
    const before = body.slice(0, at);
    const gap =
      before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    setBody(`${before}${gap}${text}\n${body.slice(at)}`);
    area.current?.focus();
  };
  return (
    <>
      <PageHead
        title={report.title}
        name={`Edit: ${report.title}`}
        actions={
          <>
            <button type="button" className="btn" onClick={onEnd}>
              {dirty ? 'Leave it' : 'Close'}
            </button>
            <button
              type="button"
              className="btn primary"
              data-testid="save-report"
              disabled={!dirty || save.isPending || title.trim() === ''}
              onClick={() => save.mutate(from)}
            >
              Save
            </button>
          </>
        }
      />
      {theirs && (
        <div className="panel">
          <div className="body stack">
            <p className="bad" role="alert">
              {theirs.edited_by} changed this report while you wrote. From their text to yours:
            </p>
            <TextDiff before={theirs.body ?? ''} after={body} label="From their text to yours" />
            <div className="row">
              <button
                type="button"
                className="btn"
                onClick={() => {
                  setBody(theirs.body ?? '');
                  setTitle(theirs.title);
                  setFrom(theirs.revision);
                  setTheirs(null);
                }}
              >
                Take theirs
              </button>
              <button type="button" className="btn" onClick={() => save.mutate(theirs.revision)}>
                Save mine over it
              </button>
            </div>
          </div>
        </div>
      )}
      <input
        className="field reporttitle"
        aria-label="Title"
        value={title}
        onChange={(e) => setTitle(e.target.value)}
      />
      <Insert onInsert={insert} />
      <div className="reportedit">
        <textarea
          ref={area}
          className="field"
          aria-label="Text of the report, Markdown"
          data-testid="report-body"
          value={body}
          onChange={(e) => setBody(e.target.value)}
          onKeyDown={(e) => {
            if ((e.ctrlKey || e.metaKey) && e.key === 's') {
              e.preventDefault();
              if (dirty) save.mutate(from);
            }
          }}
        />
        <section className="panel" aria-label="As it will read">
          <div className="body">
            {shown.trim() ? (
              <ReportText body={shown} />
            ) : (
              <p className="muted">What you write shows here, with its charts.</p>
            )}
          </div>
        </section>
      </div>
    </>
  );
}

/** Puts a live block where the cursor stands, of an experiment and one of its metrics. */
function Insert({ onInsert }: { onInsert: (text: string) => void }) {
  const experiments = useQuery(experimentsQuery).data?.items ?? [];
  const [asked, setAsked] = useState('');
  const experiment = experiments.find((e) => e.id === asked) ?? experiments[0];
  const recent = useQuery({
    ...recentQuery(experiment?.id ?? ''),
    enabled: experiment !== undefined,
  }).data?.items;
  const metrics = telling((recent ?? []).flatMap((r) => Object.keys(r.metrics)));
  const [wanted, setWanted] = useState('');
  const metric = metrics.includes(wanted) ? wanted : (metrics[0] ?? 'auc');
  return (
    <div className="toolbar small">
      <span className="muted">insert</span>
      <select
        className="field"
        aria-label="Experiment to insert"
        value={experiment?.id ?? ''}
        onChange={(e) => setAsked(e.target.value)}
      >
        {experiments.map((e) => (
          <option key={e.id} value={e.id}>
            {e.name}
          </option>
        ))}
      </select>
      <select
        className="field"
        style={{ maxWidth: 220 }}
        aria-label="Metric to insert"
        value={metric}
        onChange={(e) => setWanted(e.target.value)}
      >
        {metrics.slice(0, 500).map((m) => (
          <option key={m}>{m}</option>
        ))}
        {metrics.length === 0 && <option>auc</option>}
      </select>
      {(['chart', 'runs'] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          className="btn sm"
          data-testid={`insert-${kind}`}
          onClick={() => onInsert(TEMPLATES[kind](experiment?.name ?? '', metric))}
        >
          {kind === 'chart' ? 'Chart' : 'Table of runs'}
        </button>
      ))}
    </div>
  );
}

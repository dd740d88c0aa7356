import { useMemo } from 'react';
import { Markdown } from '../components/Markdown.tsx';
import { ReportBlock } from '../features/tracking/ReportBlocks.tsx';
import { partsOf } from '../lib/blocks.ts';
import './reports.css';

/** A report as it reads: its text, and its blocks drawn from the server. */
export function ReportText({ body }: { body: string }) {
  const parts = useMemo(() => partsOf(body), [body]);
  return (
    <div className="reporttext" data-testid="report-text">
      {parts.map((p, i) =>
        p.kind === 'text' ? (
          <Markdown key={i} text={p.text} />
        ) : (
          <ReportBlock key={i} kind={p.kind} text={p.text} />
        ),
      )}
    </div>
  );
}

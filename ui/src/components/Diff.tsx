import { useMemo, useState } from 'react';
import { plural } from '../lib/format.ts';
import { diffLines, hunks } from '../lib/textdiff.ts';
import './diff.css';

const MOST = 3000;

/** Two texts line by line; what is the same is folded. */
export function TextDiff({
  before,
  after,
  label,
}: {
  before: string;
  after: string;
  label: string;
}) {
  const [all, setAll] = useState(false);
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const added = lines.filter((l) => l.kind === 'added').length;
  const removed = lines.filter((l) => l.kind === 'removed').length;
  if (added + removed === 0) return <p className="muted small diffnone">No difference.</p>;
  const shown = (all ? lines : hunks(lines)).slice(0, MOST);
  return (
    <div className="diff" role="group" aria-label={label} tabIndex={0}>
      <div className="row small diffhead">
        <span className="good">{plural(added, 'line')} added</span>
        <span className="bad">{plural(removed, 'line')} removed</span>
        <span className="grow" />
        <button type="button" className="linkish" onClick={() => setAll(!all)}>
          {all ? 'only what differs' : 'all lines'}
        </button>
      </div>
      {shown.map((l, i) =>
        l === null ? (
          <div key={i} className="gap muted">
            …
          </div>
        ) : (
          <div key={i} className={`dl ${l.kind}`}>
            <span className="n">{l.before ?? ''}</span>
            <span className="n">{l.after ?? ''}</span>
            <span className="s">{l.kind === 'added' ? '+' : l.kind === 'removed' ? '−' : ' '}</span>
            <span className="t">{l.text || ' '}</span>
          </div>
        ),
      )}
    </div>
  );
}

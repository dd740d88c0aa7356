import type { Impact } from '../../api/types.ts';
import { RefLink } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { count, plural } from '../../lib/format.ts';
import { day } from '../../lib/time.ts';

const SHOWN = 6;

/** Where a record went: the sentence, then how many of what, with the first of them as links. */
export function Reach({ impact }: { impact: Impact }) {
  const { runs, model_versions: versions, deployments } = impact;
  return (
    <div className="stack" data-testid="impact">
      <p>{impact.summary}</p>
      <dl className="facts">
        <dt>{plural(runs.count, 'run')}</dt>
        <dd className="row wrap">
          {runs.items.slice(0, SHOWN).map((r) => (
            <RefLink key={r.ref} of={r.ref} title={r.name} />
          ))}
          <Rest of={runs.count} />
        </dd>
        <dt>{plural(versions.length, 'model version')}</dt>
        <dd className="row wrap">
          {versions.slice(0, SHOWN * 2).map((v) => (
            <span key={v.ref} className="row" style={{ gap: 4 }}>
              <RefLink of={v.ref} title={`${v.model} v${v.version}`} />
              {v.stage === 'Production' && <Status of={v.stage} />}
            </span>
          ))}
          <Rest of={versions.length} shown={SHOWN * 2} />
        </dd>
        <dt>{plural(deployments.length, 'deployment')}</dt>
        <dd>
          {deployments.slice(0, SHOWN).map((d) => (
            <div key={d.ref} className="row wrap">
              <RefLink of={d.ref} title={d.name} />
              {d.live ? (
                <span className="badge bad">answers from it now</span>
              ) : (
                <span className="muted">not now</span>
              )}
              <span className="muted">
                {d.spans
                  .slice(-3)
                  .map((s) => `v${s.version} since ${day(s.event_time ?? s.from, true)}`)
                  .join(', ')}
                ; {plural(d.predictions, 'prediction')}
              </span>
            </div>
          ))}
          <Rest of={deployments.length} />
        </dd>
        <dt>{plural(impact.predictions, 'prediction')}</dt>
        <dd className="muted">answered by these versions</dd>
      </dl>
      {impact.truncated && (
        <p className="warn small">The graph is larger than is walked; this is a part of it.</p>
      )}
    </div>
  );
}

function Rest({ of, shown = SHOWN }: { of: number; shown?: number }) {
  return of > shown ? <span className="muted">and {count(of - shown)} more</span> : null;
}

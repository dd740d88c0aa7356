import { Fragment } from 'react';
import { To } from '../../components/Link.tsx';
import { lineagePath, refTitle } from '../../lib/ref.ts';

/** Where one came from, so that one step or all of them can be taken back. */
export function Trail({ trail, root }: { trail: string | undefined; root: string }) {
  const refs = (trail ?? '').split(',').filter(Boolean).map(decodeURIComponent);
  if (refs.length === 0) return null;
  return (
    <nav className="trail" aria-label="Followed from" data-testid="trail">
      {refs.map((ref, i) => {
        const before = refs.slice(0, i).map(encodeURIComponent).join(',');
        return (
          <Fragment key={`${i} ${ref}`}>
            <To
              path={`${lineagePath(ref)}${before ? `?${new URLSearchParams({ trail: before })}` : ''}`}
            >
              {refTitle(ref)}
            </To>
            <span aria-hidden="true">→</span>
          </Fragment>
        );
      })}
      <span className="muted">{refTitle(root)}</span>
    </nav>
  );
}

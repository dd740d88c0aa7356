import { useQuery } from '@tanstack/react-query';
import { Icon } from '../components/Icon.tsx';
import { To } from '../components/Link.tsx';
import { pinsQuery } from '../features/collab/api.ts';
import { kindIcon } from '../lib/kinds.ts';
import { parseRef, refPath, refTitle } from '../lib/ref.ts';

const SHOWN = 12;

/** What whoever looks has pinned, in the rail on every page. */
export function Pinned() {
  const pins = (useQuery({ ...pinsQuery, retry: false }).data?.items ?? []).flatMap((p) => {
    const path = refPath(p.subject);
    return path ? [{ ...p, path }] : [];
  });
  if (pins.length === 0) return null;
  return (
    <section className="pins" aria-label="Pinned" data-testid="pins">
      {pins.slice(0, SHOWN).map((p) => (
        <To
          key={p.subject}
          path={p.path}
          className="item"
          title={`${refTitle(p.subject)}${p.title ? `: ${p.title}` : ''}`}
        >
          <Icon name={kindIcon(parseRef(p.subject).kind)} size={13} />
          <span className="ellipsis">{p.title ?? refTitle(p.subject)}</span>
        </To>
      ))}
    </section>
  );
}

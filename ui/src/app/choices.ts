import type { QueryClient } from '@tanstack/react-query';
import type { SavedView } from '../api/types.ts';
import { copyText } from '../components/Bits.tsx';
import type { IconName } from '../components/Icon.tsx';
import { say, sayError } from '../components/Toast.tsx';
import { pin } from '../features/collab/api.ts';
import { deleteRuns, restoreRuns } from '../features/tracking/api.ts';
import { lineagePath, parseRef, refPath, refTitle } from '../lib/ref.ts';
import { PLACES } from './places.ts';

export interface Choice {
  id: string;
  title: string;
  detail: string;
  icon: IconName;
  run: () => void;
}

type Go = (path: string) => void;

export function pageChoices(go: Go, here: string | undefined): Choice[] {
  return PLACES.map(([icon, title, path, key]) => ({
    id: path,
    title,
    detail: `g ${key}`,
    icon,
    // The lineage page begins with the record that is being looked at.
    run: () => go(path === '/lineage' && here ? lineagePath(here) : path),
  }));
}

/** What can be done with the record that the page shows. */
export function hereChoices(here: string | undefined, go: Go, client: QueryClient): Choice[] {
  if (!here) return [];
  const { kind, id } = parseRef(here);
  const name = refTitle(here);
  const all: Choice[] = [
    {
      id: 'copy',
      title: `Copy the id of ${name}`,
      detail: id,
      icon: 'copy',
      run: () => void copyText(id).then((done) => done && say('Copied.')),
    },
    {
      id: 'pin',
      title: `Pin ${name}`,
      detail: 'to the top of the rail',
      icon: 'pin',
      run: () =>
        void pin(here).then(() => client.invalidateQueries({ queryKey: ['pins'] }), sayError),
    },
  ];
  if (kind === 'run') {
    const fresh = () => void client.invalidateQueries({ queryKey: ['runs'] });
    for (const [tab, title] of [
      ['artifacts', 'Artifacts'],
      ['console', 'Console'],
      ['notes', 'Notes and comments'],
      ['traces', 'Traces'],
      ['params', 'Params and tags'],
    ])
      all.push({
        id: `tab-${tab}`,
        title: `${title} of ${name}`,
        detail: '',
        icon: 'right',
        run: () => go(`/runs/${encodeURIComponent(id)}?tab=${tab}`),
      });
    all.push(
      {
        id: 'compare',
        title: `Compare ${name}`,
        detail: 'choose the others',
        icon: 'runs',
        run: () => go(`/runs?picked=${encodeURIComponent(id)}`),
      },
      {
        id: 'delete',
        title: `Delete ${name}`,
        detail: 'it can be taken back',
        icon: 'trash',
        run: () =>
          void deleteRuns([id]).then(() => {
            fresh();
            say(`${name} is in the bin.`, () => void restoreRuns([id]).then(fresh, sayError));
          }, sayError),
      },
    );
  }
  return all;
}

/** An address or an id that was typed or pasted leads there at once. */
export function typedChoices(typed: string, go: Go): Choice[] {
  const to = (ref: string, title: string, icon: IconName): Choice[] => {
    const path = refPath(ref);
    return path ? [{ id: `to ${ref}`, title, detail: '', icon, run: () => go(path) }] : [];
  };
  if (/^tr-[0-9a-f]{8,}$/i.test(typed)) return to(`trace:${typed}`, `Trace ${typed}`, 'traces');
  if (/^m-[0-9a-f]{32}$/i.test(typed))
    return to(`logged_model:${typed}`, `Logged model ${typed}`, 'models');
  if (/^[0-9a-f]{32}$/i.test(typed)) return to(`run:${typed}`, `Run ${typed}`, 'runs');
  if (!/^[a-z_]+:\S+$/.test(typed)) return [];
  return [
    ...to(typed, refTitle(typed), 'right'),
    {
      id: `lineage ${typed}`,
      title: `Lineage of ${typed}`,
      detail: 'what made it, what came of it',
      icon: 'lineage',
      run: () => go(lineagePath(typed)),
    },
  ];
}

/** The address that a saved view stands for. */
export function viewPath(view: Pick<SavedView, 'page' | 'state'>): string {
  const page = view.page.startsWith('/') ? view.page : `/${view.page}`;
  const state = view.state.replace(/^\?/, '');
  return state ? `${page}?${state}` : page;
}

import { useQuery } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import { projectsQuery } from './shell.ts';

const KEY = 'noria-project';

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The project in view: the URL's, else the last one chosen here, else the first there is. */
export function useProject(): [string | null, (name: string) => void] {
  const router = useRouter();
  const asked = useRouterState({
    select: (s) => (s.location.search as { project?: string }).project,
  });
  const names = useQuery(projectsQuery).data?.items.map((p) => p.name) ?? [];
  const last = remembered();
  const project = asked ?? (last && names.includes(last) ? last : (names[0] ?? null));
  const choose = (name: string) => {
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // Without storage the choice lives in the URL alone.
    }
    router.history.push(`/loop?project=${encodeURIComponent(name)}`);
  };
  return [project, choose];
}

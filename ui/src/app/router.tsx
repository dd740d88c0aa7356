import { createHashHistory, createRouter } from '@tanstack/react-router';
import { ErrorState } from '../components/States.tsx';
import { rootRoute } from '../routes/root.tsx';
import { routeTree } from '../routes/tree.tsx';
import { NotFound, Shell } from './Shell.tsx';

rootRoute.update({ component: Shell, notFoundComponent: NotFound });

/** Search parameters stay plain text: `?version=9`, not `?version=%229%22`. */
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function stringifySearch(search: Record<string, unknown>): string {
  const out = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') out.set(key, String(value));
  }
  const text = out.toString();
  return text ? `?${text}` : '';
}

export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  parseSearch,
  stringifySearch,
  defaultPreload: false,
  scrollRestoration: false,
  defaultErrorComponent: ({ error }) => <ErrorState error={error as Error} />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

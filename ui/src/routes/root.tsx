import { createRootRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

/** Text that may be absent; anything else in its place counts as absent, so that no link can break a page. */
export const text = z.catch(z.optional(z.string()), undefined);

export const rootRoute = createRootRoute({
  validateSearch: z.object({ project: text, evidence: text }),
});

/** A model's name everywhere, from a link that names it within a workspace. */
export function qualified(name: string, workspace: string | undefined): string {
  return workspace && workspace !== 'default' && !name.includes('/')
    ? `${workspace}/${name}`
    : name;
}

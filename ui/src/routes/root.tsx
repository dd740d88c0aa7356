import { createRootRoute } from '@tanstack/react-router';
import * as z from 'zod/mini';

/** Text that may be absent; anything else in its place counts as absent, so that no link can break a page. */
export const text = z.catch(z.optional(z.string()), undefined);

export const rootRoute = createRootRoute({
  validateSearch: z.object({ project: text, evidence: text }),
});

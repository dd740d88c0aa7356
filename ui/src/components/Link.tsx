import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { refPath, refTitle } from '../lib/ref.ts';

type Anchor = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'>;

/** A link within the app. The path may carry search parameters. */
export function To({
  path,
  children,
  onClick,
  ...rest
}: Anchor & { path: string; children: ReactNode }) {
  const router = useRouter();
  const href = router.history.createHref(path);
  const follow = (e: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(e);
    if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey)
      return;
    e.preventDefault();
    router.history.push(path);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}

/** Opens a record's evidence beside the page that is being read. */
export function useEvidence() {
  const router = useRouter();
  return (ref: string | null) => {
    void router.navigate({
      to: '.',
      search: ((old: Record<string, unknown>) => ({ ...old, evidence: ref ?? undefined })) as never,
      replace: ref === null,
    });
  };
}

/** A record's name as a link: to its page, or to its evidence where it has no page or `evidence` asks so. */
export function RefLink({
  of,
  title,
  evidence,
}: {
  of: string;
  title?: string;
  evidence?: boolean;
}) {
  const open = useEvidence();
  const path = refPath(of);
  const text = title ?? refTitle(of);
  if (path !== null && !evidence) {
    return (
      <To path={path} title={of} className="nowrap">
        {text}
      </To>
    );
  }
  return (
    <button type="button" className="linkish nowrap" title={of} onClick={() => open(of)}>
      {text}
    </button>
  );
}

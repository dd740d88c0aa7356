import { useQueries } from '@tanstack/react-query';
import { Icon } from '../../components/Icon.tsx';
import { RefLink } from '../../components/Link.tsx';
import { parseRef } from '../../lib/ref.ts';
import { versionsQuery } from './api.ts';

/** Which of the data versions were revoked, and why. */
export function useRevoked(refs: readonly string[]): Map<string, string> {
  const datasets = [
    ...new Set(
      refs
        .filter((r) => r.startsWith('dataset_version:'))
        .map((r) => parseRef(r).id.replace(/@.*$/, '')),
    ),
  ];
  const lists = useQueries({
    queries: datasets.map((d) => ({ ...versionsQuery(d), staleTime: 30_000 })),
  });
  const wanted = new Set(refs);
  return new Map(
    lists
      .flatMap((l) => l.data?.items ?? [])
      .filter((v) => v.status === 'revoked' && wanted.has(v.ref))
      .map((v) => [v.ref, v.revoked?.why ?? '']),
  );
}

/** Says that something was made from data that counts no longer; nothing while all of it does. */
export function RevokedNotice({ what, refs }: { what: string; refs: readonly string[] }) {
  const revoked = useRevoked(refs);
  if (revoked.size === 0) return null;
  return (
    <div className="notice bad" role="alert" data-testid="revoked">
      <Icon name="alert" size={14} />
      <span>
        {what} was trained on revoked data:{' '}
        {[...revoked].map(([ref, why], i) => (
          <span key={ref}>
            {i > 0 && '; '}
            <RefLink of={ref} />
            {why && `, because ${why}`}
          </span>
        ))}
        .
      </span>
    </div>
  );
}

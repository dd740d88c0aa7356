import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { say, sayError } from '../../components/Toast.tsx';
import { percent } from '../../lib/format.ts';
import { keepShare, logQuery } from './api.ts';

const SHARES = [1, 0.5, 0.1, 0.01, 0.001, 0];

/** Which share of the requests the log keeps, and another one. */
export function LogShare({ name }: { name: string }) {
  const client = useQueryClient();
  const kept = useQuery(logQuery(name)).data?.sample;
  const put = useMutation({
    mutationFn: ({ to }: { to: number; from: number | null }) => keepShare(name, to),
    onSuccess: (after, { from }) => {
      client.setQueryData(logQuery(name).queryKey, after);
      say(
        `The log keeps ${percent(after.sample)} of the requests from now on.`,
        from === null ? undefined : () => put.mutate({ to: from, from: null }),
      );
    },
    onError: sayError,
  });
  if (kept === undefined) return null;
  const shares = SHARES.includes(kept) ? SHARES : [...SHARES, kept].sort((a, b) => b - a);
  return (
    <select
      className="field"
      style={{ height: 24, fontSize: 12 }}
      aria-label="Share of the requests that the log keeps"
      title="Others are answered and counted, and found by nobody later."
      value={kept}
      disabled={put.isPending}
      onChange={(e) => put.mutate({ to: Number(e.target.value), from: kept })}
      data-testid="log-share"
    >
      {shares.map((s) => (
        <option key={s} value={s}>
          {s === 1 ? 'all kept' : s === 0 ? 'none kept' : `${percent(s)} kept`}
        </option>
      ))}
    </select>
  );
}

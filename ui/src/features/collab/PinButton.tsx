import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Icon } from '../../components/Icon.tsx';
import { sayError } from '../../components/Toast.tsx';
import { pin, pinsQuery, unpin } from './api.ts';

/** Pins a record to the top of the rail, for whoever asks. */
export function PinButton({ subject }: { subject: string }) {
  const client = useQueryClient();
  const pins = useQuery(pinsQuery).data?.items ?? [];
  const on = pins.some((p) => p.subject === subject);
  const act = useMutation({
    mutationFn: () => (on ? unpin(subject) : pin(subject)) as Promise<unknown>,
    onSettled: () => void client.invalidateQueries({ queryKey: ['pins'] }),
    onError: sayError,
  });
  return (
    <button
      type="button"
      className="btn"
      aria-pressed={on}
      disabled={act.isPending}
      title={on ? 'Unpin' : 'Pin to the top of the rail'}
      data-testid="pin"
      onClick={() => act.mutate()}
    >
      <Icon name="pin" size={13} /> {on ? 'Pinned' : 'Pin'}
    </button>
  );
}

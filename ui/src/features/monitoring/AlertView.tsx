import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Alert } from '../../api/types.ts';
import { EventTime } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { RefLink, To } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { number } from '../../lib/format.ts';
import { DAY, ms } from '../../lib/time.ts';
import { silence, unsilence } from './api.ts';

export function SilenceButton({ alert }: { alert: Alert }) {
  const client = useQueryClient();
  const silenced = alert.status === 'silenced';
  const change = useMutation({
    mutationFn: () => {
      const last = alert.history.at(-1)?.at ?? alert.opened_at;
      return silenced
        ? unsilence(alert.id)
        : silence(alert.id, new Date(ms(last) + 14 * DAY).toISOString(), 'silenced on the page');
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['alerts'] });
      void client.invalidateQueries({ queryKey: ['loop'] });
    },
  });
  if (alert.status === 'resolved') return null;
  return (
    <span className="row">
      <button
        type="button"
        className="btn sm"
        disabled={change.isPending}
        onClick={() => change.mutate()}
        title="For 14 days of event time; it starts no training meanwhile"
      >
        <Icon name="pause" size={11} /> {silenced ? 'Unsilence' : 'Silence'}
      </button>
      {change.error && <span className="bad small">{change.error.message}</span>}
    </span>
  );
}

export function AlertView({ alert }: { alert: Alert }) {
  return (
    <div className="stack">
      <div className="row wrap">
        <Status of={alert.status} />
        <span className="strong">{alert.column ?? alert.watch}</span>
        <span className="grow" />
        <SilenceButton alert={alert} />
      </div>
      <p style={{ maxWidth: '75ch' }}>{alert.summary}</p>
      {alert.proposal && alert.status !== 'resolved' && (
        <div className="notice warn" data-testid="proposal">
          <span className="grow">{alert.proposal.why}</span>
          {alert.proposal.action === 'rollback' && (
            <To path={`/deployments/${encodeURIComponent(alert.deployment)}`} className="btn sm">
              Roll back there <kbd>b</kbd>
            </To>
          )}
          {alert.proposal.command && <code>{alert.proposal.command}</code>}
        </div>
      )}
      <dl className="facts">
        {alert.watch !== 'revoked data' && (
          <>
            <dt>{(alert.test ?? 'value').toUpperCase()}</dt>
            <dd>
              {number(alert.value)}{' '}
              <span className="muted">threshold {number(alert.threshold)}</span>
            </dd>
          </>
        )}
        <dt>raised</dt>
        <dd>
          <EventTime at={alert.opened_at} />
        </dd>
        {alert.resolved_at && (
          <>
            <dt>resolved</dt>
            <dd>
              <EventTime at={alert.resolved_at} />
            </dd>
          </>
        )}
        {alert.silenced_until && (
          <>
            <dt>silenced until</dt>
            <dd>
              <EventTime at={alert.silenced_until} />
            </dd>
          </>
        )}
        <dt>deployment</dt>
        <dd>
          <RefLink of={`deployment:${alert.deployment}`} />
        </dd>
        {alert.caused.length > 0 && (
          <>
            <dt>caused</dt>
            <dd className="row wrap">
              {alert.caused.map((ref) => (
                <RefLink key={ref} of={ref} />
              ))}
            </dd>
          </>
        )}
      </dl>
      <h3>History</h3>
      <ol className="stack" style={{ gap: 4 }}>
        {alert.history.map((h) => (
          <li key={h.at + h.what} className="row small">
            <span className="muted">
              <EventTime at={h.at} />
            </span>
            <span>{h.what}</span>
            {h.value !== undefined && <span className="muted">{number(h.value, 3)}</span>}
            {h.by && <span className="muted">by {h.by}</span>}
            {h.why && <span className="muted ellipsis">{h.why}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

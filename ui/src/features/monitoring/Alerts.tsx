import { useQuery } from '@tanstack/react-query';
import type { Alert } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Await, Empty, Skeleton } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { number } from '../../lib/format.ts';
import { day, exact } from '../../lib/time.ts';
import { SilenceButton } from './AlertView.tsx';
import { alertsQuery } from './api.ts';

/** The deployment's alerts, those that last first. */
export function Alerts({
  name,
  status,
  onStatus,
}: {
  name: string;
  status?: string;
  onStatus: (s?: string) => void;
}) {
  const query = useQuery(alertsQuery(name, status));
  return (
    <Panel
      title="Alerts"
      flush
      id="alerts"
      aside={
        <select
          className="field"
          style={{ height: 24, fontSize: 12 }}
          aria-label="Which alerts"
          value={status ?? ''}
          onChange={(e) => onStatus(e.target.value || undefined)}
        >
          <option value="">all</option>
          <option value="open">open</option>
          <option value="silenced">silenced</option>
          <option value="resolved">resolved</option>
        </select>
      }
    >
      <Await query={query} skeleton={<Skeleton lines={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No alerts">
              {status ? `None is ${status}.` : 'All is within its thresholds.'}
            </Empty>
          ) : (
            <AlertRows
              items={[...items].sort(
                (a, b) => Number(a.status === 'resolved') - Number(b.status === 'resolved'),
              )}
            />
          )
        }
      </Await>
    </Panel>
  );
}

function AlertRows({ items }: { items: readonly Alert[] }) {
  return (
    <div className="tablewrap" style={{ maxHeight: 260 }}>
      <table className="t" aria-label="Alerts">
        <tbody>
          {items.map((a) => (
            <tr key={a.ref} title={a.summary}>
              <td>
                <Status of={a.status} />
              </td>
              <td>
                <RefLink of={a.ref} title={a.column ?? a.watch} />
              </td>
              <td className="num">
                {a.watch === 'revoked data' ? (
                  <span className="muted">revoked data</span>
                ) : (
                  <>
                    {number(a.value, 3)} <span className="muted">/ {number(a.threshold, 3)}</span>
                  </>
                )}
              </td>
              <td className="muted">
                <time dateTime={a.opened_at} title={`event time ${exact(a.opened_at)}`}>
                  {day(a.opened_at)}
                </time>
              </td>
              <td className="right">
                <SilenceButton alert={a} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

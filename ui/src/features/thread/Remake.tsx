import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Rerun, RerunTask } from '../../api/types.ts';
import { Ago, Id } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Await, Skeleton } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { duration, plural } from '../../lib/format.ts';
import { ended, rerunQuery, rerunsQuery, startRerun } from './api.ts';

/** Starts making a record again; the caller keeps the id in the address. */
export function useRemake(ref: string, onStarted: (id: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => startRerun(ref),
    onSuccess: (rerun) => {
      void client.invalidateQueries({ queryKey: ['reruns', 'of', ref] });
      onStarted(rerun.id);
    },
  });
}

const TONE = { same: 'good', different: 'bad', failed: 'bad', cancelled: 'stale' } as const;

/** Whether a rerun came to the same, in a word. */
export function RerunState({ of }: { of: Rerun }) {
  if (!ended(of)) return <Status of={of.state === 'pending' ? 'PENDING' : 'RUNNING'} />;
  const tone = TONE[of.state as keyof typeof TONE] ?? 'stale';
  const words = { same: 'same digest', different: 'not the same', failed: 'failed' } as const;
  return (
    <span className={`badge ${tone}`}>
      <Icon name={of.state === 'same' ? 'check' : 'cross'} size={12} />
      {words[of.state as keyof typeof words] ?? of.state}
    </span>
  );
}

/** A rerun as it goes: its tasks, and whether each output is the same as then. */
export function RerunView({ id }: { id: string }) {
  const query = useQuery(rerunQuery(id));
  return (
    <Await query={query} skeleton={<Skeleton lines={3} />}>
      {(r) => (
        <div className="stack" data-testid="rerun" data-state={r.state}>
          <div className="row wrap">
            <RerunState of={r} />
            <span>{r.summary}</span>
            <span className="grow" />
            <span className="muted small">
              {r.seconds !== undefined && duration(r.seconds * 1000)}
              {r.original_seconds !== undefined && ` (then ${duration(r.original_seconds * 1000)})`}
            </span>
          </div>
          {r.error && (
            <p className="bad" role="alert">
              {r.error}
            </p>
          )}
          <div className="tablewrap" role="group" tabIndex={0} aria-label="Tasks of the rerun">
            <table className="t plain" aria-label="Tasks of the rerun">
              <tbody>
                {r.tasks.map((t) => (
                  <Task key={t.name} task={t} />
                ))}
              </tbody>
            </table>
          </div>
          {r.notes.length > 0 && (
            <p className="muted small">Otherwise than then: {r.notes.join('; ')}.</p>
          )}
        </div>
      )}
    </Await>
  );
}

function Task({ task: t }: { task: RerunTask }) {
  const differing = t.outputs.filter((o) => o.same === false);
  return (
    <tr>
      <td>
        <RefLink of={t.ref} title={t.name} />
      </td>
      <td>
        <Status of={t.status} />
      </td>
      <td>
        {t.same === true && (
          <span className="good">
            <Icon name="check" size={12} /> {plural(t.outputs.length, 'output')} the same
          </span>
        )}
        {t.same === false && (
          <span className="bad">
            <Icon name="cross" size={12} /> {differing.map((o) => o.name).join(', ')} differ
          </span>
        )}
        {t.reason && <div className="muted">{t.reason}</div>}
        {t.error && <div className="bad">{t.error}</div>}
        {differing.map((o) => (
          <div key={o.name} className="small">
            {o.name} <Id of={o.original_digest} /> → {o.digest ? <Id of={o.digest} /> : '–'}
          </div>
        ))}
      </td>
    </tr>
  );
}

/** What was made again before, and what that came to. */
export function Reruns({ of, onOpen }: { of: string; onOpen: (id: string) => void }) {
  const query = useQuery(rerunsQuery(of));
  if (!query.data || query.data.items.length === 0) return null;
  return (
    <ul className="stack small" style={{ gap: 4 }}>
      {query.data.items.map((r) => (
        <li key={r.id} className="row wrap">
          <RerunState of={r} />
          <button type="button" className="linkish" onClick={() => onOpen(r.id)}>
            {r.summary}
          </button>
          <span className="muted">
            by {r.by}, <Ago at={r.submitted_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

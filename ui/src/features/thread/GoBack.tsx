import { Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RefLink } from '../../components/Link.tsx';
import { Await, Skeleton } from '../../components/States.tsx';
import { proposalQuery, rollBack } from './api.ts';

/** The deployment's proposed way back: what will change is said before it can be asked for. */
export function GoBack({ deployment, onClose }: { deployment: string; onClose: () => void }) {
  const client = useQueryClient();
  const [why, setWhy] = useState('');
  const proposal = useQuery({ ...proposalQuery(deployment), staleTime: 0 });
  const possible = proposal.data?.action === 'rollback';
  const version = proposal.data?.version;
  const plan = useQuery({
    queryKey: ['deployments', deployment, 'rollback', 'plan', version ?? null],
    queryFn: () => rollBack(deployment, version, 'asked on the page', true),
    enabled: possible,
    staleTime: 0,
    gcTime: 0,
  });
  const act = useMutation({
    mutationFn: () => rollBack(deployment, version, why.trim() || proposal.data!.why, false),
    onSuccess: () => {
      for (const key of ['models', 'loop', 'deployments', 'events', 'alerts', 'lineage'])
        void client.invalidateQueries({ queryKey: [key] });
      onClose();
    },
  });
  const refused = plan.data && !plan.data.allowed;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Roll back ${deployment}`}
      centered
      size={540}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        data-testid="goback"
        onSubmit={(e) => {
          e.preventDefault();
          if (plan.data && !refused && !act.isPending) act.mutate();
        }}
      >
        <Await query={proposal} skeleton={<Skeleton lines={3} />}>
          {(p) => (
            <>
              <p data-testid="goback-why">{p.why}</p>
              {p.revoked.length > 0 && (
                <p className="row wrap small">
                  <span className="muted">trained on revoked</span>
                  {p.revoked.map((ref) => (
                    <RefLink key={ref} of={ref} />
                  ))}
                </p>
              )}
              {p.action === 'retrain' && p.command && (
                <div className="type-this">
                  <code>{p.command}</code>
                </div>
              )}
            </>
          )}
        </Await>
        {possible && (
          <Await query={plan} skeleton={<Skeleton lines={3} />}>
            {(data) => (
              <>
                <h3>What will change</h3>
                <ul style={{ listStyle: 'disc', paddingLeft: 18 }}>
                  {data.changes.map((c) => (
                    <li key={c}>{c}</li>
                  ))}
                </ul>
                {refused && (
                  <p className="bad" role="alert">
                    Refused: {data.refused_because}{' '}
                    {data.evidence && <RefLink of={data.evidence} />}
                  </p>
                )}
              </>
            )}
          </Await>
        )}
        {possible && (
          <label className="stack" style={{ gap: 4 }}>
            <span>Why</span>
            <input
              className="field"
              data-autofocus
              value={why}
              onChange={(e) => setWhy(e.target.value)}
              placeholder={proposal.data?.why ?? 'kept with the move'}
              data-testid="goback-reason"
            />
          </label>
        )}
        {act.error && (
          <p className="bad" role="alert">
            {act.error.message}
          </p>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <button type="button" className="btn" onClick={onClose}>
            Leave it
          </button>
          {possible && (
            <button
              type="submit"
              className="btn primary"
              disabled={!plan.data || refused || act.isPending}
              data-testid="goback-do"
            >
              Roll back to v{version}
            </button>
          )}
        </div>
      </form>
    </Modal>
  );
}

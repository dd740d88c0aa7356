import { Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RefLink } from '../../components/Link.tsx';
import { Skeleton } from '../../components/States.tsx';
import { rollback } from './api.ts';

/** Rollback says what will change before it can be asked for. */
export function Rollback({
  model,
  version,
  onClose,
}: {
  model: string;
  version: number;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [why, setWhy] = useState('');
  const plan = useQuery({
    queryKey: ['models', model, 'rollback', version],
    queryFn: () => rollback(model, version, why || 'asked on the page', true),
    staleTime: 0,
    gcTime: 0,
  });
  const act = useMutation({
    mutationFn: () => rollback(model, version, why, false),
    onSuccess: () => {
      for (const key of ['models', 'loop', 'deployments', 'events'])
        void client.invalidateQueries({ queryKey: [key] });
      onClose();
    },
  });
  const refused = plan.data && !plan.data.allowed;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Roll back ${model} to v${version}`}
      centered
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack" data-testid="rollback">
        {plan.isPending && <Skeleton lines={3} />}
        {plan.error && (
          <p className="bad" role="alert">
            {plan.error.message}
          </p>
        )}
        {plan.data && (
          <>
            <h3>What will change</h3>
            <ul style={{ listStyle: 'disc', paddingLeft: 18 }}>
              {plan.data.changes.map((c) => (
                <li key={c}>{c}</li>
              ))}
            </ul>
            {refused && (
              <p className="bad" role="alert">
                Refused: {plan.data.refused_because}{' '}
                {plan.data.evidence && <RefLink of={plan.data.evidence} />}
              </p>
            )}
          </>
        )}
        <label className="stack" style={{ gap: 4 }}>
          <span>Why</span>
          <input
            className="field"
            value={why}
            onChange={(e) => setWhy(e.target.value)}
            placeholder="what went wrong; it is kept with the move"
            data-testid="rollback-why"
          />
        </label>
        {act.error && (
          <p className="bad" role="alert">
            {act.error.message}
          </p>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <button type="button" className="btn" onClick={onClose}>
            Leave it
          </button>
          <button
            type="button"
            className="btn primary"
            disabled={!plan.data || refused || why.trim() === '' || act.isPending}
            onClick={() => act.mutate()}
            data-testid="rollback-do"
          >
            Roll back to v{version}
          </button>
        </div>
      </div>
    </Modal>
  );
}

import { Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Revocation } from '../../api/types.ts';
import { RefLink } from '../../components/Link.tsx';
import { Await, Skeleton } from '../../components/States.tsx';
import { revoke } from './api.ts';
import { Reach } from './Reach.tsx';

/** Withdraws a data version, or takes that back: what it reaches is said before it can be asked for. */
export function Revoke(props: {
  dataset: string;
  version: string;
  /** Take the revocation back. */
  back: boolean;
  onClose: () => void;
  onGoBack: (deployment: string) => void;
}) {
  const { dataset, version, back } = props;
  const client = useQueryClient();
  const [why, setWhy] = useState('');
  const plan = useQuery({
    queryKey: ['datasets', dataset, version, 'revoke', back],
    queryFn: () => revoke(dataset, version, 'asked on the page', true, back),
    staleTime: 0,
    gcTime: 0,
  });
  const act = useMutation({
    mutationFn: () => revoke(dataset, version, why.trim(), false, back),
    onSuccess: () => {
      for (const key of [
        'datasets',
        'loop',
        'deployments',
        'alerts',
        'events',
        'lineage',
        'models',
      ])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const name = `${dataset} ${version}`;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={back ? `Reinstate ${name}` : `Revoke ${name}`}
      centered
      size={620}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack" data-testid="revoke">
        {act.data ? (
          <Done data={act.data} back={back} onClose={props.onClose} onGoBack={props.onGoBack} />
        ) : (
          <form
            className="stack"
            onSubmit={(e) => {
              e.preventDefault();
              if (plan.data && why.trim() && !act.isPending) act.mutate();
            }}
          >
            <Await query={plan} skeleton={<Skeleton lines={6} />}>
              {(data) => (
                <>
                  <Reach impact={data.impact} />
                  <h3>What will change</h3>
                  <ul style={{ listStyle: 'disc', paddingLeft: 18 }}>
                    {data.changes.map((c) => (
                      <li key={c}>{c}</li>
                    ))}
                  </ul>
                </>
              )}
            </Await>
            <label className="stack" style={{ gap: 4 }}>
              <span>Why</span>
              <input
                className="field"
                data-autofocus
                value={why}
                onChange={(e) => setWhy(e.target.value)}
                placeholder={
                  back ? 'why it counts again' : 'what is wrong with it; everybody will read this'
                }
                data-testid="revoke-why"
              />
            </label>
            {act.error && (
              <p className="bad" role="alert">
                {act.error.message}
              </p>
            )}
            <div className="row" style={{ justifyContent: 'flex-end' }}>
              <button type="button" className="btn" onClick={props.onClose}>
                Leave it
              </button>
              <button
                type="submit"
                className="btn primary"
                disabled={!plan.data || why.trim() === '' || act.isPending}
                data-testid="revoke-do"
              >
                {back ? 'Reinstate' : 'Revoke'} {name}
              </button>
            </div>
          </form>
        )}
      </div>
    </Modal>
  );
}

/** What it came to, with the way back one button away. */
function Done(props: {
  data: Revocation;
  back: boolean;
  onClose: () => void;
  onGoBack: (deployment: string) => void;
}) {
  const { data } = props;
  return (
    <>
      <p role="status" data-testid="revoke-done">
        {props.back ? 'It counts again.' : 'It counts no longer.'}{' '}
        {data.proposals.length === 0 && !props.back && 'No deployment answers from it now.'}
      </p>
      {data.alerts.length > 0 && (
        <p className="row wrap">
          {props.back ? 'Resolved' : 'Raised'}
          {data.alerts.map((ref) => (
            <RefLink key={ref} of={ref} />
          ))}
        </p>
      )}
      {data.proposals.map((p) => (
        <div key={p.deployment} className="notice warn">
          <span className="grow">
            <strong>{p.deployment}</strong>: {p.why}
          </span>
          {p.action === 'rollback' ? (
            <button type="button" className="btn" onClick={() => props.onGoBack(p.deployment)}>
              Roll back to v{p.version}…
            </button>
          ) : (
            p.command && <code>{p.command}</code>
          )}
        </div>
      ))}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <button type="button" className="btn" data-autofocus onClick={props.onClose}>
          Close
        </button>
      </div>
    </>
  );
}

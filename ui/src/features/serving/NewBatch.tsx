import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { say } from '../../components/Toast.tsx';
import { batchesQuery, startBatch } from './api.ts';
import { useMay } from './may.ts';

/** Asks the server to predict every row of a table with what the deployment answers from now. */
export function NewBatch({ deployment, onClose }: { deployment: string; onClose: () => void }) {
  const client = useQueryClient();
  const refused = useMay('pipelines');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [nulls, setNulls] = useState(false);
  const act = useMutation({
    mutationFn: () =>
      startBatch({
        model: `deployments:/${deployment}`,
        in: from.trim(),
        out: to.trim(),
        on_error: nulls ? 'null' : 'error',
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: batchesQuery.queryKey });
      say('The table is being predicted.');
      onClose();
    },
  });
  const ready = from.trim() !== '' && to.trim() !== '';
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Predict a table with ${deployment}`}
      centered
      size={540}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        data-testid="batch"
        onSubmit={(e) => {
          e.preventDefault();
          if (ready && !act.isPending) act.mutate();
        }}
      >
        <label className="stack" style={{ gap: 4 }}>
          <span>From</span>
          <input
            className="field mono"
            data-autofocus
            value={from}
            placeholder="s3://bucket/in/*.parquet or datasets:/flights@2013-07"
            onChange={(e) => setFrom(e.target.value)}
            data-testid="batch-in"
          />
        </label>
        <label className="stack" style={{ gap: 4 }}>
          <span>To</span>
          <input
            className="field mono"
            value={to}
            placeholder="s3://bucket/out/ or datasets:/answers@2013-07"
            onChange={(e) => setTo(e.target.value)}
            data-testid="batch-out"
          />
        </label>
        <label className="row">
          <input type="checkbox" checked={nulls} onChange={(e) => setNulls(e.target.checked)} />
          null for a row with a wrong value, instead of ending
        </label>
        <p className="muted small">
          Parquet, CSV or JSON lines by the ending. Files of the server itself only where its
          setting noria.serving.batch-paths allows it.
        </p>
        {refused && <p className="bad">{refused}</p>}
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
            type="submit"
            className="btn primary"
            disabled={refused !== null || !ready || act.isPending}
            data-testid="batch-do"
          >
            Predict it
          </button>
        </div>
      </form>
    </Modal>
  );
}

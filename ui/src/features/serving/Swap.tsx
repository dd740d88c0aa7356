import { Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeploymentDetail } from '../../api/types.ts';
import { say } from '../../components/Toast.tsx';
import { deploy, modelOf, moveStage, pointAlias, versionsOf } from './api.ts';
import { useMay } from './may.ts';
import { followWords } from './split.ts';

const FOLLOWS_MS = 1_000;

/**
 * Another version for a deployment: the reference that it follows is moved, or it is pinned. What
 * will change is said before it can be asked for.
 */
export function Swap({ of: d, onClose }: { of: DeploymentDetail; onClose: () => void }) {
  const client = useQueryClient();
  const refused = useMay('serving');
  const versions = useQuery(versionsOf(d.model)).data?.items ?? [];
  const model = useQuery(modelOf(d.model)).data;
  const others = versions.filter((v) => v.version !== d.version);
  const [chosen, setChosen] = useState<number | null>(null);
  const [pin, setPin] = useState(d.follows.startsWith('version:'));
  const [why, setWhy] = useState('');
  const version = chosen ?? others[0]?.version;
  const [kind, ...rest] = d.follows.split(':');
  const what = rest.join(':');
  const sharing = (model?.deployment ?? []).filter((name) => name !== d.name);
  const act = useMutation({
    mutationFn: async () => {
      if (version === undefined) return;
      if (pin) await deploy(d.name, d.model, `version:${version}`);
      else if (kind === 'alias') await pointAlias(d.model, what, version, why.trim());
      else await moveStage(d.model, version, what, why.trim());
    },
    onSuccess: () => {
      const fresh = () => {
        for (const key of ['models', 'loop', 'deployments', 'events', 'alerts', 'lineage'])
          void client.invalidateQueries({ queryKey: [key] });
      };
      fresh();
      // The deployment follows the move once the version is loaded.
      setTimeout(fresh, FOLLOWS_MS);
      say(`${d.name} goes to v${version}.`);
      onClose();
    },
  });
  const said =
    version === undefined
      ? []
      : [
          pin
            ? `${d.name} is pinned to v${version}${kind === 'version' ? '' : ` and follows ${what} no more`}.`
            : kind === 'alias'
              ? `The alias ${what} of ${d.model} moves${d.version === undefined ? '' : ` from v${d.version}`} to v${version}.`
              : `v${version} goes to ${what}.`,
          `${d.name} answers from v${version} once it is loaded, checked and warm; requests under way finish with ${d.version === undefined ? 'what they began with' : `v${d.version}`}.`,
          ...(!pin && sharing.length > 0
            ? [
                `So do the other deployments of ${d.model} that follow ${what}: look at ${sharing.join(', ')}.`,
              ]
            : []),
        ];
  const reason = pin || why.trim() !== '';
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Another version for ${d.name}`}
      centered
      size={540}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        data-testid="swap"
        onSubmit={(e) => {
          e.preventDefault();
          if (version !== undefined && reason && !act.isPending) act.mutate();
        }}
      >
        {others.length === 0 ? (
          <p className="muted">{d.model} has no other version.</p>
        ) : (
          <label className="row">
            <span>Version</span>
            <select
              className="field"
              data-autofocus
              aria-label="Version"
              value={version}
              onChange={(e) => setChosen(Number(e.target.value))}
              data-testid="swap-version"
            >
              {others.map((v) => (
                <option key={v.version} value={v.version}>
                  v{v.version} {v.stage}
                  {v.aliases.length > 0 ? `, ${v.aliases.join(', ')}` : ''}
                </option>
              ))}
            </select>
          </label>
        )}
        {kind !== 'version' && (
          <div role="radiogroup" aria-label="How" className="stack" style={{ gap: 4 }}>
            <label className="row">
              <input type="radio" checked={!pin} onChange={() => setPin(false)} />
              move {kind === 'alias' ? `the alias ${what}` : `it to ${what}`}
            </label>
            <label className="row">
              <input type="radio" checked={pin} onChange={() => setPin(true)} />
              pin the deployment; it follows {followWords(d.follows)} no more
            </label>
          </div>
        )}
        {said.length > 0 && (
          <div className="preview">
            <h3>What will change</h3>
            <ul>
              {said.map((s) => (
                <li key={s}>{s}</li>
              ))}
            </ul>
          </div>
        )}
        {!pin && (
          <label className="stack" style={{ gap: 4 }}>
            <span>Why</span>
            <input
              className="field"
              value={why}
              onChange={(e) => setWhy(e.target.value)}
              placeholder="kept with the move"
              data-testid="swap-why"
            />
          </label>
        )}
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
            disabled={refused !== null || version === undefined || !reason || act.isPending}
            data-testid="swap-do"
          >
            {act.isPending ? 'Loading…' : `Answer from v${version ?? '…'}`}
          </button>
        </div>
      </form>
    </Modal>
  );
}

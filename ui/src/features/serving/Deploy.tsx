import { Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { get } from '../../api/client.ts';
import type { Deployment, Paged } from '../../api/types.ts';
import { deploy } from './api.ts';
import { FollowPick } from './FollowPick.tsx';
import { useMay } from './may.ts';
import { followWords } from './split.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Makes a deployment of a model's version, or leads one that is there elsewhere. */
export function Deploy({
  model,
  version,
  aliases,
  onClose,
}: {
  model: string;
  version: number;
  aliases: readonly string[];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const router = useRouter();
  const refused = useMay('serving');
  const there = useQuery({
    queryKey: ['deployments'],
    queryFn: ({ signal }) => get<Paged<Deployment>>('deployments', {}, signal),
  }).data?.items;
  const [name, setName] = useState(model.replace(/^.*\//, '').replace(/[^A-Za-z0-9._-]+/g, '-'));
  const [follow, setFollow] = useState(
    aliases[0] !== undefined ? `alias:${aliases[0]}` : `version:${version}`,
  );
  const former = there?.find((d) => d.name === name);
  const same = former && former.model === model && former.follows === follow;
  const act = useMutation({
    mutationFn: () => deploy(name, model, follow),
    onSuccess: () => {
      for (const key of ['models', 'loop', 'deployments', 'events'])
        void client.invalidateQueries({ queryKey: [key] });
      router.history.push(`/deployments/${encodeURIComponent(name)}`);
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Deploy ${model}`}
      centered
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        data-testid="deploy"
        onSubmit={(e) => {
          e.preventDefault();
          if (NAME.test(name) && follow && !act.isPending) act.mutate();
        }}
      >
        <label className="stack" style={{ gap: 4 }}>
          <span>Name, by which clients ask it</span>
          <input
            className="field"
            data-autofocus
            value={name}
            onChange={(e) => setName(e.target.value.trim())}
            aria-invalid={!NAME.test(name)}
            data-testid="deploy-name"
          />
        </label>
        <div className="stack" style={{ gap: 4 }}>
          <span aria-hidden="true">Follows</span>
          <FollowPick
            model={model}
            value={follow}
            onChange={setFollow}
            label="What the deployment follows"
          />
        </div>
        <p className={former && !same ? 'warn' : 'muted'}>
          {!NAME.test(name)
            ? 'A name begins with a letter or digit and has letters, digits, . _ - only.'
            : same
              ? `${name} follows ${followWords(follow)} already; nothing changes.`
              : former
                ? `${name} answers from ${former.model}${former.version === undefined ? '' : ` v${former.version}`} and follows ${followWords(former.follows)}; it will follow ${followWords(follow)} of ${model}. Requests under way finish with the former.`
                : `A new deployment answers at /deployments/${name}/predict, once the version is loaded, checked and warm.`}
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
            disabled={refused !== null || !NAME.test(name) || follow === '' || act.isPending}
            data-testid="deploy-do"
          >
            {act.isPending ? 'Loading…' : former ? 'Lead it there' : 'Deploy'}
          </button>
        </div>
      </form>
    </Modal>
  );
}

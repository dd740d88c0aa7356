import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Model, ModelVersion } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { say, sayError } from '../../components/Toast.tsx';
import { copyVersion, dropAlias, protectionsQuery, setAlias, setStage } from './api.ts';

export const STAGES = ['Development', 'Staging', 'Production', 'Archived'] as const;

/** Whatever a move touches is read again. */
export function useFreshModels(): () => void {
  const client = useQueryClient();
  return () => {
    for (const key of ['models', 'loop', 'deployments'])
      void client.invalidateQueries({ queryKey: [key] });
  };
}

/** A version's stage and aliases, and its copies; a gate or a protection may refuse, and says why. */
export function Manage({ model, version: v }: { model: Model; version: ModelVersion }) {
  const fresh = useFreshModels();
  const [stage, chooseStage] = useState<string>(v.stage);
  const [why, setWhy] = useState('');
  const [alias, nameAlias] = useState('');
  const [to, setTo] = useState('');
  const protections = useQuery(protectionsQuery(model.name)).data?.items ?? [];
  const move = useMutation({
    mutationFn: () => setStage(model.name, v.version, stage, why),
    onSuccess: () => {
      say(
        `v${v.version} is in ${stage}.`,
        () => void setStage(model.name, v.version, v.stage, 'taken back').then(fresh, sayError),
      );
      setWhy('');
      fresh();
    },
    onError: sayError,
  });
  const point = useMutation({
    mutationFn: () => setAlias(model.name, alias.trim(), v.version, why),
    onSuccess: () => {
      const before = model.aliases[alias.trim()];
      say(
        `${alias.trim()} points at v${v.version}.`,
        before === undefined
          ? undefined
          : () =>
              void setAlias(model.name, alias.trim(), before, 'taken back').then(fresh, sayError),
      );
      nameAlias('');
      fresh();
    },
    onError: sayError,
  });
  const drop = useMutation({
    mutationFn: (a: string) => dropAlias(model.name, a),
    onSuccess: (_, a) => {
      say(
        `Alias ${a} was dropped.`,
        () => void setAlias(model.name, a, v.version, 'taken back').then(fresh, sayError),
      );
      fresh();
    },
    onError: sayError,
  });
  const copy = useMutation({
    mutationFn: () => copyVersion(model.name, v.version, to.trim()),
    onSuccess: (c) => {
      say(`Copied to ${c.model} v${c.version}.`);
      setTo('');
      fresh();
    },
    onError: sayError,
  });
  return (
    <Panel title={`Move v${v.version}`} id="manage">
      <div className="stack">
        <label className="stack" style={{ gap: 4 }}>
          <span className="muted small">Why (kept with the move)</span>
          <input className="field" value={why} onChange={(e) => setWhy(e.target.value)} />
        </label>
        <div className="row wrap">
          <span className="muted">stage</span>
          <select
            className="field"
            aria-label="Stage"
            value={stage}
            onChange={(e) => chooseStage(e.target.value)}
          >
            {STAGES.map((s) => (
              <option key={s}>{s}</option>
            ))}
          </select>
          <button
            type="button"
            className="btn sm"
            data-testid="set-stage"
            disabled={stage === v.stage || move.isPending}
            onClick={() => move.mutate()}
          >
            Move
          </button>
        </div>
        <div className="row wrap">
          <span className="muted">aliases</span>
          {v.aliases.map((a) => {
            const kept = protections.find((p) => p.alias === a);
            return (
              <span
                key={a}
                className="badge accent"
                title={kept ? `only ${kept.by.join(', ')} may move it` : ''}
              >
                {a}
                {kept && <span className="small"> protected</span>}
                <button
                  type="button"
                  className="linkish"
                  aria-label={`Drop alias ${a}`}
                  onClick={() => drop.mutate(a)}
                >
                  <Icon name="cross" size={10} />
                </button>
              </span>
            );
          })}
          <form
            className="row"
            onSubmit={(e) => {
              e.preventDefault();
              if (alias.trim()) point.mutate();
            }}
          >
            <input
              className="field"
              style={{ width: 130 }}
              aria-label="Alias"
              placeholder="champion"
              list="aliases"
              value={alias}
              onChange={(e) => nameAlias(e.target.value)}
            />
            <datalist id="aliases">
              {Object.keys(model.aliases).map((a) => (
                <option key={a} value={a} />
              ))}
            </datalist>
            <button
              type="submit"
              className="btn sm"
              data-testid="set-alias"
              disabled={!alias.trim() || point.isPending}
            >
              Point here
            </button>
          </form>
        </div>
        <form
          className="row wrap"
          onSubmit={(e) => {
            e.preventDefault();
            if (to.trim()) copy.mutate();
          }}
        >
          <span className="muted">copy to model</span>
          <input
            className="field"
            style={{ width: 160 }}
            aria-label="Model to copy to"
            placeholder={`${model.name}-prod`}
            value={to}
            onChange={(e) => setTo(e.target.value)}
          />
          <button type="submit" className="btn sm" disabled={!to.trim() || copy.isPending}>
            Copy
          </button>
        </form>
      </div>
    </Panel>
  );
}

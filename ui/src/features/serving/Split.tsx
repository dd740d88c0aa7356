import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeploymentDetail, Traffic, TrafficRule, Variant } from '../../api/types.ts';
import { Panel, Swatch } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Await, Skeleton } from '../../components/States.tsx';
import { say } from '../../components/Toast.tsx';
import { count, millis, number, percent } from '../../lib/format.ts';
import { AddVariant } from './AddVariant.tsx';
import { direct, trafficQuery } from './api.ts';
import { underWay } from './canary.ts';
import { servedColour, servedName } from './colours.ts';
import { useMay } from './may.ts';
import { Rules } from './Rules.tsx';
import { ruleChanges } from './ruletext.ts';
import {
  agreement,
  changes,
  followWords,
  most,
  moved,
  ownShare,
  round,
  type Wanted,
  wantedOf,
} from './split.ts';

/** How the traffic is wanted. */
interface Draft {
  variants: Wanted[];
  rules: TrafficRule[];
}

/** Who answers which share and who listens; changed by sliders, and applied only once it was read. */
export function Split({ of, className }: { of: DeploymentDetail; className?: string }) {
  const query = useQuery(trafficQuery(of.name));
  const [draft, setDraft] = useState<Draft | null>(null);
  return (
    <Panel
      title="Traffic split"
      className={className}
      id="split"
      aside={<span className="muted small">sticky by Noria-Subject</span>}
    >
      <Await query={query} skeleton={<Skeleton lines={4} />}>
        {(now) => (
          <Shares now={now} draft={draft} setDraft={setDraft} canary={underWay(of.canary)} />
        )}
      </Await>
    </Panel>
  );
}

function Shares({
  now,
  draft,
  setDraft,
  canary,
}: {
  now: Traffic;
  /** While a version takes over nobody else changes the split. */
  canary: boolean;
  draft: Draft | null;
  setDraft: (draft: Draft | null) => void;
}) {
  const client = useQueryClient();
  const may = useMay('serving');
  const refused =
    may ?? (canary ? 'A canary is under way; the others stay as they are until it is over.' : null);
  const [adding, setAdding] = useState(false);
  const former: Draft = { variants: now.variants.map(wantedOf), rules: now.rules };
  const wanted = draft?.variants ?? former.variants;
  const rules = draft?.rules ?? former.rules;
  const all = (next: Draft) => [
    ...changes(now, next.variants),
    ...ruleChanges(now.rules, next.rules),
  ];
  const said = draft ? all(draft) : [];
  const put = useMutation({
    mutationFn: (next: Draft) => direct(now.deployment, next.variants, next.rules),
    onMutate: () => former,
    onSuccess: (after, _, before) => {
      client.setQueryData(trafficQuery(now.deployment).queryKey, after);
      void client.invalidateQueries({ queryKey: ['deployments'] });
      setDraft(null);
      say(`The traffic of ${now.deployment} is split anew.`, () => put.mutate(before));
    },
  });
  const change = (part: Partial<Draft>) => {
    const next = { variants: wanted, rules, ...part };
    put.reset();
    setDraft(all(next).length > 0 ? next : null);
  };
  const own = ownShare(wanted);
  const shown = (v: Wanted): Pick<Variant, 'model'> & { version?: number } => {
    const known = now.variants.find((x) => x.name === v.name && x.follows === v.follow);
    const pinned = v.follow.startsWith('version:') ? Number(v.follow.slice(8)) : undefined;
    const version = known?.version ?? pinned;
    return version === undefined ? { model: v.model } : { model: v.model, version };
  };
  const parts = [
    { key: '', share: own, of: { model: now.model, version: now.version } },
    ...wanted.filter((v) => !v.shadow).map((v) => ({ key: v.name, share: v.share, of: shown(v) })),
  ];
  return (
    <div className="stack">
      <div
        className="splitbar"
        role="img"
        aria-label={parts
          .map((p) => `${p.key || 'own version'} ${servedName(now.model, p.of)} ${p.share} %`)
          .join(', ')}
      >
        {parts
          .filter((p) => p.share > 0)
          .map((p) => (
            <span
              key={p.key}
              title={`${servedName(now.model, p.of)}: ${p.share} %`}
              style={{
                flex: p.share,
                background: `color-mix(in srgb, ${servedColour(now.model, p.of)} var(--keep), var(--mix))`,
              }}
            >
              {p.share >= 12 ? `${servedName(now.model, p.of)} ${p.share} %` : ''}
            </span>
          ))}
      </div>
      <ul className="shares" aria-label="Variants">
        <li>
          <span className="who">
            <Swatch colour={servedColour(now.model, now)} />
            <strong>own version</strong>
            {now.version !== undefined && (
              <RefLink of={`model_version:${now.model}/${now.version}`} title={`v${now.version}`} />
            )}
          </span>
          <span className="muted small">takes what the others leave</span>
          <span className="percent" data-testid="own-share">
            {own} %
          </span>
        </li>
        {wanted.map((v) => (
          <Share
            key={v.name}
            wanted={v}
            of={shown(v)}
            own={now.model}
            state={now.variants.find((x) => x.name === v.name)}
            most={most(wanted, v.name)}
            disabled={refused !== null}
            onShare={(share) => change({ variants: moved(wanted, v.name, share) })}
            onRemove={() =>
              change({
                variants: wanted.filter((x) => x.name !== v.name),
                // Rules that lead to nobody would be refused.
                rules: rules.filter((r) => r.variant !== v.name),
              })
            }
          />
        ))}
      </ul>
      {(wanted.length > 0 || rules.length > 0) && (
        <Rules
          rules={rules}
          variants={wanted.filter((v) => !v.shadow).map((v) => v.name)}
          disabled={refused !== null}
          onChange={(next) => change({ rules: next })}
        />
      )}
      {adding ? (
        <AddVariant
          now={now}
          variants={wanted}
          onAdd={(v) => {
            setAdding(false);
            change({ variants: [...wanted, v] });
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <div className="row wrap">
          <button
            type="button"
            className="btn sm"
            disabled={refused !== null}
            title={refused ?? undefined}
            onClick={() => setAdding(true)}
            data-testid="add-variant"
          >
            Add a variant or shadow…
          </button>
          {refused !== null && <span className="muted small">{refused}</span>}
          {refused === null && wanted.length === 0 && (
            <span className="muted small">All requests go to the own version.</span>
          )}
        </div>
      )}
      {draft && (
        <div className="preview" data-testid="split-preview">
          <h3>What will change</h3>
          <ul>
            {said.map((s) => (
              <li key={s}>{s}</li>
            ))}
          </ul>
          {put.error && (
            <p className="bad" role="alert">
              {put.error.message}
            </p>
          )}
          <div className="row">
            <button
              type="button"
              className="btn primary"
              disabled={put.isPending || refused !== null}
              onClick={() => put.mutate(draft)}
              data-testid="split-apply"
            >
              {put.isPending ? 'Loading the versions…' : 'Apply'}
            </button>
            <button
              type="button"
              className="btn"
              onClick={() => {
                put.reset();
                setDraft(null);
              }}
            >
              Discard
            </button>
          </div>
        </div>
      )}
    </div>
  );
}

function Share(props: {
  wanted: Wanted;
  of: { model: string; version?: number };
  own: string;
  state: Variant | undefined;
  most: number;
  disabled: boolean;
  onShare: (share: number) => void;
  onRemove: () => void;
}) {
  const { wanted: v, of, state } = props;
  const what = v.shadow ? 'Share that the shadow listens to' : 'Share';
  return (
    <li data-variant={v.name}>
      <span className="who">
        <Swatch colour={servedColour(props.own, of)} />
        <strong className="ellipsis" title={v.name}>
          {v.name}
        </strong>
        {of.version !== undefined ? (
          <RefLink
            of={`model_version:${of.model}/${of.version}`}
            title={servedName(props.own, of)}
          />
        ) : (
          <span className="muted">{followWords(v.follow)}</span>
        )}
        {v.shadow && <span className="badge">shadow</span>}
        {!state && <span className="badge accent">new</span>}
      </span>
      <input
        type="range"
        min={0}
        max={100}
        step={1}
        value={v.share}
        disabled={props.disabled}
        aria-label={`${what} of ${v.name}`}
        aria-valuetext={`${v.share} percent`}
        onChange={(e) => props.onShare(Number(e.target.value))}
      />
      <span className="percent">
        <input
          className="field"
          inputMode="decimal"
          type="number"
          min={0}
          max={props.most}
          step="any"
          value={v.share}
          disabled={props.disabled}
          aria-label={`${what} of ${v.name} in percent`}
          onChange={(e) => props.onShare(round(Number(e.target.value)))}
        />{' '}
        %
        <button
          type="button"
          className="btn quiet sm"
          disabled={props.disabled}
          aria-label={`Remove ${v.name}`}
          title={`Remove ${v.name}`}
          onClick={props.onRemove}
        >
          <Icon name="cross" size={12} />
        </button>
      </span>
      {state?.problem && (
        <p className="bad small facts">
          <Icon name="alert" size={12} /> {state.problem}
        </p>
      )}
      {v.shadow && state && <Compared of={state} />}
    </li>
  );
}

/** How a shadow's answers compare with those that were returned. */
function Compared({ of }: { of: Variant }) {
  const c = of.compared;
  const same = agreement(of);
  if (!c || same === null)
    return (
      <p className="muted small facts">
        Nothing compared yet; it listens from the next request on.
      </p>
    );
  return (
    <p className="small facts" data-testid="compared">
      <span>
        <strong className={same < 0.95 ? 'warn' : 'good'}>{percent(same, 1)}</strong> the same
      </span>
      <span className="muted">of {count(c.rows)} rows</span>
      <span>mean difference {number(c.mean_difference, 3)}</span>
      <span className="muted">largest {number(c.largest_difference, 3)}</span>
      <span>{millis(c.mean_ms)} a request</span>
      {c.failed > 0 && <span className="bad">{count(c.failed)} failed</span>}
      {c.skipped > 0 && <span className="warn">{count(c.skipped)} skipped, as others waited</span>}
    </p>
  );
}

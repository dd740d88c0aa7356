import { useState } from 'react';
import type { Traffic } from '../../api/types.ts';
import { FollowPick } from './FollowPick.tsx';
import { ownShare, refusedBecause, type Wanted } from './split.ts';

/** A new variant; it changes nothing until the split is applied. */
export function AddVariant(props: {
  now: Traffic;
  variants: readonly Wanted[];
  onAdd: (v: Wanted) => void;
  onCancel: () => void;
}) {
  const { now, variants } = props;
  const [follow, setFollow] = useState('');
  const [named, setNamed] = useState<string | null>(null);
  const [shadow, setShadow] = useState(false);
  const usual = shadow ? 'shadow' : follow.startsWith('alias:') ? follow.slice(6) : 'challenger';
  const name = named ?? usual;
  const next: Wanted = {
    name,
    model: now.model,
    follow,
    share: shadow ? 100 : Math.min(10, ownShare(variants)),
    shadow,
  };
  const refused = follow === '' ? null : refusedBecause(variants, next);
  return (
    <form
      className="row wrap addvariant"
      onSubmit={(e) => {
        e.preventDefault();
        if (follow !== '' && !refused) props.onAdd(next);
      }}
    >
      <FollowPick
        model={now.model}
        value={follow}
        onChange={setFollow}
        label="What the variant follows"
        not={now.version}
      />
      <input
        className="field"
        style={{ width: 120 }}
        aria-label="Name of the variant"
        value={name}
        onChange={(e) => setNamed(e.target.value)}
      />
      <label className="row">
        <input type="checkbox" checked={shadow} onChange={(e) => setShadow(e.target.checked)} />
        shadow
      </label>
      <button
        type="submit"
        className="btn sm"
        disabled={follow === '' || refused !== null}
        data-testid="variant-add"
      >
        Add
      </button>
      <button type="button" className="btn quiet sm" onClick={props.onCancel}>
        Leave it
      </button>
      {refused && (
        <span className="bad small" role="alert">
          {refused}
        </span>
      )}
    </form>
  );
}

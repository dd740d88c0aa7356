import { useQuery } from '@tanstack/react-query';
import { modelOf, versionsOf } from './api.ts';

const STAGES = ['Production', 'Staging', 'Development'];

/** A reference to a version of the model: an alias, a stage, or the version itself. */
export function FollowPick(props: {
  model: string;
  value: string;
  onChange: (follow: string) => void;
  label: string;
  /** A version that would make no difference. */
  not?: number;
}) {
  const model = useQuery(modelOf(props.model)).data;
  const versions = useQuery(versionsOf(props.model)).data?.items ?? [];
  const aliases = Object.entries(model?.aliases ?? {}).sort();
  const stages = STAGES.filter((s) => (model?.stages?.[s]?.length ?? 0) > 0);
  const known =
    props.value === '' ||
    aliases.some(([a]) => props.value === `alias:${a}`) ||
    stages.some((s) => props.value === `stage:${s}`) ||
    versions.some((v) => props.value === `version:${v.version}`);
  return (
    <select
      className="field"
      aria-label={props.label}
      value={props.value}
      onChange={(e) => props.onChange(e.target.value)}
      data-testid="follow"
    >
      <option value="">follow…</option>
      {!known && <option value={props.value}>{props.value}</option>}
      {aliases.length > 0 && (
        <optgroup label="alias, and wherever it moves">
          {aliases.map(([alias, version]) => (
            <option key={alias} value={`alias:${alias}`}>
              {alias} (now v{version})
            </option>
          ))}
        </optgroup>
      )}
      {stages.length > 0 && (
        <optgroup label="stage, and whatever is in it">
          {stages.map((s) => (
            <option key={s} value={`stage:${s}`}>
              {s} (now v{Math.max(...(model?.stages?.[s] ?? []))})
            </option>
          ))}
        </optgroup>
      )}
      {versions.length > 0 && (
        <optgroup label="one version, pinned">
          {versions.map((v) => (
            <option
              key={v.version}
              value={`version:${v.version}`}
              disabled={v.version === props.not}
            >
              v{v.version}
              {v.version === props.not ? ' (answers already)' : ''}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}

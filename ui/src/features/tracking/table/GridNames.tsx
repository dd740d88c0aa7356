import { Swatch } from '../../../components/Bits.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { runColour } from '../../../lib/colour.ts';
import { count } from '../../../lib/format.ts';
import { columnTitle } from './columns.ts';
import type { Row } from './group.ts';

/** A run's name with its colour, and what folds its children. */
export function RunName({
  row,
  onToggle,
}: {
  row: Extract<Row, { kind: 'run' }>;
  onToggle: (key: string) => void;
}) {
  const { run } = row;
  return (
    <span className="row" style={{ paddingLeft: row.depth * 16, gap: 6 }}>
      {row.opens && (
        <button
          type="button"
          className="gfold"
          tabIndex={-1}
          aria-expanded={row.open}
          aria-label={`${row.open ? 'Fold' : 'Show'} the children of ${run.name}`}
          onClick={() => onToggle(run.id)}
        >
          <Icon name={row.open ? 'down' : 'right'} size={11} />
        </button>
      )}
      <Swatch colour={runColour(run.id)} />
      <span className="ellipsis">
        <RefLink of={`run:${run.id}`} title={run.name} />
      </span>
      {run.children > 0 && <span className="muted small">{count(run.children)}</span>}
    </span>
  );
}

/** What the runs of a group have in common, and what shows them. */
export function GroupName({
  row,
  by,
  onToggle,
}: {
  row: Extract<Row, { kind: 'group' }>;
  by: readonly string[];
  onToggle: (key: string) => void;
}) {
  const { group } = row;
  const said = by.map((id, i) => ({ id, title: columnTitle(id), value: group.keys[i] ?? null }));
  return (
    <button
      type="button"
      className="gfold name"
      tabIndex={-1}
      aria-expanded={row.open}
      onClick={() => onToggle(row.key)}
      title={said.map((s) => `${s.title}: ${s.value ?? 'not set'}`).join('\n')}
    >
      <Icon name={row.open ? 'down' : 'right'} size={11} />
      <span className="ellipsis">
        {said.map((s, i) => (
          <span key={s.id}>
            {i > 0 && <span className="muted"> · </span>}
            <span className="muted wide-only">{s.title} </span>
            {s.value === null || s.value === '' ? (
              <em className="muted">{s.value === null ? 'not set' : 'empty'}</em>
            ) : (
              <span className="strong">{s.value}</span>
            )}
          </span>
        ))}
      </span>
      <span className="muted small">{count(group.runs)}</span>
    </button>
  );
}

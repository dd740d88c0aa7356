import { Swatch } from '../../../components/Bits.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { RefLink } from '../../../components/Link.tsx';
import { runColour } from '../../../lib/colour.ts';
import { count } from '../../../lib/format.ts';
import { columnTitle } from './columns.ts';
import { type Row, rowKey } from './group.ts';

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
  by: string;
  onToggle: (key: string) => void;
}) {
  const { group } = row;
  return (
    <button
      type="button"
      className="gfold name"
      tabIndex={-1}
      aria-expanded={row.open}
      onClick={() => onToggle(rowKey(row))}
      title={`${columnTitle(by)}: ${group.value ?? 'not set'}`}
    >
      <Icon name={row.open ? 'down' : 'right'} size={11} />
      <span className="ellipsis">
        <span className="muted">{columnTitle(by)}</span>{' '}
        <span className="strong">{group.value ?? 'not set'}</span>
      </span>
      <span className="muted small">{count(group.runs.length)}</span>
    </button>
  );
}

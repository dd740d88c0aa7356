import { count, plural } from '../../lib/format.ts';
import type { Direction } from './api.ts';

export const DIRECTIONS: [Direction, string, string][] = [
  ['both', 'both ways', 'b'],
  ['back', 'what made it', '['],
  ['forward', 'what came of it', ']'],
];

/** Which way, what is looked for, how much there is. */
export function Bar(props: {
  direction: Direction;
  filter: string;
  matches: readonly string[];
  active: string;
  size: string;
  table: boolean;
  onDirection: (direction: Direction) => void;
  onFilter: (filter: string | undefined) => void;
  onJump: (by: number) => void;
  onTable: () => void;
}) {
  const { matches } = props;
  const at = matches.indexOf(props.active);
  return (
    <div className="lineage-bar">
      <span className="metricpick" role="group" aria-label="Direction">
        {DIRECTIONS.map(([d, name, k]) => (
          <button
            key={d}
            type="button"
            aria-pressed={props.direction === d}
            title={`${name} (${k})`}
            onClick={() => props.onDirection(d)}
          >
            {name}
          </button>
        ))}
      </span>
      <input
        className="field"
        data-filter
        data-testid="filter"
        type="search"
        aria-label="Find in the graph"
        placeholder="Find: name, kind, state, date"
        value={props.filter}
        onChange={(e) => props.onFilter(e.target.value || undefined)}
        onKeyDown={(e) => {
          if (e.key === 'Enter') props.onJump(e.shiftKey ? -1 : 1);
          if (e.key === 'Escape') {
            // The browser would empty it; what was found is to be walked with n and N.
            e.preventDefault();
            e.currentTarget.blur();
          }
        }}
      />
      {props.filter.trim() !== '' && (
        <span className="muted small" role="status">
          {matches.length === 0
            ? 'nothing; groups that are folded are not searched'
            : `${at >= 0 ? `${count(at + 1)} of ` : ''}${plural(matches.length, 'match', 'matches')}`}
        </span>
      )}
      <span className="grow" />
      <span className="muted small nowrap" data-testid="graph-size">
        {props.size}
      </span>
      <button type="button" className="btn sm" aria-pressed={props.table} onClick={props.onTable}>
        {props.table ? 'Graph' : 'Table'} <kbd>t</kbd>
      </button>
    </div>
  );
}

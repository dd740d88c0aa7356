import { Icon } from '../../../components/Icon.tsx';
import { ColumnPicker } from './ColumnPicker.tsx';
import { columnTitle, isNumeric } from './columns.ts';
import { type Chip, operatorsFor, readChips, toFilter, writeChips } from './grammar.ts';

/** The filter as conditions to click together; it writes the text of the filter. */
export function FilterChips(props: {
  filter: string | undefined;
  onChange: (filter: string | undefined) => void;
  experiments: readonly string[];
}) {
  const chips = readChips(toFilter(props.filter) ?? '');
  if (chips === null) {
    return (
      <p className="muted small" data-testid="chips">
        This filter says more than a list of conditions can; it is edited as text.
      </p>
    );
  }
  const set = (next: Chip[]) => props.onChange(next.length > 0 ? writeChips(next) : undefined);
  const change = (i: number, part: Partial<Chip>) =>
    set(chips.map((c, n) => (n === i ? { ...c, ...part } : c)));
  return (
    <div className="row wrap chips" data-testid="chips">
      {chips.map((chip, i) => (
        <span key={`${i} ${chip.column}`} className="chip">
          <span className="ellipsis" title={chip.column}>
            {columnTitle(chip.column)}
          </span>
          <select
            aria-label={`Operator of ${chip.column}`}
            value={chip.op}
            onChange={(e) => change(i, { op: e.target.value })}
          >
            {[...new Set([chip.op, ...operatorsFor(chip.column)])].map((op) => (
              <option key={op}>{op}</option>
            ))}
          </select>
          {!chip.op.endsWith('NULL') && (
            <input
              key={chip.value}
              aria-label={`Value of ${chip.column}`}
              defaultValue={chip.value}
              placeholder={chip.op.endsWith('IN') ? 'a, b' : 'value'}
              size={Math.max(5, Math.min(24, chip.value.length + 1))}
              onBlur={(e) => e.target.value !== chip.value && change(i, { value: e.target.value })}
              onKeyDown={(e) => {
                if (e.key === 'Enter') e.currentTarget.blur();
              }}
            />
          )}
          <button
            type="button"
            aria-label={`Remove the condition on ${chip.column}`}
            onClick={() => set(chips.filter((_, n) => n !== i))}
          >
            <Icon name="cross" size={10} />
          </button>
        </span>
      ))}
      <ColumnPicker
        button="+ condition"
        small
        closeOnChoose
        testId="add-condition"
        label="Filter by"
        experiments={props.experiments}
        chosen={new Set()}
        only={(id) =>
          /^(metrics|params|tags)\.|^attributes\.(run_name|status|start_time|end_time|user_id|run_id)$/.test(
            id,
          )
        }
        onChoose={(column) =>
          set([
            ...chips,
            column === 'attributes.status'
              ? { column, op: '=', value: 'FINISHED' }
              : isNumeric(column)
                ? { column, op: '>', value: '0' }
                : { column, op: column === 'attributes.run_name' ? 'ILIKE' : '!=', value: '' },
          ])
        }
      />
    </div>
  );
}

import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Icon } from '../../../components/Icon.tsx';
import { count } from '../../../lib/format.ts';
import { columnsQuery, type KeyColumn } from './api.ts';
import { ATTRIBUTES, columnTitle, prefixOf } from './columns.ts';
import './grid.css';

export interface Option {
  id: string;
  title: string;
  /** How many runs have it, where the server says so. */
  runs?: number;
}

export interface OptionGroup {
  title: string;
  options: Option[];
  truncated: boolean;
}

const KINDS: [KeyColumn['kind'], string, string][] = [
  ['metric', 'metrics', 'Metrics'],
  ['param', 'params', 'Params'],
  ['tag', 'tags', 'Tags'],
];

/** What can be a column, in groups: attributes by name, keys as the server finds them. */
export function useOptions(
  experiments: readonly string[],
  typed: string,
  on: boolean,
): OptionGroup[] {
  const text = useDeferredValue(typed.trim());
  const ask = (kind: KeyColumn['kind']) => ({
    ...columnsQuery(experiments, kind, text, 100),
    enabled: on,
  });
  const answers = [useQuery(ask('metric')), useQuery(ask('param')), useQuery(ask('tag'))];
  const low = text.toLowerCase();
  const attributes: Option[] = Object.keys(ATTRIBUTES)
    .map((key) => ({ id: `attributes.${key}`, title: columnTitle(`attributes.${key}`) }))
    .concat([
      { id: 'datasets.', title: 'Data' },
      { id: 'models.', title: 'Made' },
    ])
    .filter((o) => `${o.id} ${o.title}`.toLowerCase().includes(low));
  const groups: OptionGroup[] = [{ title: 'Attributes', options: attributes, truncated: false }];
  KINDS.forEach(([, kind, title], i) => {
    const data = answers[i]?.data;
    if (!data) return;
    const parts = new Map<string, Option[]>();
    for (const c of data.columns) {
      const prefix = kind === 'metrics' ? prefixOf(c.key) : '';
      const part = parts.get(prefix) ?? [];
      part.push({ id: `${kind}.${c.key}`, title: c.key, runs: c.runs });
      parts.set(prefix, part);
    }
    const names = [...parts.keys()].sort();
    names.forEach((prefix, n) => {
      groups.push({
        title: prefix ? `${title}: ${prefix}/` : title,
        options: parts.get(prefix) ?? [],
        truncated: data.truncated && n === names.length - 1,
      });
    });
  });
  return groups.filter((g) => g.options.length > 0);
}

/** A list of all that a run can have, found on the server as one types; many can be chosen, or one. */
export function ColumnList(props: {
  experiments: readonly string[];
  chosen: ReadonlySet<string>;
  onChoose: (id: string, on: boolean) => void;
  /** Metrics can also be chosen as small curves. */
  curves?: boolean;
  only?: (id: string) => boolean;
  label: string;
}) {
  const [typed, setTyped] = useState('');
  const groups = useOptions(props.experiments, typed, true)
    .map((g) => ({ ...g, options: g.options.filter((o) => props.only?.(o.id) ?? true) }))
    .filter((g) => g.options.length > 0);
  return (
    <div className="collist" data-testid="column-list">
      <input
        className="field"
        data-autofocus
        aria-label={props.label}
        placeholder="Find by name"
        value={typed}
        onChange={(e) => setTyped(e.target.value)}
      />
      <div className="scroll">
        {groups.length === 0 && <p className="muted small">No key is like “{typed}”.</p>}
        {groups.map((group) => (
          <fieldset key={group.title}>
            <legend>{group.title}</legend>
            {group.options.map((o) => (
              <div key={o.id} className="option">
                <label className="row grow" title={o.id}>
                  <input
                    type="checkbox"
                    checked={props.chosen.has(o.id)}
                    onChange={(e) => props.onChoose(o.id, e.target.checked)}
                  />
                  <span className="ellipsis grow">{o.title}</span>
                  {o.runs !== undefined && <span className="muted small">{count(o.runs)}</span>}
                </label>
                {props.curves && o.id.startsWith('metrics.') && (
                  <button
                    type="button"
                    className="btn quiet sm"
                    aria-pressed={props.chosen.has(`spark.${o.title}`)}
                    aria-label={`${o.title} as a small curve`}
                    title="As a small curve"
                    onClick={() =>
                      props.onChoose(`spark.${o.title}`, !props.chosen.has(`spark.${o.title}`))
                    }
                  >
                    <Icon name="runs" size={13} />
                  </button>
                )}
              </div>
            ))}
            {group.truncated && (
              <p className="muted small">There are more; type a part of the name.</p>
            )}
          </fieldset>
        ))}
      </div>
    </div>
  );
}

/** A button that opens the list. */
export function ColumnPicker(
  props: Parameters<typeof ColumnList>[0] & {
    button: string;
    testId?: string;
    closeOnChoose?: boolean;
    small?: boolean;
  },
) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      width={320}
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <button
          type="button"
          className={`btn ${props.small ? 'sm' : ''}`}
          data-testid={props.testId}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <span className="ellipsis" style={{ maxWidth: 220 }}>
            {props.button}
          </span>
          <Icon name="down" size={11} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label={props.label}>
        <ColumnList
          {...props}
          onChoose={(id, on) => {
            props.onChoose(id, on);
            if (props.closeOnChoose) setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

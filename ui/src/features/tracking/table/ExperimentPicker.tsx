import { Popover } from '@mantine/core';
import { useState } from 'react';
import type { Experiment } from '../../../api/types.ts';
import { Icon } from '../../../components/Icon.tsx';
import { count } from '../../../lib/format.ts';

const DRAWN = 200;

/** Which experiments are shown: none chosen means all. */
export function ExperimentPicker(props: {
  experiments: readonly Experiment[];
  more: boolean;
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const { experiments, chosen } = props;
  const [space, setSpace] = useState('');
  const spaces = [...new Set(experiments.map((e) => e.workspace))].sort();
  const low = typed.toLowerCase();
  const found = experiments.filter(
    (e) =>
      (space === '' || e.workspace === space) &&
      (e.name.toLowerCase().includes(low) || e.id === typed),
  );
  const one = experiments.find((e) => e.id === chosen[0]);
  const title =
    chosen.length === 0
      ? 'every experiment'
      : chosen.length === 1
        ? (one?.name ?? `experiment ${chosen[0]}`)
        : `${chosen.length} experiments`;
  const toggle = (id: string, on: boolean) =>
    props.onChange(on ? [...chosen, id] : chosen.filter((c) => c !== id));
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      width={320}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className="btn"
          data-testid="experiments"
          aria-expanded={open}
          aria-label={`Experiments: ${title}`}
          onClick={() => setOpen(!open)}
        >
          <Icon name="folder" size={13} />
          <span className="ellipsis" style={{ maxWidth: 200 }}>
            {title}
          </span>
          <Icon name="down" size={11} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Experiments">
        <div className="collist">
          <input
            className="field"
            data-autofocus
            aria-label="Find an experiment"
            placeholder="Find by name"
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
          />
          {spaces.length > 1 && (
            <select
              className="field"
              aria-label="Workspace"
              data-testid="workspace"
              value={space}
              onChange={(e) => {
                const chosen = e.target.value;
                setSpace(chosen);
                const inside = experiments.filter((x) => x.workspace === chosen);
                props.onChange(inside.map((x) => x.id));
              }}
            >
              <option value="">all workspaces</option>
              {spaces.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
          <div className="scroll">
            <label className="option row">
              <input
                type="checkbox"
                checked={chosen.length === 0}
                onChange={() => props.onChange([])}
              />
              every experiment
            </label>
            {found.slice(0, DRAWN).map((e) => (
              <label key={e.id} className="option row" title={`id ${e.id}`}>
                <input
                  type="checkbox"
                  checked={chosen.includes(e.id)}
                  onChange={(event) => toggle(e.id, event.target.checked)}
                />
                <span className="ellipsis grow">
                  {spaces.length > 1 && space === '' && (
                    <span className="muted">{e.workspace} / </span>
                  )}
                  {e.name}
                </span>
                <span className="muted small">{e.runs === undefined ? 'many' : count(e.runs)}</span>
              </label>
            ))}
            {found.length === 0 && <p className="muted small">No experiment is like “{typed}”.</p>}
            {(found.length > DRAWN || props.more) && (
              <p className="muted small">There are more; type a part of the name.</p>
            )}
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

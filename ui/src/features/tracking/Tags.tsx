import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { say, sayError } from '../../components/Toast.tsx';
import { changeRun } from './api.ts';

/** Tags that clients keep for themselves are shown apart. */
const OWN = /^(mlflow|noria)\./;

/** Changes a run's tags and reads it again. */
export function useTags(run: Run) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tags: Record<string, string | null>) => changeRun(run.id, { tags }),
    onSuccess: (fresh) => client.setQueryData(['runs', 'one', run.id], fresh),
    onError: sayError,
  });
}

/** A run's tags: add, change, delete with a way back. */
export function Tags({ run, filter }: { run: Run; filter: string }) {
  const change = useTags(run);
  const [editing, setEditing] = useState<string | null>(null);
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [all, setAll] = useState(false);
  const tags = Object.entries(run.tags).filter(
    ([k, v]) =>
      k !== 'mlflow.note.content' && (!filter || `${k} ${v}`.toLowerCase().includes(filter)),
  );
  const own = tags.filter(([k]) => OWN.test(k));
  const shown = all || filter ? tags : tags.filter(([k]) => !OWN.test(k));
  const remove = (k: string, v: string) =>
    change.mutate(
      { [k]: null },
      { onSuccess: () => say(`Tag ${k} was deleted.`, () => change.mutate({ [k]: v })) },
    );
  return (
    <Panel
      title="Tags"
      flush
      className="c12"
      id="tags"
      aside={
        own.length > 0 &&
        !filter && (
          <button type="button" className="linkish small" onClick={() => setAll(!all)}>
            {all ? 'without' : 'with'} the clients’ own ({own.length})
          </button>
        )
      }
    >
      <table className="t kv" aria-label="Tags">
        <tbody>
          {shown.map(([k, v]) => (
            <tr key={k}>
              <td className="muted">{k}</td>
              <td className="mono" title={v}>
                {editing === k ? (
                  <Edit
                    label={`Value of ${k}`}
                    value={v}
                    onEnd={(next) => {
                      setEditing(null);
                      if (next !== null && next !== v) change.mutate({ [k]: next });
                    }}
                  />
                ) : (
                  v
                )}
              </td>
              <td className="num">
                <button
                  type="button"
                  className="btn quiet sm"
                  aria-label={`Change ${k}`}
                  onClick={() => setEditing(k)}
                >
                  <Icon name="edit" size={12} />
                </button>
                <button
                  type="button"
                  className="btn quiet sm"
                  aria-label={`Delete ${k}`}
                  onClick={() => remove(k, v)}
                >
                  <Icon name="trash" size={12} />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <form
        className="row wrap addtag"
        onSubmit={(e) => {
          e.preventDefault();
          if (!key.trim()) return;
          change.mutate(
            { [key.trim()]: value },
            {
              onSuccess: () => {
                setKey('');
                setValue('');
              },
            },
          );
        }}
      >
        <input
          className="field"
          aria-label="New tag"
          placeholder="tag"
          value={key}
          onChange={(e) => setKey(e.target.value)}
        />
        <input
          className="field grow"
          aria-label="Its value"
          placeholder="value"
          value={value}
          onChange={(e) => setValue(e.target.value)}
        />
        <button type="submit" className="btn sm" disabled={!key.trim() || change.isPending}>
          Add
        </button>
      </form>
    </Panel>
  );
}

export function Edit(props: {
  label: string;
  value: string;
  onEnd: (next: string | null) => void;
}) {
  const [text, setText] = useState(props.value);
  return (
    <input
      className="field"
      style={{ width: '100%' }}
      aria-label={props.label}
      // biome-ignore lint/a11y/noAutofocus: it opens because somebody asked to change it
      autoFocus
      value={text}
      onChange={(e) => setText(e.target.value)}
      onBlur={() => props.onEnd(text)}
      onKeyDown={(e) => {
        if (e.key === 'Enter') props.onEnd(text);
        if (e.key === 'Escape') props.onEnd(null);
      }}
    />
  );
}

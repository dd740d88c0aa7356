import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Model } from '../../api/types.ts';
import { Markdown } from '../../components/Markdown.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { say, sayError } from '../../components/Toast.tsx';
import { changeModel } from './api.ts';
import { useFreshModels } from './Manage.tsx';

/** What a model is, in its own words: description and name, both to be changed. */
export function Described({ model }: { model: Model }) {
  const router = useRouter();
  const fresh = useFreshModels();
  const [editing, setEditing] = useState<'text' | 'name' | null>(null);
  const [name, setName] = useState(model.name);
  const change = useMutation({
    mutationFn: (part: { name?: string; description?: string }) => changeModel(model.name, part),
    onSuccess: (m) => {
      setEditing(null);
      if (m.name !== model.name) {
        say(`${model.name} is called ${m.name} now.`);
        router.history.replace(`/models/${encodeURIComponent(m.name)}`);
      }
      fresh();
    },
    onError: sayError,
  });
  if (editing === 'text')
    return (
      <MarkdownEditor
        value={model.description ?? ''}
        label="What this model is for"
        rows={6}
        busy={change.isPending}
        onCancel={() => setEditing(null)}
        onSave={(description) => change.mutate({ description })}
      />
    );
  return (
    <div className="row wrap described">
      {editing === 'name' ? (
        <form
          className="row"
          onSubmit={(e) => {
            e.preventDefault();
            if (name.trim() && name !== model.name) change.mutate({ name: name.trim() });
          }}
        >
          <input
            className="field"
            aria-label="Another name"
            value={name}
            onChange={(e) => setName(e.target.value)}
          />
          <button type="submit" className="btn sm" disabled={!name.trim() || name === model.name}>
            Rename
          </button>
          <button type="button" className="btn sm" onClick={() => setEditing(null)}>
            Leave it
          </button>
        </form>
      ) : (
        <>
          {model.description && <Markdown text={model.description} />}
          <button type="button" className="linkish small" onClick={() => setEditing('text')}>
            {model.description ? 'Edit the description' : 'Describe it'}
          </button>
          <button type="button" className="linkish small" onClick={() => setEditing('name')}>
            Rename
          </button>
        </>
      )}
    </div>
  );
}

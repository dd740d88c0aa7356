import { useState } from 'react';
import type { Run } from '../../api/types.ts';
import { Panel } from '../../components/Bits.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { useTags } from './Tags.tsx';

const NOTE = 'mlflow.note.content';

/** The run's note, where MLflow's clients keep it too. */
export function Notes({ run, className }: { run: Run; className?: string }) {
  const [editing, setEditing] = useState(false);
  const change = useTags(run);
  const note = run.tags[NOTE] ?? '';
  return (
    <Panel
      title="Notes"
      id="notes"
      className={className}
      aside={
        !editing && (
          <button type="button" className="btn sm" onClick={() => setEditing(true)}>
            <Icon name="edit" size={12} /> {note ? 'Edit' : 'Write'}
          </button>
        )
      }
    >
      {editing ? (
        <MarkdownEditor
          value={note}
          label="What this run was for, and what came of it"
          rows={12}
          busy={change.isPending}
          onCancel={() => setEditing(false)}
          onSave={(text) =>
            change.mutate({ [NOTE]: text || null }, { onSuccess: () => setEditing(false) })
          }
        />
      ) : note ? (
        <Markdown text={note} />
      ) : (
        <p className="muted">Nothing is noted. What was it for, and what came of it?</p>
      )}
    </Panel>
  );
}

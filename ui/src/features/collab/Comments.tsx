import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Comment } from '../../api/types.ts';
import { Ago, Panel } from '../../components/Bits.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { Await } from '../../components/States.tsx';
import { say, sayError } from '../../components/Toast.tsx';
import { commentsQuery, deleteComment, editComment, restoreComment, writeComment } from './api.ts';
import './collab.css';

/** What people wrote about a record, oldest first, and a box for the next. */
export function Comments({ subject, className }: { subject: string; className?: string }) {
  const client = useQueryClient();
  const query = useQuery(commentsQuery(subject));
  const again = () => void client.invalidateQueries({ queryKey: ['comments', subject] });
  const write = useMutation({
    mutationFn: (body: string) => writeComment(subject, body),
    onSuccess: again,
    onError: sayError,
  });
  return (
    <Panel
      title="Comments"
      id="comments"
      className={className}
      aside={<span className="muted small">{query.data?.items.length || ''}</span>}
    >
      <div className="stack">
        <Await query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="muted">
                Nobody has said anything yet. Write @name to mention somebody.
              </p>
            ) : (
              items.map((c) => <One key={c.id} comment={c} onChange={again} />)
            )
          }
        </Await>
        <MarkdownEditor
          value=""
          label="Write a comment"
          save="Comment"
          rows={3}
          clear
          busy={write.isPending}
          onSave={(body) => write.mutate(body)}
        />
      </div>
    </Panel>
  );
}

function One({ comment: c, onChange }: { comment: Comment; onChange: () => void }) {
  const [editing, setEditing] = useState(false);
  const edit = useMutation({
    mutationFn: (body: string) => editComment(c.id, body),
    onSuccess: () => {
      setEditing(false);
      onChange();
    },
    onError: sayError,
  });
  const remove = useMutation({
    mutationFn: () => deleteComment(c.id),
    onSuccess: () => {
      onChange();
      say('The comment was taken away.', () => void restoreComment(c.id).then(onChange, sayError));
    },
    onError: sayError,
  });
  return (
    <article className="comment" data-testid="comment">
      <div className="row small">
        <span className="strong">{c.who}</span>
        <span className="muted">
          <Ago at={c.created_at} />
          {c.edited_at && ', edited'}
        </span>
        <span className="grow" />
        {c.mine && !editing && (
          <>
            <button type="button" className="linkish" onClick={() => setEditing(true)}>
              Edit
            </button>
            <button type="button" className="linkish" onClick={() => remove.mutate()}>
              Delete
            </button>
          </>
        )}
      </div>
      {editing ? (
        <MarkdownEditor
          value={c.body}
          label="The comment"
          busy={edit.isPending}
          onSave={(body) => edit.mutate(body)}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <Markdown text={c.body} />
      )}
    </article>
  );
}

import { useState } from 'react';
import { Markdown } from './Markdown.tsx';
import './editor.css';

/** Markdown with its preview. Ctrl Enter saves, as the button does. */
export function MarkdownEditor(props: {
  value: string;
  onSave: (text: string) => void;
  onCancel?: () => void;
  label: string;
  save?: string;
  busy?: boolean;
  rows?: number;
  /** Empties itself after saving, as a box for the next comment does. */
  clear?: boolean;
}) {
  const [text, setText] = useState(props.value);
  const [preview, setPreview] = useState(false);
  const can = !props.busy && (props.clear ? text.trim() !== '' : text !== props.value);
  const save = () => {
    if (!can) return;
    props.onSave(text);
    if (props.clear) setText('');
    setPreview(false);
  };
  return (
    <div className="mdedit">
      {preview ? (
        <div className="mdpreview">
          {text.trim() ? <Markdown text={text} /> : <p className="muted">Nothing to show.</p>}
        </div>
      ) : (
        <textarea
          className="field"
          aria-label={props.label}
          placeholder={props.label}
          rows={props.rows ?? 4}
          value={text}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
              e.preventDefault();
              save();
            }
            if (e.key === 'Escape') props.onCancel?.();
          }}
        />
      )}
      <div className="row">
        <span className="muted small">Markdown</span>
        <span className="grow" />
        <button type="button" className="btn sm" onClick={() => setPreview(!preview)}>
          {preview ? 'Write' : 'Preview'}
        </button>
        {props.onCancel && (
          <button type="button" className="btn sm" onClick={props.onCancel}>
            Leave it
          </button>
        )}
        <button type="button" className="btn sm primary" disabled={!can} onClick={save}>
          {props.save ?? 'Save'}
        </button>
      </div>
    </div>
  );
}

import { useEffect, useState } from 'react';
import { Icon } from '../../../components/Icon.tsx';
import { useKeys } from '../../../components/keys.ts';
import { count, plural } from '../../../lib/format.ts';
import { changeRuns, type View } from './api.ts';

const ASK_FROM = 100;

/** What can be done with the runs that are selected. */
export function BulkBar(props: {
  many: number;
  /** All that match are meant, not only what is loaded. */
  all: boolean;
  /** How many match, where fewer are selected and all could be. */
  offer: number | null;
  view: View;
  busy: boolean;
  onAll: () => void;
  onClear: () => void;
  onCompare: () => void;
  onChange: (how: 'delete' | 'restore') => void;
}) {
  const [sure, setSure] = useState(false);
  const { many } = props;
  useEffect(() => setSure(false), [many]);
  if (many === 0) return null;
  const remove = () => (many >= ASK_FROM && !sure ? setSure(true) : props.onChange('delete'));
  return (
    <div className="bulk row wrap" role="group" aria-label="Selected runs" data-testid="bulk">
      <span className="strong">
        {props.all ? `all ${count(many)} that match` : `${count(many)} selected`}
      </span>
      {props.offer !== null && !props.all && (
        <button type="button" className="linkish" onClick={props.onAll} data-testid="select-all">
          select all {count(props.offer)} that match
        </button>
      )}
      <button type="button" className="linkish" onClick={props.onClear}>
        none
      </button>
      <span className="grow" />
      <button type="button" className="btn sm" onClick={props.onCompare} disabled={many < 2}>
        Compare <kbd>c</kbd>
      </button>
      {props.view === 'deleted' ? (
        <button
          type="button"
          className="btn sm"
          disabled={props.busy}
          onClick={() => props.onChange('restore')}
          data-testid="restore"
        >
          <Icon name="back" size={12} /> Restore
        </button>
      ) : (
        <button
          type="button"
          className="btn sm danger"
          disabled={props.busy}
          onClick={remove}
          data-testid="delete"
        >
          {sure ? `Yes, delete ${plural(many, 'run')}` : 'Delete'}
        </button>
      )}
    </div>
  );
}

export interface Done {
  how: 'delete' | 'restore';
  ids: readonly string[];
  changed: number;
}

/** Says what was done, and for a while offers to take it back. */
export function UndoToast({
  done,
  onClose,
  onUndone,
}: {
  done: Done;
  onClose: () => void;
  onUndone: () => Promise<void>;
}) {
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const timer = setTimeout(onClose, 20_000);
    return () => clearTimeout(timer);
  }, [onClose]);
  const undo = async () => {
    setBusy(true);
    try {
      await changeRuns(done.how === 'delete' ? 'restore' : 'delete', done.ids);
      await onUndone();
      onClose();
    } catch (e) {
      setFailed((e as Error).message);
      setBusy(false);
    }
  };
  useKeys({ z: () => void undo() });
  return (
    <div className="toast float row" role="status" data-testid="toast">
      <span>
        {plural(done.changed, 'run')} {done.how === 'delete' ? 'deleted' : 'restored'}.
        {failed && <span className="bad"> {failed}</span>}
      </span>
      <button type="button" className="btn sm" disabled={busy} onClick={() => void undo()}>
        Undo <kbd>z</kbd>
      </button>
      <button type="button" className="btn quiet sm" aria-label="Close" onClick={onClose}>
        <Icon name="cross" size={12} />
      </button>
    </div>
  );
}

import { useEffect, useState } from 'react';
import { Icon } from './Icon.tsx';
import './toast.css';

interface Said {
  id: number;
  text: string;
  bad: boolean;
  undo?: () => void;
}

const STAYS_MS = 8000;
let listener: ((said: Said) => void) | null = null;
let next = 0;

/** Says in a corner what was done, with the way back where there is one. */
export function say(text: string, undo?: () => void): void {
  next += 1;
  listener?.({ id: next, text, bad: false, ...(undo ? { undo } : {}) });
}

export function sayError(error: Error): void {
  next += 1;
  listener?.({ id: next, text: error.message, bad: true });
}

/** Where it is said; the shell shows it once. */
export function Toasts() {
  const [said, setSaid] = useState<Said[]>([]);
  useEffect(() => {
    listener = (s) => setSaid((old) => [...old.slice(-2), s]);
    return () => {
      listener = null;
    };
  }, []);
  const drop = (id: number) => setSaid((old) => old.filter((s) => s.id !== id));
  return (
    <div className="toasts" role="status" aria-live="polite">
      {said.map((s) => (
        <Toast key={s.id} said={s} onEnd={() => drop(s.id)} />
      ))}
    </div>
  );
}

function Toast({ said, onEnd }: { said: Said; onEnd: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onEnd, STAYS_MS);
    return () => clearTimeout(timer);
  }, [said.id]);
  return (
    <div className={`float toast ${said.bad ? 'bad' : ''}`} data-testid="toast">
      <Icon name={said.bad ? 'alert' : 'check'} size={14} />
      <span className="grow">{said.text}</span>
      {said.undo && (
        <button
          type="button"
          className="btn sm"
          onClick={() => {
            said.undo?.();
            onEnd();
          }}
        >
          Undo
        </button>
      )}
      <button type="button" className="btn quiet sm" aria-label="Dismiss" onClick={onEnd}>
        <Icon name="cross" size={12} />
      </button>
    </div>
  );
}

import { useState } from 'react';
import { Icon } from './Icon.tsx';
import './jsontree.css';

const SHOWN = 100;
const LONG = 300;

/** A JSON value as a tree whose branches open; long lists and texts are shown in parts. */
export function JsonTree({
  value,
  label,
  depth = 2,
}: {
  value: unknown;
  label: string;
  depth?: number;
}) {
  return (
    <div className="jsontree" role="group" aria-label={label}>
      <Node value={value} open={depth} />
    </div>
  );
}

function Node({ name, value, open }: { name?: string; value: unknown; open: number }) {
  const branch = value !== null && typeof value === 'object' && !(value instanceof Date);
  if (!branch)
    return (
      <div className="leaf">
        {name !== undefined && <span className="key">{name}: </span>}
        <Leaf value={value} />
      </div>
    );
  return <Branch name={name} value={value as object} open={open} />;
}

function Branch({ name, value, open }: { name?: string; value: object; open: number }) {
  const list = Array.isArray(value);
  const keys = Object.keys(value);
  const [shown, setShown] = useState(open > 0 && keys.length > 0);
  const [most, setMost] = useState(SHOWN);
  const size = list ? `[${keys.length}]` : `{${keys.length}}`;
  return (
    <div>
      <button
        type="button"
        className="branch"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon name={shown ? 'down' : 'right'} size={11} />
        {name !== undefined && <span className="key">{name}:</span>}
        <span className="muted">{size}</span>
        {!shown && <span className="muted ellipsis hint">{hint(value)}</span>}
      </button>
      {shown && (
        <div className="inner">
          {keys.slice(0, most).map((k) => (
            <Node key={k} name={k} value={(value as Record<string, unknown>)[k]} open={open - 1} />
          ))}
          {keys.length > most && (
            <button type="button" className="linkish" onClick={() => setMost(most + 10 * SHOWN)}>
              {keys.length - most} more
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function hint(value: object): string {
  return Object.entries(value)
    .slice(0, 4)
    .map(([k, v]) => {
      const said =
        v !== null && typeof v === 'object' ? (Array.isArray(v) ? '[…]' : '{…}') : String(v);
      return Array.isArray(value) ? said.slice(0, 40) : `${k}: ${said.slice(0, 40)}`;
    })
    .join(', ');
}

function Leaf({ value }: { value: unknown }) {
  const [all, setAll] = useState(false);
  if (typeof value === 'string') {
    const long = value.length > LONG && !all;
    return (
      <span className="string">
        {long ? `${value.slice(0, LONG)}…` : value === '' ? '""' : value}
        {long && (
          <button type="button" className="linkish" onClick={() => setAll(true)}>
            {' '}
            all {value.length} characters
          </button>
        )}
      </span>
    );
  }
  const said = value instanceof Date ? value.toISOString() : String(value);
  return <span className={typeof value === 'number' ? 'number' : 'word'}>{said}</span>;
}

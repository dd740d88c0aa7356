import { useState } from 'react';
import type { SignatureColumn } from '../../api/types.ts';
import { wrong } from './tryit.ts';

const MANY = 24;

/** One field for each column; an empty one is sent as null. */
export function Fields(props: {
  columns: readonly SignatureColumn[];
  value: (c: SignatureColumn) => string;
  onChange: (name: string, text: string) => void;
}) {
  const [find, setFind] = useState('');
  const many = props.columns.length > MANY;
  const shown = props.columns.filter((c) => c.name.toLowerCase().includes(find.toLowerCase()));
  return (
    <>
      {many && (
        <input
          className="field"
          aria-label="Find a column"
          placeholder={`find one of ${props.columns.length} columns`}
          value={find}
          onChange={(e) => setFind(e.target.value)}
        />
      )}
      <div className={`fields ${many ? 'many' : ''}`}>
        {shown.map((c) => (
          <Field key={c.name} column={c} value={props.value(c)} onChange={props.onChange} />
        ))}
      </div>
    </>
  );
}

function Field({
  column: c,
  value,
  onChange,
}: {
  column: SignatureColumn;
  value: string;
  onChange: (name: string, text: string) => void;
}) {
  const id = `try-${c.name}`;
  const choices =
    c.type === 'boolean'
      ? ['true', 'false']
      : c.categories && c.categories.length > 0 && c.categories.length < 200
        ? c.categories
        : null;
  const problem = wrong(c, value);
  return (
    <label htmlFor={id}>
      <span className="muted small ellipsis" title={`${c.name}: ${c.type}`}>
        {c.name} <span className="type">{c.type}</span>
      </span>
      {choices ? (
        <select
          id={id}
          className={`field ${value === '' ? 'null' : ''}`}
          value={value}
          onChange={(e) => onChange(c.name, e.target.value)}
        >
          <option value="">null</option>
          {value !== '' && !choices.includes(value) && <option>{value}</option>}
          {choices.map((k) => (
            <option key={k}>{k}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          className="field"
          inputMode={c.type === 'string' ? 'text' : c.type === 'long' ? 'numeric' : 'decimal'}
          list={c.categories && c.categories.length >= 200 ? `${id}-known` : undefined}
          value={value}
          placeholder="null"
          autoComplete="off"
          aria-invalid={problem !== null}
          title={problem ?? undefined}
          onChange={(e) => onChange(c.name, e.target.value)}
        />
      )}
      {c.categories && c.categories.length >= 200 && (
        <datalist id={`${id}-known`}>
          {c.categories.map((k) => (
            <option key={k} value={k} />
          ))}
        </datalist>
      )}
      {problem && <span className="bad small">{problem}</span>}
    </label>
  );
}

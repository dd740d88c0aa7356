import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Run } from '../../../api/types.ts';
import { columnsQuery } from './api.ts';
import { ATTRIBUTES, columnRef, quoteKey, readColumn } from './columns.ts';
import { type Expected, errorPlace, expected, keyColumn, operatorsFor } from './grammar.ts';

const STATES = ['RUNNING', 'FINISHED', 'FAILED', 'KILLED', 'SCHEDULED'];
const SHOWN = 12;

interface Suggestion {
  text: string;
  what: string;
}

function ranked(all: Suggestion[], typed: string): Suggestion[] {
  const low = typed.toLowerCase();
  const bare = low.replace(/^\w+\./, '').replaceAll('`', '');
  return all
    .filter((s) => {
      const name = s.text.toLowerCase();
      return name.includes(low) || (bare !== '' && name.replaceAll('`', '').includes(bare));
    })
    .sort(
      (a, b) =>
        Number(b.text.toLowerCase().startsWith(low)) - Number(a.text.toLowerCase().startsWith(low)),
    )
    .slice(0, SHOWN);
}

function useSuggestions(
  at: Expected,
  experiments: readonly string[],
  rows: readonly Run[],
  on: boolean,
): Suggestion[] {
  const text = useDeferredValue(at.what === 'key' ? at.typed : '');
  const kindTyped = /^(metric|param|tag)s?\./.exec(text)?.[1];
  const part = text.replace(/^\w+\./, '').replace(/[`"]/g, '');
  const ask = (kind: 'metric' | 'param' | 'tag') => ({
    ...columnsQuery(experiments, kind, part, 20),
    enabled: on && at.what === 'key' && (kindTyped === undefined || kindTyped === kind),
  });
  const metrics = useQuery(ask('metric')).data?.columns ?? [];
  const params = useQuery(ask('param')).data?.columns ?? [];
  const tags = useQuery(ask('tag')).data?.columns ?? [];
  if (!on) return [];
  switch (at.what) {
    case 'key': {
      const attributes = Object.entries(ATTRIBUTES)
        .filter(([, a]) => a.order !== null)
        .map(([key, a]) => ({ text: `attributes.${key}`, what: a.title }));
      const keys = [...metrics, ...params, ...tags].map((c) => ({
        text: quoteKey(`${c.kind}s.${c.key}`),
        what: c.kind,
      }));
      return ranked([...keys, ...attributes, { text: 'NOT', what: 'the opposite' }], at.typed);
    }
    case 'op':
      return ranked(
        operatorsFor(at.key ?? '').map((text) => ({ text, what: '' })),
        at.typed,
      );
    case 'logic':
      return ranked(
        [
          { text: 'AND', what: 'both' },
          { text: 'OR', what: 'either' },
        ],
        at.typed,
      );
    case 'value': {
      const id = keyColumn(at.key ?? '');
      if (columnRef(id).kind === 'metrics') return [];
      const values =
        id === 'attributes.status'
          ? STATES
          : rows.slice(0, 500).flatMap((r) => {
              const v = readColumn(id, r);
              return typeof v === 'string' ? [v] : [];
            });
      return ranked(
        [...new Set(values)].map((v) => ({ text: `'${v.replaceAll("'", "''")}'`, what: '' })),
        at.typed,
      );
    }
  }
}

/** The filter as text, completed as one types: keys the server knows, operators, values seen. */
export function FilterBox(props: {
  value: string;
  onChange: (filter: string | undefined) => void;
  experiments: readonly string[];
  rows: readonly Run[];
  error?: string;
}) {
  const [text, setText] = useState(props.value);
  const [caret, setCaret] = useState(0);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  useEffect(() => setText(props.value), [props.value]);
  // Before the next key can come: where the caret goes after a suggestion was taken.
  const wanted = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    input.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = null;
  });
  const at = expected(text, caret);
  const suggestions = useSuggestions(at, props.experiments, props.rows, open);
  const shown = open && suggestions.length > 0;

  const accept = (suggestion: Suggestion) => {
    const head = text.slice(0, at.from);
    const tail = text.slice(at.to);
    const space = tail.startsWith(' ') ? '' : ' ';
    const next = `${head}${head && !/[\s(]$/.test(head) ? ' ' : ''}${suggestion.text}${space}`;
    setText(next + tail);
    setChosen(-1);
    const place = next.length + (space ? 0 : 1);
    wanted.current = place;
    setCaret(place);
  };
  const submit = () => {
    setOpen(false);
    setChosen(-1);
    if (text !== props.value) props.onChange(text.trim() || undefined);
  };
  const wrong = props.error && text === props.value ? props.error : undefined;
  const place = wrong ? errorPlace(wrong, text) : null;

  return (
    <div className="filterbox grow">
      <input
        ref={input}
        data-filter
        data-testid="filter"
        className={`field ${wrong ? 'wrong' : ''}`}
        role="combobox"
        aria-label="Filter runs"
        aria-expanded={shown}
        aria-controls={shown ? list : undefined}
        aria-autocomplete="list"
        aria-activedescendant={shown && chosen >= 0 ? `${list}-${chosen}` : undefined}
        aria-invalid={wrong !== undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder="a name, or metrics.auc > 0.7 AND (params.depth = '6' OR NOT tags.team = 'x')"
        value={text}
        onChange={(e) => {
          setText(e.target.value);
          setCaret(e.target.selectionStart ?? e.target.value.length);
          setOpen(true);
          setChosen(-1);
        }}
        onSelect={(e) => setCaret(e.currentTarget.selectionStart ?? 0)}
        onBlur={() => setTimeout(submit, 120)}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault();
            setOpen(true);
            const many = suggestions.length;
            if (many > 0)
              setChosen((c) =>
                e.key === 'ArrowDown' ? (c + 1) % many : ((c + many) % (many + 1)) - 1,
              );
          } else if ((e.key === 'Enter' || e.key === 'Tab') && shown && chosen >= 0) {
            e.preventDefault();
            accept(suggestions[chosen]!);
          } else if (e.key === 'Enter') {
            submit();
          } else if (e.key === 'Escape') {
            if (open) setOpen(false);
            else input.current?.blur();
          }
        }}
      />
      {shown && (
        <div className="suggestions float" id={list} role="listbox" aria-label="What may follow">
          {suggestions.map((s, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and has the keys
            <div
              key={s.text}
              id={`${list}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === chosen}
              className="option row"
              onPointerDown={(e) => e.preventDefault()}
              onClick={() => accept(s)}
            >
              <span className="mono grow ellipsis">{s.text}</span>
              <span className="muted small">{s.what}</span>
            </div>
          ))}
        </div>
      )}
      {wrong && (
        <div className="filtererror small bad" role="alert" data-testid="filter-error">
          {place && (
            <code>
              {text.slice(Math.max(0, place.from - 30), place.from)}
              <mark>{text.slice(place.from, place.to) || ' '}</mark>
              {text.slice(place.to, place.to + 30)}
            </code>
          )}
          <span>{wrong}</span>
        </div>
      )}
    </div>
  );
}

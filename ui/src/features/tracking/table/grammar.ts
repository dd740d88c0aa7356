/** MLflow's filter grammar with OR, NOT and parentheses, as far as writing one needs it: tokens, what may come next, chips. */
import { quoteKey } from './columns.ts';

export interface Token {
  kind: 'key' | 'op' | 'text' | 'number' | 'open' | 'close' | 'comma' | 'logic' | 'other';
  text: string;
  from: number;
  to: number;
}

const KEY = /(?:[A-Za-z_]\w*)(?:\.(?:`[^`]*`?|"[^"]*"?|[\w./:-]+))?/y;
const OP = /(?:!=|>=|<=|=|>|<)/y;
const WORD_OP =
  /(?:NOT\s+LIKE|NOT\s+ILIKE|NOT\s+IN|NOT\s+BETWEEN|IS\s+NOT\s+NULL|IS\s+NULL|ILIKE|LIKE|IN|BETWEEN|RLIKE)\b/iy;
const LOGIC = /(?:AND|OR|NOT)\b/iy;
const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const TEXT = /'(?:[^']|'')*'?|"(?:[^"])*"?/y;

const LEXER: [Token['kind'], RegExp][] = [
  ['text', TEXT],
  ['number', NUMBER],
  ['op', OP],
  ['op', WORD_OP],
  ['logic', LOGIC],
  ['key', KEY],
];

export function tokens(text: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at]!;
    if (/\s/.test(c)) {
      at += 1;
      continue;
    }
    const mark = c === '(' ? 'open' : c === ')' ? 'close' : c === ',' ? 'comma' : null;
    let kind: Token['kind'] = mark ?? 'other';
    let end = at + 1;
    if (!mark) {
      for (const [name, pattern] of LEXER) {
        pattern.lastIndex = at;
        const match = pattern.exec(text);
        if (match) {
          kind = name;
          end = at + match[0].length;
          break;
        }
      }
    }
    out.push({ kind, text: text.slice(at, end), from: at, to: end });
    at = end;
  }
  return out;
}

export interface Expected {
  what: 'key' | 'op' | 'value' | 'logic';
  /** The part that is being typed, which a suggestion replaces. */
  from: number;
  to: number;
  typed: string;
  /** The key that the condition speaks of, once there is one. */
  key?: string;
}

/** What may be written where the caret stands. */
export function expected(text: string, caret: number): Expected {
  let what: Expected['what'] = 'key';
  let key: string | undefined;
  let list = false;
  let between = false;
  const at = (token: Token): Expected => ({
    what,
    from: token.from,
    to: token.to,
    typed: text.slice(token.from, caret),
    ...(key ? { key } : {}),
  });
  for (const token of tokens(text)) {
    if (token.from >= caret) break;
    const touching = caret <= token.to && token.kind !== 'open' && token.kind !== 'close';
    if (touching && token.kind !== 'comma' && !(token.kind === 'op' && caret === token.to))
      return at(token);
    if (what === 'key') {
      if (token.kind === 'key') {
        key = token.text;
        what = 'op';
      }
    } else if (what === 'op') {
      const op = token.text.toUpperCase().replace(/\s+/g, ' ');
      if (token.kind === 'op') what = op.endsWith('NULL') ? 'logic' : 'value';
      if (op.endsWith('IN')) list = true;
      if (op.endsWith('BETWEEN')) between = true;
    } else if (what === 'value') {
      if (list) {
        if (token.kind === 'close') {
          list = false;
          what = 'logic';
        }
      } else if (token.kind !== 'open') what = 'logic';
    } else if (token.kind === 'logic' && between) {
      between = false;
      what = 'value';
    } else if (token.kind === 'logic') {
      what = 'key';
      key = undefined;
    }
  }
  return { what, from: caret, to: caret, typed: '', ...(key ? { key } : {}) };
}

export const OPERATORS = ['=', '!=', '>', '>=', '<', '<='];
export const TEXT_OPERATORS = [
  '=',
  '!=',
  'ILIKE',
  'LIKE',
  'IN',
  'NOT IN',
  'IS NULL',
  'IS NOT NULL',
];

export function operatorsFor(key: string): readonly string[] {
  return /^metrics?\./.test(key) || /^(attributes\.)?(start_time|end_time)$/.test(key)
    ? [...OPERATORS, 'BETWEEN']
    : TEXT_OPERATORS;
}

/** One condition of a filter that is nothing but conditions joined by AND. */
export interface Chip {
  /** As a column: metrics.auc, attributes.status. */
  column: string;
  op: string;
  value: string;
}

function unquote(text: string): string {
  if (/^'.*'$/s.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  return /^".*"$/s.test(text) ? text.slice(1, -1) : text;
}

/** The column that a written key means. */
export function keyColumn(key: string): string {
  const dot = key.indexOf('.');
  if (dot < 0) return `attributes.${key}`;
  const kinds: Record<string, string> = {
    metric: 'metrics',
    param: 'params',
    parameters: 'params',
    parameter: 'params',
    tag: 'tags',
    attribute: 'attributes',
    attr: 'attributes',
    run: 'attributes',
  };
  const kind = key.slice(0, dot).toLowerCase();
  return `${kinds[kind] ?? kind}.${key.slice(dot + 1).replace(/^[`"]|[`"]$/g, '')}`;
}

/** The chips of a filter, or null where it says more than chips can (OR, NOT, parentheses). */
export function readChips(text: string): Chip[] | null {
  const all = tokens(text);
  const chips: Chip[] = [];
  let i = 0;
  while (i < all.length) {
    const key = all[i];
    const op = all[i + 1];
    if (key?.kind !== 'key' || op?.kind !== 'op') return null;
    const name = op.text.toUpperCase().replace(/\s+/g, ' ');
    const chip = { column: keyColumn(key.text), op: name };
    i += 2;
    if (name.endsWith('NULL')) chips.push({ ...chip, value: '' });
    else if (name.endsWith('IN')) {
      const close = all.findIndex((t, n) => n >= i && t.kind === 'close');
      if (all[i]?.kind !== 'open' || close < 0) return null;
      const values = all.slice(i + 1, close).filter((t) => t.kind !== 'comma');
      chips.push({ ...chip, value: values.map((t) => unquote(t.text)).join(', ') });
      i = close + 1;
    } else if (name.endsWith('BETWEEN')) {
      if (all[i + 1]?.text.toUpperCase() !== 'AND' || !all[i + 2]) return null;
      chips.push({ ...chip, value: `${unquote(all[i]!.text)}, ${unquote(all[i + 2]!.text)}` });
      i += 3;
    } else {
      const value = all[i];
      if (!value || (value.kind !== 'text' && value.kind !== 'number')) return null;
      chips.push({ ...chip, value: unquote(value.text) });
      i += 1;
    }
    const next = all[i];
    if (!next) break;
    if (next.text.toUpperCase() !== 'AND' || i === all.length - 1) return null;
    i += 1;
  }
  return chips;
}

const quote = (value: string) => `'${value.replaceAll("'", "''")}'`;

function literal(column: string, value: string): string {
  const numeric = /^metrics\./.test(column) || /^attributes\.(start_time|end_time)$/.test(column);
  return numeric && value.trim() !== '' && !Number.isNaN(Number(value))
    ? value.trim()
    : quote(value);
}

export function writeChip({ column, op, value }: Chip): string {
  const key = quoteKey(column);
  if (op.endsWith('NULL')) return `${key} ${op}`;
  const parts = value.split(',').map((v) => literal(column, v.trim()));
  if (op.endsWith('IN')) return `${key} ${op} (${parts.join(', ')})`;
  if (op.endsWith('BETWEEN')) return `${key} ${op} ${parts[0]} AND ${parts[1] ?? parts[0]}`;
  return `${key} ${op} ${literal(column, value)}`;
}

export function writeChips(chips: readonly Chip[]): string {
  return chips.map(writeChip).join(' AND ');
}

/** Adds a condition to any filter, however it is written. */
export function and(filter: string | undefined, more: string): string {
  const old = filter?.trim();
  if (!old) return more;
  return tokens(old).some((t) => t.text.toUpperCase() === 'OR')
    ? `(${old}) AND ${more}`
    : `${old} AND ${more}`;
}

/** Words become a search by name; whatever looks like MLflow's grammar is passed on as it is. */
export function toFilter(text: string | undefined): string | undefined {
  const words = text?.trim();
  if (!words) return undefined;
  const field = /(^|[\s(])(metrics?|param(eter)?s?|tags?|attr(ibute)?s?|datasets?|run)\./i;
  if (/[=<>]|\b(ilike|like|in|between|is)\b/i.test(words) || field.test(words)) return words;
  return `attributes.run_name ILIKE '%${words.replaceAll("'", "''")}%'`;
}

/** The place in the filter that a refusal speaks of, where it names one. */
export function errorPlace(message: string, filter: string): { from: number; to: number } | null {
  const at = /\b(?:at|position|column|character|char)\s+(\d+)\b/i.exec(message);
  if (at) {
    const from = Math.min(filter.length, Number(at[1]));
    const token = tokens(filter).find((t) => t.from <= from && from < t.to);
    return token
      ? { from: token.from, to: token.to }
      : { from, to: Math.min(filter.length, from + 1) };
  }
  for (const quoted of message.matchAll(/['"`]([^'"`]{2,80})['"`]/g)) {
    const from = filter.indexOf(quoted[1]!);
    if (from >= 0) return { from, to: from + quoted[1]!.length };
  }
  return null;
}

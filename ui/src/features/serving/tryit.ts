/** What somebody typed into the form as the values that the model's columns want. Pure. */
import type { SignatureColumn, TensorSpec } from '../../api/types.ts';
import { madeTensor, parseTensor, type Row, type TensorValue, toRows } from './dialects.ts';

type Column = Pick<SignatureColumn, 'name' | 'type' | 'categories'>;

/** The value that the column's type wants; empty is missing. What is wrong stays as it is typed. */
export function toValue(column: Pick<SignatureColumn, 'type'>, text: string): unknown {
  if (text.trim() === '') return null;
  if (column.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (column.type === 'string') return text;
  const n = Number(text);
  return Number.isFinite(n) ? n : text;
}

/** Why what was typed is not what the column wants; null when it is. */
export function wrong(column: Column, text: string): string | null {
  const value = toValue(column, text);
  if (value === null || column.type === 'string') return null;
  if (column.type === 'boolean')
    return typeof value === 'boolean' ? null : `${text} (expected: true or false)`;
  if (typeof value !== 'number') return `${text} (expected: a number)`;
  return column.type === 'long' && !Number.isInteger(value)
    ? `${text} (expected: a whole number)`
    : null;
}

/** Something of the column's type, where nobody has asked yet. */
export function sampleOf(column: Column): string {
  if (column.type === 'boolean') return 'false';
  if (column.type === 'string') return column.categories?.[0] ?? '';
  return '0';
}

export const asText = (v: unknown) =>
  v === null || v === undefined ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v);

/** Rows that were pasted: bare, or as the body of a request to /predict. */
export function pasted(columns: readonly Column[], text: string): Row[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (e) {
    throw new Error(`No JSON: ${(e as Error).message}`);
  }
  if (given !== null && typeof given === 'object' && !Array.isArray(given)) {
    const body = given as Record<string, unknown>;
    const inner = body.features ?? body.instances ?? body.dataframe_records;
    if (inner !== undefined && !columns.some((c) => c.name in body)) given = inner;
  }
  const rows = toRows(columns, given);
  for (const row of rows)
    for (const name of Object.keys(row))
      if (!columns.some((c) => c.name === name))
        throw new Error(
          `${name}: no such column (expected: ${columns.map((c) => c.name).join(', ')})`,
        );
  return rows;
}

/** A tensor as it was typed, or made. */
export type TensorField = { text: string } | { made: 'zeros' | 'random' };

/** What a tensor's field holds, as the tensor. */
export function tensorOf(spec: TensorSpec, field: TensorField): TensorValue {
  return 'made' in field ? madeTensor(spec, field.made) : parseTensor(spec, field.text);
}

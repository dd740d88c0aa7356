import { parseCsv } from './csv.ts';

export type Cell = string | number | boolean | null | { image: string; thumbnail?: string };

export interface Table {
  columns: string[];
  rows: Cell[][];
  /** Rows that the source has; more than `rows` when they were cut. */
  total: number;
}

function cell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')
    return value;
  const image = value as { type?: unknown; filepath?: unknown; compressed_filepath?: unknown };
  if (image.type === 'image' && typeof image.filepath === 'string') {
    return {
      image: image.filepath,
      ...(typeof image.compressed_filepath === 'string'
        ? { thumbnail: image.compressed_filepath }
        : {}),
    };
  }
  return JSON.stringify(value);
}

function strings(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/**
 * Reads a JSON value that is a table: pandas' "split" orientation (`columns` and `data`, what MLflow's
 * log_table writes), or a list of records with the same few keys. Null when it is neither.
 */
export function tableOf(value: unknown, limit: number): Table | null {
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    const { columns, data } = value as { columns?: unknown; data?: unknown };
    if (!strings(columns) || !strings(data) || !data.every(Array.isArray)) return null;
    return {
      columns: columns.map((c) => (Array.isArray(c) ? c.join(' / ') : String(c))),
      rows: (data as unknown[][]).slice(0, limit).map((row) => columns.map((_, i) => cell(row[i]))),
      total: data.length,
    };
  }
  if (!Array.isArray(value) || value.length === 0) return null;
  const records = value.slice(0, limit);
  if (!records.every((r) => r && typeof r === 'object' && !Array.isArray(r))) return null;
  const columns = [...new Set(records.slice(0, 100).flatMap((r) => Object.keys(r as object)))];
  if (columns.length === 0 || columns.length > 200) return null;
  return {
    columns,
    rows: records.map((r) => columns.map((c) => cell((r as Record<string, unknown>)[c]))),
    total: value.length,
  };
}

/** Reads CSV or TSV whose first row names the columns; numbers become numbers where a whole column is. */
export function csvTable(text: string, separator: string, limit: number): Table {
  const [head = [], ...rows] = parseCsv(text, limit + 2, separator);
  const columns = head.map((h, i) => h || `column ${i + 1}`);
  const width = columns.length;
  const numeric = columns.map(
    (_, i) =>
      rows.some((r) => (r[i] ?? '') !== '') &&
      rows.every((r) => (r[i] ?? '') === '' || Number.isFinite(Number(r[i]))),
  );
  const kept = rows.slice(0, limit).map((r) =>
    Array.from({ length: width }, (_, i): Cell => {
      const c = r[i] ?? '';
      return c === '' ? null : numeric[i] ? Number(c) : c;
    }),
  );
  return {
    columns,
    rows: kept,
    total: rows.length > limit ? lines(text) - 1 : rows.length,
  };
}

function lines(text: string): number {
  let n = text.endsWith('\n') ? 0 : 1;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) n += 1;
  return n;
}

export function cellText(c: Cell): string {
  if (c === null) return '';
  return typeof c === 'object' ? c.image : String(c);
}

/** Rows that hold every word of the filter in some cell. */
export function filterRows(rows: readonly Cell[][], filter: string): readonly Cell[][] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const all = row.map(cellText).join('\u0000').toLowerCase();
    return words.every((w) => all.includes(w));
  });
}

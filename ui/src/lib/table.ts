export type Cell = string | number | boolean | null | { image: string; thumbnail?: string };

export interface Table {
  columns: string[];
  rows: Cell[][];
  /** Rows that the source has; more than `rows` when they were cut. */
  total: number;
}

/** A JSON value as a cell; an image is what MLflow writes for one. */
export function cellOf(value: unknown): Cell {
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
      rows: (data as unknown[][])
        .slice(0, limit)
        .map((row) => columns.map((_, i) => cellOf(row[i]))),
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
    rows: records.map((r) => columns.map((c) => cellOf((r as Record<string, unknown>)[c]))),
    total: value.length,
  };
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

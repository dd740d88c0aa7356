/** What the table shows, as a file. */
import type { Run } from '../../../api/types.ts';
import { columnTitle, readColumn } from './columns.ts';

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  // A text that begins like a formula would be run by a spreadsheet.
  const safe = typeof value === 'string' && /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvOf(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return `${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function withId(ids: readonly string[]): string[] {
  return ['attributes.run_id', ...ids.filter((id) => id !== 'attributes.run_id')];
}

function named(id: string): string {
  return /^(metrics|params|tags)\./.test(id) ? id : columnTitle(id);
}

/** One line a run, the run's id first. */
export function runsCsv(runs: readonly Run[], ids: readonly string[]): string {
  const all = withId(ids);
  return csvOf(
    all.map(named),
    runs.map((run) => all.map((id) => readColumn(id, run))),
  );
}

export function runsJson(runs: readonly Run[], ids: readonly string[]): string {
  const all = withId(ids);
  return JSON.stringify(
    runs.map((run) =>
      Object.fromEntries(all.map((id) => [named(id), readColumn(id, run) ?? null])),
    ),
    null,
    2,
  );
}

export function save(name: string, data: string | Blob, type = 'text/plain'): void {
  const blob = typeof data === 'string' ? new Blob([data], { type }) : data;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

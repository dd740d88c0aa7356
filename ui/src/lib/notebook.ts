/** Jupyter notebooks, formats 3 and 4 (nbformat.readthedocs.io). */

export type Output =
  | { kind: 'text'; text: string; error?: boolean }
  | { kind: 'image'; type: string; data: string }
  | { kind: 'html'; html: string }
  | { kind: 'markdown'; text: string }
  | { kind: 'json'; value: unknown };

export interface NotebookCell {
  kind: 'markdown' | 'code' | 'raw';
  source: string;
  count: number | null;
  outputs: Output[];
}

export interface Notebook {
  language: string;
  cells: NotebookCell[];
}

type Json = Record<string, unknown>;

function joined(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join('');
  return typeof value === 'string' ? value : '';
}

/** Terminal colours are left out. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

function bundle(data: Json): Output | null {
  for (const type of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
    if (data[type]) return { kind: 'image', type, data: joined(data[type]).replace(/\s/g, '') };
  }
  if (data['image/svg+xml']) {
    const bytes = new TextEncoder().encode(joined(data['image/svg+xml']));
    let text = '';
    for (const b of bytes) text += String.fromCharCode(b);
    return { kind: 'image', type: 'image/svg+xml', data: btoa(text) };
  }
  if (data['text/html']) return { kind: 'html', html: joined(data['text/html']) };
  if (data['text/markdown']) return { kind: 'markdown', text: joined(data['text/markdown']) };
  if (data['application/json']) return { kind: 'json', value: data['application/json'] };
  if (data['text/plain']) return { kind: 'text', text: plain(joined(data['text/plain'])) };
  return null;
}

function output(raw: unknown): Output | null {
  if (!raw || typeof raw !== 'object') return null;
  const o = raw as Json;
  if (o.output_type === 'stream')
    return { kind: 'text', text: plain(joined(o.text)), error: o.name === 'stderr' };
  if (o.output_type === 'error' || o.output_type === 'pyerr') {
    const trace = Array.isArray(o.traceback) ? o.traceback.map(String).join('\n') : '';
    return { kind: 'text', text: plain(trace || `${o.ename}: ${o.evalue}`), error: true };
  }
  return bundle((o.data ?? o) as Json);
}

/** Throws with a sentence when the text is no notebook. */
export function parseNotebook(text: string): Notebook {
  const doc = JSON.parse(text) as Json;
  const sheets = Array.isArray(doc.worksheets)
    ? (doc.worksheets[0] as Json | undefined)
    : undefined;
  const cells = doc.cells ?? sheets?.cells;
  if (!Array.isArray(cells)) throw new Error('This is no Jupyter notebook: it has no cells.');
  const meta = (doc.metadata ?? {}) as { kernelspec?: Json; language_info?: Json };
  return {
    language: String(meta.language_info?.name ?? meta.kernelspec?.language ?? 'python'),
    cells: cells.map((raw): NotebookCell => {
      const c = (raw ?? {}) as Json;
      const kind =
        c.cell_type === 'markdown' ? 'markdown' : c.cell_type === 'code' ? 'code' : 'raw';
      const count = c.execution_count ?? c.prompt_number;
      return {
        kind,
        source: joined(c.source ?? c.input),
        count: typeof count === 'number' ? count : null,
        outputs: (Array.isArray(c.outputs) ? c.outputs : []).flatMap((o) => output(o) ?? []),
      };
    }),
  };
}

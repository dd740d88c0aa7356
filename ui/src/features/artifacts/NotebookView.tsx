import { useMemo } from 'react';
import { JsonTree } from '../../components/JsonTree.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { plural } from '../../lib/format.ts';
import { type Output, parseNotebook } from '../../lib/notebook.ts';

const CELLS = 400;
const TEXT = 20_000;

/** A Jupyter notebook as it reads: its cells with what they put out. */
export function NotebookView({ text, label }: { text: string; label: string }) {
  const book = useMemo(() => parseNotebook(text), [text]);
  return (
    <div className="notebook" role="group" aria-label={label} tabIndex={0} data-testid="notebook">
      {book.cells.slice(0, CELLS).map((cell, i) =>
        cell.kind === 'markdown' ? (
          <div key={i} className="nbcell md">
            <Markdown text={cell.source} />
          </div>
        ) : (
          <div key={i} className="nbcell">
            <div className="nbin">
              <span className="muted mono nbcount">
                {cell.count === null ? '' : `[${cell.count}]`}
              </span>
              <pre className="log">{cell.source}</pre>
            </div>
            {cell.outputs.map((o, k) => (
              <div key={k} className="nbout">
                <OutputView output={o} />
              </div>
            ))}
          </div>
        ),
      )}
      {book.cells.length > CELLS && (
        <p className="muted small pad">
          The first {CELLS} of {plural(book.cells.length, 'cell')}; download it for the rest.
        </p>
      )}
    </div>
  );
}

function OutputView({ output }: { output: Output }) {
  switch (output.kind) {
    case 'text':
      return (
        <pre className={`log ${output.error ? 'bad' : ''}`}>
          {output.text.length > TEXT ? `${output.text.slice(0, TEXT)}\n…` : output.text}
        </pre>
      );
    case 'image':
      return <img src={`data:${output.type};base64,${output.data}`} alt="What the cell drew" />;
    case 'markdown':
      return <Markdown text={output.text} />;
    case 'json':
      return <JsonTree value={output.value} label="What the cell gave" />;
    case 'html': {
      // No scripts, no origin: tables and marks of style only.
      const rows = output.html.match(/<tr/g)?.length ?? 4;
      return (
        <iframe
          title="What the cell gave"
          sandbox=""
          srcDoc={`<meta name="color-scheme" content="light"><style>body{font:12px system-ui,sans-serif;margin:4px}table{border-collapse:collapse}td,th{padding:2px 8px;border-bottom:1px solid #ddd;text-align:right}</style>${output.html}`}
          style={{ height: Math.min(420, 40 + rows * 24) }}
        />
      );
    }
  }
}

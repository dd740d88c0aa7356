import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { path, url } from '../../api/client.ts';
import { Icon } from '../../components/Icon.tsx';
import { Await, Empty, Skeleton } from '../../components/States.tsx';
import { parseCsv } from '../../lib/csv.ts';
import { bytes, plural } from '../../lib/format.ts';
import { artifactsQuery, contentQuery } from './api.ts';
import './tracking.css';

const LARGE = 1_000_000;
const IMAGE = /\.(png|jpe?g|gif|webp|svg)$/i;
const BINARY = /\.(parquet|bin|pkl|pickle|npy|npz|onnx|ubj|zip|gz|tar|model|so|pt|pth|h5)$/i;

/** A run's files: the tree on the left, the chosen one on the right. */
export function Files(props: {
  run: string;
  chosen?: string;
  onChoose: (path: string, size: number) => void;
}) {
  const [size, setSize] = useState<number | undefined>();
  return (
    <div className="panel files" data-testid="artifacts">
      <div className="tree" role="tree" aria-label="Files">
        <Folder
          {...props}
          folder=""
          depth={0}
          onChoose={(p, s) => {
            setSize(s);
            props.onChoose(p, s);
          }}
        />
      </div>
      <div className="preview">
        {props.chosen ? (
          <Preview run={props.run} file={props.chosen} size={size} />
        ) : (
          <Empty title="Choose a file">
            Text, JSON, CSV and images are shown here; anything can be downloaded.
          </Empty>
        )}
      </div>
    </div>
  );
}

function Folder(props: {
  run: string;
  folder: string;
  depth: number;
  chosen?: string;
  onChoose: (path: string, size: number) => void;
}) {
  const query = useQuery(artifactsQuery(props.run, props.folder));
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(props.chosen ? parents(props.chosen) : ['model']),
  );
  return (
    <Await query={query} skeleton={<Skeleton lines={3} height={14} />}>
      {({ items }) => {
        if (items.length === 0 && props.depth === 0) {
          return <Empty title="No files" type={'mlflow.log_artifact("report.html")'} />;
        }
        return (
          <>
            {[...items]
              .sort(
                (a, b) => Number(b.directory) - Number(a.directory) || a.name.localeCompare(b.name),
              )
              .map((a) => (
                <div key={a.path} role="none">
                  <button
                    type="button"
                    role="treeitem"
                    aria-expanded={a.directory ? open.has(a.path) : undefined}
                    aria-current={a.path === props.chosen}
                    style={{ paddingLeft: 6 + props.depth * 14 }}
                    onClick={() => {
                      if (!a.directory) props.onChoose(a.path, a.size);
                      else {
                        const next = new Set(open);
                        if (!next.delete(a.path)) next.add(a.path);
                        setOpen(next);
                      }
                    }}
                  >
                    <Icon
                      name={a.directory ? (open.has(a.path) ? 'down' : 'right') : 'file'}
                      size={13}
                    />
                    <span className="ellipsis">{a.name}</span>
                    {!a.directory && <span className="size">{bytes(a.size)}</span>}
                  </button>
                  {a.directory && open.has(a.path) && (
                    <Folder {...props} folder={a.path} depth={props.depth + 1} />
                  )}
                </div>
              ))}
          </>
        );
      }}
    </Await>
  );
}

function parents(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function Preview({ run, file, size }: { run: string; file: string; size?: number }) {
  const href = url(path`runs/${run}/artifacts/content`, { path: file });
  const image = IMAGE.test(file);
  const shown = !image && !BINARY.test(file) && (size ?? 0) <= LARGE;
  const query = useQuery({ ...contentQuery(run, file), enabled: shown });
  return (
    <>
      <div className="row" style={{ padding: '6px 12px', borderBottom: '1px solid var(--border)' }}>
        <span className="mono ellipsis">{file}</span>
        <span className="grow" />
        <a
          className="btn sm"
          href={`${href}&download=true`}
          download={file.slice(file.lastIndexOf('/') + 1)}
        >
          Download
        </a>
      </div>
      {image ? (
        <img src={href} alt={file} />
      ) : shown ? (
        <Await query={query}>{(text) => <Text file={file} text={text} />}</Await>
      ) : (
        <Empty title={`${bytes(size)} of ${BINARY.test(file) ? 'binary data' : 'text'}`}>
          Too much to show here; download it.
        </Empty>
      )}
    </>
  );
}

function Text({ file, text }: { file: string; text: string }) {
  if (file.endsWith('.csv')) {
    const [head = [], ...rows] = parseCsv(text, 501);
    return (
      <div className="tablewrap">
        <table className="t" aria-label={file}>
          <thead>
            <tr>
              {head.map((h, i) => (
                <th key={i} scope="col">
                  {h}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((r, i) => (
              <tr key={i}>
                {r.map((c, k) => (
                  <td key={k}>{c}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length >= 500 && (
          <p className="muted small" style={{ padding: 8 }}>
            The first {plural(rows.length, 'row')}; download it for the rest.
          </p>
        )}
      </div>
    );
  }
  return (
    <pre className="log" role="group" aria-label={file} tabIndex={0}>
      {file.endsWith('.json') ? pretty(text) : text}
    </pre>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

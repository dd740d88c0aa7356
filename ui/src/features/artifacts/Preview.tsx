import { useQuery } from '@tanstack/react-query';
import { load } from 'js-yaml';
import { type ReactNode, useState } from 'react';
import { Code } from '../../components/Code.tsx';
import { JsonTree } from '../../components/JsonTree.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { Await, Empty } from '../../components/States.tsx';
import { bytes } from '../../lib/format.ts';
import {
  kindOf,
  looksLikeText,
  type PreviewKind,
  ROW_LIMIT,
  STRUCTURED_LIMIT,
  TAIL,
  TEXT_LIMIT,
} from '../../lib/preview.ts';
import { tableOf } from '../../lib/table.ts';
import { fileUrl, type Owner, textQuery } from './api.ts';
import { ImageView } from './ImageView.tsx';
import { ModelFile } from './ModelFile.tsx';
import { NotebookView } from './NotebookView.tsx';
import { PageView } from './PageView.tsx';
import { TablePages } from './TablePages.tsx';
import { TableView } from './TableView.tsx';

interface Props {
  owner: Owner;
  file: string;
  size: number;
  address: string;
}

const STRUCTURED: readonly PreviewKind[] = ['json', 'notebook'];

/** One file, shown as what it is. */
export default function Preview(props: Props) {
  const kind = kindOf(props.file);
  const href = fileUrl(props.owner, props.file);
  switch (kind) {
    case 'image':
      return <ImageView src={href} name={props.file} />;
    case 'html':
    case 'pdf':
      return <PageView owner={props.owner} file={props.file} kind={kind} />;
    case 'audio':
    case 'video':
      return <Media kind={kind} src={href} name={props.file} />;
    case 'binary':
      return (
        <Empty title={`${bytes(props.size)} of binary data`}>Download it to look inside.</Empty>
      );
    case 'table':
    case 'csv':
      return <Tabular {...props} kind={kind} />;
    default:
      // What is small enough is a tree too; what is not can be a table only by its rows.
      return kind === 'json' && props.size > STRUCTURED_LIMIT ? (
        <Tabular {...props} kind={kind} />
      ) : (
        <Texts {...props} kind={kind} />
      );
  }
}

function Media({ kind, src, name }: { kind: 'audio' | 'video'; src: string; name: string }) {
  const [failed, setFailed] = useState(false);
  if (failed)
    return (
      <Empty title={`This ${kind === 'audio' ? 'sound' : 'video'} cannot be played`}>
        Its bytes are nothing that the browser plays; download it for another player.
      </Empty>
    );
  const all = {
    controls: true,
    src,
    'aria-label': name,
    className: 'media',
    onError: () => setFailed(true),
  };
  return kind === 'audio' ? <audio {...all} /> : <video {...all} />;
}

function Tabular(props: Props & { kind: PreviewKind }) {
  if (props.size === 0) return <Empty title="This file is empty" />;
  const text = !/\.(parquet|gz)$/i.test(props.file);
  return (
    <TablePages
      owner={props.owner}
      file={props.file}
      {...(text ? { otherwise: <Texts {...props} kind="text" /> } : {})}
    />
  );
}

function Texts(props: Props & { kind: PreviewKind }) {
  const most = STRUCTURED.includes(props.kind) ? STRUCTURED_LIMIT : TEXT_LIMIT;
  const long = props.size > most;
  const query = useQuery(textQuery(props.owner, props.file, long ? TAIL : undefined));
  return (
    <Await query={query}>
      {(text) =>
        !looksLikeText(text) ? (
          <Empty title={`${bytes(props.size)} of binary data`}>Download it to look inside.</Empty>
        ) : long ? (
          <>
            <p className="notice small">
              The last {bytes(TAIL)} of {bytes(props.size)}; “Raw” shows all of it.
            </p>
            <Code text={text.slice(text.indexOf('\n') + 1)} label={props.file} first={null} end />
          </>
        ) : (
          <Whole {...props} text={text} />
        )
      }
    </Await>
  );
}

function Whole(props: Props & { kind: PreviewKind; text: string }) {
  const { kind, text, file } = props;
  if (text.trim() === '') return <Empty title="This file is empty" />;
  const source = <Code text={text} label={file} />;
  const attempt = (make: () => ReactNode): ReactNode => {
    try {
      return make();
    } catch (e) {
      return (
        <>
          <p className="notice small">
            It cannot be read as its name says: {(e as Error).message.split('\n')[0]}
          </p>
          {source}
        </>
      );
    }
  };
  switch (kind) {
    case 'notebook':
      return attempt(() => <NotebookView text={text} label={file} />);
    case 'markdown':
      return (
        <Either first="Read" second="Source" other={source}>
          <div className="pad">
            <Markdown text={text} />
          </div>
        </Either>
      );
    case 'json':
      return attempt(() => {
        const value: unknown = JSON.parse(text);
        const table = tableOf(value, ROW_LIMIT);
        return (
          <Either
            first={table ? 'Table' : 'Tree'}
            second={table ? 'Tree' : 'Source'}
            other={table ? <JsonTree value={value} label={file} /> : source}
          >
            {table ? (
              <TableView table={table} owner={props.owner} label={file} />
            ) : (
              <JsonTree value={value} label={file} />
            )}
          </Either>
        );
      });
    case 'yaml':
      if (/(^|\/)MLmodel$/.test(file)) {
        const folder = file.slice(0, Math.max(0, file.length - 8));
        return (
          <Either first="Model" second="Source" other={source}>
            <ModelFile
              text={text}
              owner={props.owner}
              folder={folder}
              address={folder ? `${props.address}/${folder}` : props.address}
            />
          </Either>
        );
      }
      return attempt(() => (
        <Either first="Tree" second="Source" other={source}>
          <JsonTree value={load(text)} label={file} depth={4} />
        </Either>
      ));
    default:
      return source;
  }
}

/** Two ways to look at a file. */
function Either(props: { first: string; second: string; children: ReactNode; other: ReactNode }) {
  const [other, setOther] = useState(false);
  return (
    <>
      <div className="metricpick either" role="group" aria-label="Way of looking">
        {[props.first, props.second].map((name, i) => (
          <button
            key={name}
            type="button"
            aria-pressed={other === (i === 1)}
            onClick={() => setOther(i === 1)}
          >
            {name}
          </button>
        ))}
      </div>
      {other ? props.other : props.children}
    </>
  );
}

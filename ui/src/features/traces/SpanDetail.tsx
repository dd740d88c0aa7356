import { type ReactNode, useState } from 'react';
import type { TraceSpan } from '../../api/types.ts';
import { Copy } from '../../components/Bits.tsx';
import { JsonTree } from '../../components/JsonTree.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { Status } from '../../components/Status.tsx';
import { millis } from '../../lib/format.ts';
import { type ChatMessage, messagesOf } from '../../lib/spans.ts';
import { typeColour, typeWord } from './look.ts';

/** What went into a span, what came out, and all that it says of itself. */
export function SpanDetail({ span }: { span: TraceSpan }) {
  const exceptions = span.events.filter((e) => e.name === 'exception');
  const others = span.events.filter((e) => e.name !== 'exception');
  const attributes = Object.keys(span.attributes);
  return (
    <div className="stack spandetail" data-testid="span">
      <div className="row wrap">
        <i className="typemark" style={{ background: typeColour(span.type) }} />
        <h2 className="ellipsis" title={span.name}>
          {span.name}
        </h2>
        <span className="muted">{typeWord(span.type)}</span>
        {span.status !== 'UNSET' && <Status of={span.status} />}
        <span className="muted small">
          after {millis(span.offset_us / 1000)},{' '}
          {span.duration_us === undefined ? 'goes on' : `took ${millis(span.duration_us / 1000)}`}
        </span>
      </div>
      {(span.status_message || exceptions.length > 0) && (
        <div className="spanerror" role="alert">
          {span.status_message && <p className="bad strong">{span.status_message}</p>}
          {exceptions.map((e, i) => (
            <div key={i}>
              <p className="bad">
                {String(e.attributes['exception.type'] ?? 'exception')}:{' '}
                {String(e.attributes['exception.message'] ?? '')}
              </p>
              {e.attributes['exception.stacktrace'] !== undefined && (
                <details>
                  <summary>where</summary>
                  <pre className="log" role="group" aria-label="Stack trace" tabIndex={0}>
                    {String(e.attributes['exception.stacktrace'])}
                  </pre>
                </details>
              )}
            </div>
          ))}
        </div>
      )}
      {span.inputs !== undefined && <Value title="Went in" value={span.inputs} />}
      {span.outputs !== undefined && <Value title="Came out" value={span.outputs} />}
      {attributes.length > 0 && (
        <details open={span.inputs === undefined && span.outputs === undefined}>
          <summary>{attributes.length} attributes</summary>
          <JsonTree value={span.attributes} label="Attributes" depth={1} />
        </details>
      )}
      {others.length > 0 && (
        <details>
          <summary>{others.length} events</summary>
          {others.slice(0, 200).map((e, i) => (
            <div key={i} className="spanevent">
              <span className="strong">{e.name}</span>{' '}
              <span className="muted small">after {millis((e.at_us - span.start_us) / 1000)}</span>
              {Object.keys(e.attributes).length > 0 && (
                <JsonTree value={e.attributes} label={`Attributes of ${e.name}`} depth={1} />
              )}
            </div>
          ))}
        </details>
      )}
    </div>
  );
}

function Value({ title, value }: { title: string; value: unknown }) {
  const messages = messagesOf(value);
  const documents = messages ? null : documentsOf(value);
  const [raw, setRaw] = useState(false);
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  let body: ReactNode;
  if (messages && !raw) body = <Conversation messages={messages} />;
  else if (documents && !raw) body = <Documents documents={documents} />;
  else if (typeof value === 'string') body = <pre className="log wrapped">{value}</pre>;
  else body = <JsonTree value={value} label={title} depth={3} />;
  return (
    <section>
      <div className="row">
        <h3>{title}</h3>
        <Copy text={text ?? ''} label={`Copy what ${title.toLowerCase()}`} />
        <span className="grow" />
        {(messages || documents) && (
          <button type="button" className="linkish small" onClick={() => setRaw(!raw)}>
            {raw ? 'as read' : 'as JSON'}
          </button>
        )}
      </div>
      {body}
    </section>
  );
}

function Conversation({ messages }: { messages: ChatMessage[] }) {
  return (
    <div className="chat" data-testid="chat">
      {messages.map((m, i) => (
        <div key={i} className={`message ${m.role}`}>
          <div className="muted small strong">{m.role}</div>
          {m.content && <Markdown text={m.content} />}
          {m.tools.map((t, k) => (
            <div key={k} className="small">
              calls <code>{t.name}</code> <code className="muted">{t.arguments}</code>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

interface Document {
  text: string;
  from: string;
}

/** What a retriever found: a list of documents with their text. */
export function documentsOf(value: unknown): Document[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const all = value.map((d: unknown): Document | null => {
    if (!d || typeof d !== 'object') return null;
    const doc = d as { page_content?: unknown; metadata?: Record<string, unknown>; id?: unknown };
    if (typeof doc.page_content !== 'string') return null;
    const from = doc.metadata?.doc_uri ?? doc.metadata?.source ?? doc.id ?? '';
    return { text: doc.page_content, from: String(from) };
  });
  return all.every((d) => d !== null) ? all : null;
}

function Documents({ documents }: { documents: Document[] }) {
  return (
    <ol className="documents">
      {documents.map((d, i) => (
        <li key={i}>
          {d.from && <span className="muted small mono">{d.from} </span>}
          {d.text}
        </li>
      ))}
    </ol>
  );
}

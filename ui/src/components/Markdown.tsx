import { Fragment, type ReactNode } from 'react';

/** Renders the Markdown that cards use: headings, paragraphs, lists, tables, code, emphasis, links. Never raw HTML. */
export function Markdown({ text }: { text: string }) {
  return <div className="prose">{blocks(text)}</div>;
}

function blocks(text: string): ReactNode[] {
  const lines = text.replaceAll('\r', '').split('\n');
  const out: ReactNode[] = [];
  let i = 0;
  const take = (test: (line: string) => boolean) => {
    const from = i;
    while (i < lines.length && test(lines[i]!)) i += 1;
    return lines.slice(from, i);
  };
  while (i < lines.length) {
    const line = lines[i]!;
    const heading = /^(#{1,4})\s+(.*)$/.exec(line);
    if (line.trim() === '') i += 1;
    else if (heading) {
      const H = (['h1', 'h2', 'h3', 'h3'] as const)[heading[1]!.length - 1]!;
      out.push(<H key={i}>{inline(heading[2]!)}</H>);
      i += 1;
    } else if (line.startsWith('```')) {
      i += 1;
      const body = take((l) => !l.startsWith('```'));
      i += 1;
      out.push(
        <pre key={i} className="log">
          {body.join('\n')}
        </pre>,
      );
    } else if (/^\s*\|/.test(line))
      out.push(<Table key={i} lines={take((l) => /^\s*\|/.test(l))} />);
    else if (/^\s*[-*]\s/.test(line)) {
      out.push(
        <ul key={i}>
          {take((l) => /^\s*[-*]\s/.test(l)).map((l, k) => (
            <li key={k}>{inline(l.replace(/^\s*[-*]\s+/, ''))}</li>
          ))}
        </ul>,
      );
    } else if (/^\s*\d+\.\s/.test(line)) {
      out.push(
        <ol key={i}>
          {take((l) => /^\s*\d+\.\s/.test(l)).map((l, k) => (
            <li key={k}>{inline(l.replace(/^\s*\d+\.\s+/, ''))}</li>
          ))}
        </ol>,
      );
    } else {
      const body = take((l) => l.trim() !== '' && !/^(#|```|\s*\||\s*[-*]\s|\s*\d+\.\s)/.test(l));
      if (body.length === 0) body.push(lines[i++]!);
      out.push(
        <p key={i}>
          {body.map((l, k) => (
            <Fragment key={k}>
              {k > 0 && <br />}
              {inline(l)}
            </Fragment>
          ))}
        </p>,
      );
    }
  }
  return out;
}

function Table({ lines }: { lines: string[] }) {
  const cells = (line: string) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((c) => c.trim());
  const [head = '', ...rest] = lines;
  return (
    <div className="tablewrap" role="group" aria-label="Table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {cells(head).map((c, i) => (c === '' ? <td key={i} /> : <th key={i}>{inline(c)}</th>))}
          </tr>
        </thead>
        <tbody>
          {rest
            .filter((l) => !/^\s*\|[\s:|-]+$/.test(l))
            .map((l, i) => (
              <tr key={i}>
                {cells(l).map((c, k) => (
                  <td key={k}>{inline(c)}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** Longer lines are shown as they are: nobody wrote them by hand. */
const LONGEST = 10_000;

/** Every repetition has an end, or what opens and never closes is looked at again from each place. */
const INLINE =
  /(`[^`]{1,1000}`|\*\*[^*]{1,1000}\*\*|\*[^*]{1,1000}\*|\[[^[\]]{1,500}\]\([^()\s]{1,2000}\)|<https?:\/\/[^<>\s]{1,2000}>|https?:\/\/[^\s<>()|]{1,2000}[^\s<>()|.,;:!?])/;

/** A line in parts: what is marked up, and the text between. */
export function inlineParts(text: string): string[] {
  return text.length > LONGEST ? [text] : text.split(INLINE);
}

function inline(text: string): ReactNode[] {
  const parts = inlineParts(text);
  if (parts.length === 1 && text.length > LONGEST) return parts;
  return parts.map((part, i) => {
    if (part.startsWith('`') && part.length > 2) return <code key={i}>{part.slice(1, -1)}</code>;
    if (part.startsWith('**') && part.length > 4)
      return <strong key={i}>{part.slice(2, -2)}</strong>;
    if (part.startsWith('*') && part.length > 2) return <em key={i}>{part.slice(1, -1)}</em>;
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    if (link && /^(https?:|#|mailto:)/.test(link[2]!)) {
      return (
        <a key={i} href={link[2]} rel="noreferrer">
          {link[1]}
        </a>
      );
    }
    const bare = /^<?(https?:\/\/[^>\s]+)>?$/.exec(part);
    if (bare)
      return (
        <a key={i} href={bare[1]} rel="noreferrer">
          {bare[1]}
        </a>
      );
    return part;
  });
}

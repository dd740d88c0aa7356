import { useQuery } from '@tanstack/react-query';
import type { ModelVersionDetail } from '../api/types.ts';
import { Panel } from '../components/Bits.tsx';
import { RefLink } from '../components/Link.tsx';
import { Markdown } from '../components/Markdown.tsx';
import { Block, Empty } from '../components/States.tsx';
import { cardQuery, cardUrl } from '../features/registry/api.ts';

/** A version's card beside what it was made from, and its forms for others. */
export function Card({ version: v }: { version: ModelVersionDetail }) {
  const formats: [string, string, string][] = [
    ['huggingface', 'Hugging Face', 'README.md'],
    ['mct', 'Model Card Toolkit', 'model_card.json'],
    ...(v.card ? ([['json', 'JSON', 'card.json']] as [string, string, string][]) : []),
  ];
  const written = useQuery({ ...cardQuery(v.model, v.version), enabled: !v.card, retry: false });
  const text = v.card ?? written.data;
  return (
    <div className="cols">
      <Panel
        title="Model card"
        className="c7"
        aside={
          <span className="row small">
            {formats.map(([format, title, file]) => (
              <a
                key={format}
                className="btn sm"
                href={cardUrl(v.model, v.version, format)}
                download={file}
              >
                {title}
              </a>
            ))}
          </span>
        }
      >
        {!v.card && written.isPending ? (
          <Block height={120} />
        ) : text ? (
          <>
            {!v.card && <p className="muted small">Written from its run; no card was recorded.</p>}
            <Markdown text={text} />
          </>
        ) : (
          <Empty title="No card was made" />
        )}
      </Panel>
      <MadeFrom version={v} className="c5" />
    </div>
  );
}

export function MadeFrom({
  version: v,
  className,
}: {
  version: ModelVersionDetail;
  className: string;
}) {
  return (
    <Panel title="Made from" className={className}>
      <dl className="facts">
        {v.run && (
          <>
            <dt>run</dt>
            <dd>
              <RefLink of={`run:${v.run}`} />
            </dd>
          </>
        )}
        <dt>trained on</dt>
        <dd className="row wrap">
          {v.trained_on.map((r) => (
            <RefLink key={r} of={r} />
          ))}
        </dd>
        {v.facts.map((f) => (
          <div key={f.name} style={{ display: 'contents' }}>
            <dt>{f.name}</dt>
            <dd>{f.value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

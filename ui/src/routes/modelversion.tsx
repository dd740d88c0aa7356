import { useQuery } from '@tanstack/react-query';
import type { Model, ModelVersion, ModelVersionDetail } from '../api/types.ts';
import { Ago, EventTime, Panel, Tabs } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink } from '../components/Link.tsx';
import { Await, Block, Empty } from '../components/States.tsx';
import { modelFiles, runFiles } from '../features/artifacts/api.ts';
import { Files } from '../features/artifacts/Files.tsx';
import { Comments } from '../features/collab/Comments.tsx';
import { verdictsQuery } from '../features/delivery/api.ts';
import { VerdictView } from '../features/delivery/VerdictView.tsx';
import { historyQuery, versionQuery } from '../features/registry/api.ts';
import { Manage } from '../features/registry/Manage.tsx';
import { PromptView } from '../features/registry/PromptView.tsx';
import { isPrompt } from '../features/registry/prompts.ts';
import { loggedModelsQuery } from '../features/tracking/api.ts';
import { Card, MadeFrom } from './modelcard.tsx';
import { CompareVersions } from './modelcompare.tsx';

interface Place {
  tab?: string;
  with?: string;
  artifact?: string;
}

/** One version of a model, in tabs. */
export function VersionParts(props: {
  model: Model;
  version: string;
  versions: readonly ModelVersion[];
  place: Place;
  set: (part: Place) => void;
}) {
  const { model, version, place, set } = props;
  const query = useQuery(versionQuery(model.name, version));
  const verdicts = useQuery(verdictsQuery(model.name));
  const prompt = isPrompt(model);
  return (
    <Await query={query} skeleton={<Block height={260} />}>
      {(v) => {
        const mine = (verdicts.data?.items ?? []).filter((x) => x.candidate === v.ref);
        const tab = place.tab ?? (prompt ? 'prompt' : 'evidence');
        const tabs = [
          ...(prompt
            ? [{ id: 'prompt', title: 'Prompt' }]
            : [
                { id: 'evidence', title: `Evidence of v${v.version}`, count: mine.length },
                { id: 'card', title: 'Card' },
                { id: 'signature', title: 'Signature', count: v.signature?.columns.length },
                { id: 'files', title: 'Files' },
              ]),
          { id: 'compare', title: 'Compare' },
          { id: 'moves', title: 'Moves' },
          { id: 'comments', title: 'Comments' },
        ].map((t) => ('count' in t && t.count === undefined ? { id: t.id, title: t.title } : t));
        return (
          <>
            <Tabs
              label={`Parts of v${v.version}`}
              tabs={tabs}
              value={tab}
              onChange={(t) => set({ tab: t })}
            />
            {tab === 'prompt' && <PromptView model={model} version={v} versions={props.versions} />}
            {tab === 'evidence' && <Evidence version={v} verdicts={mine} />}
            {tab === 'card' && <Card version={v} />}
            {tab === 'signature' && <SignatureTable version={v} />}
            {tab === 'files' && (
              <VersionFiles
                version={v}
                chosen={place.artifact}
                onChoose={(artifact) => set({ artifact })}
              />
            )}
            {tab === 'compare' && (
              <CompareVersions
                model={model.name}
                version={version}
                other={place.with}
                versions={props.versions}
                onOther={(w) => set({ with: w })}
              />
            )}
            {tab === 'moves' && (
              <div className="cols">
                <div className="c8">
                  <Moves model={model.name} version={v.version} />
                </div>
                <div className="c4">
                  <Manage key={v.ref + v.stage} model={model} version={v} />
                </div>
              </div>
            )}
            {tab === 'comments' && <Comments subject={v.ref} />}
          </>
        );
      }}
    </Await>
  );
}

function Evidence(props: {
  version: ModelVersionDetail;
  verdicts: Parameters<typeof VerdictView>[0]['verdict'][];
}) {
  const mine = props.verdicts;
  if (mine.length === 0)
    return (
      <div className="cols">
        <div className="panel c8">
          <Empty title="No gate has judged this version">
            It can move freely until a project binds a gate to its stages.
          </Empty>
        </div>
        <MadeFrom version={props.version} className="c4" />
      </div>
    );
  return (
    <div className="cols">
      {mine.map((x) => (
        <section key={x.ref} className={`panel ${mine.length > 1 ? 'c6' : 'c8'}`}>
          <div className="body">
            <VerdictView verdict={x} />
          </div>
        </section>
      ))}
      {mine.length === 1 && <MadeFrom version={props.version} className="c4" />}
    </div>
  );
}

/** The files of the logged model that the version was registered from, else of its run. */
function VersionFiles(props: {
  version: ModelVersionDetail;
  chosen?: string;
  onChoose: (path: string | undefined) => void;
}) {
  const { version: v } = props;
  const logged = useQuery({ ...loggedModelsQuery(v.run ?? ''), enabled: v.run !== undefined });
  if (!v.run)
    return (
      <div className="panel">
        <Empty title="No run made this version">Its files are where it was registered from.</Empty>
      </div>
    );
  if (logged.isPending) return <Block height={300} />;
  const model = logged.data?.items.find((m) => m.versions.includes(v.ref));
  return (
    <Files
      key={model?.id ?? v.run}
      owner={model ? modelFiles(model.id) : runFiles(v.run)}
      address={model ? `models:/${v.model}/${v.version}` : `runs:/${v.run}`}
      chosen={props.chosen ?? (model ? 'MLmodel' : undefined)}
      onChoose={props.onChoose}
    />
  );
}

function SignatureTable({
  version,
}: {
  version: {
    signature?: {
      columns: { name: string; type: string; categories?: string[] }[];
      target: string;
      objective: string;
    };
  };
}) {
  const s = version.signature;
  if (!s) return <Empty title="No signature was recorded" />;
  return (
    <Panel
      title={`${s.columns.length} features say ${s.target}`}
      flush
      aside={<code className="muted">{s.objective}</code>}
    >
      <DataTable
        label="Signature"
        rows={s.columns}
        rowKey={(c) => c.name}
        columns={[
          { id: 'name', title: 'Feature', cell: (c) => c.name },
          { id: 'type', title: 'Type', cell: (c) => <code>{c.type}</code> },
          {
            id: 'categories',
            title: 'Categories',
            cell: (c) => (
              <span className="muted" title={c.categories?.join(', ')}>
                {c.categories?.join(', ') ?? ''}
              </span>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Moves({ model, version }: { model: string; version: number }) {
  const query = useQuery(historyQuery(model));
  return (
    <Await query={query}>
      {({ items }) => (
        <div className="panel">
          <DataTable
            label="Moves"
            rows={items.filter((m) => m.version === version)}
            rowKey={(m) => `${m.at}${m.to}${m.alias}`}
            columns={[
              { id: 'event', title: 'Event time', cell: (m) => <EventTime at={m.event_time} /> },
              {
                id: 'move',
                title: 'Move',
                cell: (m) => (m.to ? `${m.from ?? 'new'} → ${m.to}` : `alias ${m.alias}`),
              },
              { id: 'why', title: 'Why', cell: (m) => m.why },
              { id: 'by', title: 'By', cell: (m) => m.by },
              {
                id: 'verdict',
                title: 'Evidence',
                cell: (m) => (m.verdict ? <RefLink of={m.verdict} /> : ''),
              },
              { id: 'at', title: 'Recorded', cell: (m) => <Ago at={m.at} /> },
            ]}
          />
        </div>
      )}
    </Await>
  );
}

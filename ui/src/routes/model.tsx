import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Model, ModelVersion, ModelVersionDetail } from '../api/types.ts';
import { Ago, EventTime, Panel, Swatch, Tabs } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Icon } from '../components/Icon.tsx';
import { RefLink, useEvidence } from '../components/Link.tsx';
import { Markdown } from '../components/Markdown.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { RevokedNotice } from '../features/datasets/Revoked.tsx';
import { verdictsQuery } from '../features/delivery/api.ts';
import { VerdictView } from '../features/delivery/VerdictView.tsx';
import { historyQuery, modelQuery, versionQuery, versionsQuery } from '../features/registry/api.ts';
import { Rollback } from '../features/registry/Rollback.tsx';
import { StageChart } from '../features/registry/StageChart.tsx';
import { versionColour } from '../lib/colour.ts';
import { bytes } from '../lib/format.ts';
import { metricInterval, metricTitle, metricValue } from '../lib/metric.ts';

const route = getRouteApi('/models/$model');

export function ModelPage() {
  const { model } = route.useParams();
  const query = useQuery(modelQuery(model));
  return (
    <div className="page" data-testid="model">
      <Await
        page
        query={query}
        skeleton={
          <>
            <Block height={28} />
            <Block height={180} />
            <Block height={320} />
          </>
        }
      >
        {(m) => <Whole model={m} />}
      </Await>
    </div>
  );
}

function Whole({ model }: { model: Model }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const versions = useQuery(versionsQuery(model.name));
  const history = useQuery(historyQuery(model.name));
  const [back, setBack] = useState<number | null>(null);
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const champion = model.champion ?? model.aliases?.champion;
  const chosen =
    search.version ??
    (champion !== undefined
      ? String(champion)
      : model.latest !== undefined
        ? String(model.latest)
        : undefined);
  const current = versions.data?.items.find((v) => String(v.version) === chosen);
  const thread = current
    ? [
        ...current.trained_on.slice(-1),
        ...(current.run ? [`run:${current.run}`] : []),
        current.ref,
        ...current.serves.map((d) => `deployment:${d}`),
      ]
    : [];
  return (
    <>
      <PageHead
        title={model.name}
        state={
          champion !== undefined ? (
            <span className="badge accent" data-testid="champion">
              champion v{champion}
            </span>
          ) : (
            <span className="badge">no champion</span>
          )
        }
        thread={thread}
        here={current?.ref}
        actions={
          current && champion !== undefined && current.version !== champion ? (
            <button
              type="button"
              className="btn"
              onClick={() => setBack(current.version)}
              data-testid="rollback-open"
            >
              <Icon name="back" size={14} /> Roll back to v{current.version}…
            </button>
          ) : undefined
        }
      />
      {current && <RevokedNotice what={`v${current.version}`} refs={current.trained_on} />}
      {model.description && <p className="muted">{model.description}</p>}
      <Panel
        title="Stages over event time"
        aside={<span className="muted small">hover: what stood where, then</span>}
      >
        <Await query={history} skeleton={<Block height={140} />}>
          {({ items }) => (
            <StageChart
              moves={items}
              chosen={chosen}
              onChoose={(v) => set({ version: String(v) })}
            />
          )}
        </Await>
      </Panel>
      <Panel title="Versions" flush>
        <Await query={versions} skeleton={<Skeleton lines={8} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                title="No version yet"
                type={`mlflow.register_model("runs:/RUN_ID/model", "${model.name}")`}
              />
            ) : (
              <Versions
                items={items}
                chosen={chosen}
                sort={search.sort}
                onSort={(sort) => set({ sort })}
                onChoose={(v) => set({ version: v })}
              />
            )
          }
        </Await>
      </Panel>
      {chosen && (
        <Version
          model={model.name}
          version={chosen}
          tab={search.tab ?? 'evidence'}
          onTab={(tab) => set({ tab })}
        />
      )}
      {back !== null && (
        <Rollback model={model.name} version={back} onClose={() => setBack(null)} />
      )}
    </>
  );
}

function Versions(props: {
  items: readonly ModelVersion[];
  chosen?: string;
  sort?: string;
  onSort: (s?: string) => void;
  onChoose: (v: string) => void;
}) {
  const evidence = useEvidence();
  const metric = props.items.find((v) => v.metric)?.metric?.name ?? 'metric';
  return (
    <DataTable
      label="Versions"
      testId="versions"
      main
      maxHeight="340px"
      rows={props.items}
      rowKey={(v) => String(v.version)}
      picked={new Set(props.chosen ? [props.chosen] : [])}
      onOpen={(v) => props.onChoose(String(v.version))}
      onEvidence={(v) => v.verdict && evidence(v.verdict.ref)}
      sort={props.sort}
      onSort={props.onSort}
      columns={[
        {
          id: 'version',
          title: 'Version',
          by: (v) => v.version,
          cell: (v) => (
            <span className="row">
              <Swatch colour={versionColour(v.version)} />
              <button
                type="button"
                className="linkish strong"
                onClick={() => props.onChoose(String(v.version))}
                aria-current={String(v.version) === props.chosen}
              >
                v{v.version}
              </button>
              {v.aliases.map((a) => (
                <span key={a} className="badge accent">
                  {a}
                </span>
              ))}
            </span>
          ),
        },
        { id: 'stage', title: 'Stage', cell: (v) => <Status of={v.stage} />, by: (v) => v.stage },
        {
          id: 'metric',
          title: metricTitle(metric),
          align: 'right',
          by: (v) => v.metric?.value,
          cell: (v) => (
            <span title={v.metric?.on ? `on ${v.metric.on}` : ''}>
              {metricValue(v.metric?.name ?? metric, v.metric?.value)}{' '}
              {v.metric?.low !== undefined && (
                <span className="muted">
                  {metricInterval(v.metric.name ?? metric, v.metric.low, v.metric.high)}
                </span>
              )}
            </span>
          ),
        },
        {
          id: 'on',
          title: 'Judged on',
          wide: true,
          cell: (v) => <span className="muted">{v.metric?.on ?? '–'}</span>,
        },
        {
          id: 'verdict',
          title: 'Verdict',
          by: (v) => v.verdict?.outcome,
          cell: (v) =>
            v.verdict ? (
              <button
                type="button"
                className="linkish"
                onClick={() => evidence(v.verdict?.ref ?? null)}
                title={`gate ${v.verdict.gate}`}
              >
                <Status of={v.verdict.outcome} />
              </button>
            ) : (
              <span className="muted">none</span>
            ),
        },
        {
          id: 'serves',
          title: 'Serves',
          cell: (v) => v.serves.map((d) => <RefLink key={d} of={`deployment:${d}`} title={d} />),
        },
        {
          id: 'size',
          title: 'Size',
          align: 'right',
          wide: true,
          cell: (v) => bytes(v.size),
          by: (v) => v.size,
        },
        {
          id: 'event',
          title: 'Event time',
          wide: true,
          cell: (v) => <EventTime at={v.event_time} />,
          by: (v) => v.event_time,
        },
        {
          id: 'made',
          title: 'Made',
          cell: (v) => <Ago at={v.created_at} />,
          by: (v) => v.created_at,
        },
      ]}
    />
  );
}

function Version({
  model,
  version,
  tab,
  onTab,
}: {
  model: string;
  version: string;
  tab: string;
  onTab: (t: string) => void;
}) {
  const query = useQuery(versionQuery(model, version));
  const verdicts = useQuery(verdictsQuery(model));
  return (
    <Await query={query} skeleton={<Block height={260} />}>
      {(v) => {
        const mine = (verdicts.data?.items ?? []).filter((x) => x.candidate === v.ref);
        const tabs = [
          { id: 'evidence', title: `Evidence of v${v.version}`, count: mine.length },
          { id: 'card', title: 'Card' },
          { id: 'signature', title: 'Signature', count: v.signature?.columns.length },
          { id: 'moves', title: 'Moves' },
        ];
        return (
          <>
            <Tabs label={`Parts of v${v.version}`} tabs={tabs} value={tab} onChange={onTab} />
            {tab === 'evidence' &&
              (mine.length === 0 ? (
                <div className="panel">
                  <Empty title="No gate has judged this version">
                    It can move freely until a project binds a gate to its stages.
                  </Empty>
                </div>
              ) : (
                <div className="cols">
                  {mine.map((x) => (
                    <section key={x.ref} className={`panel ${mine.length > 1 ? 'c6' : 'c8'}`}>
                      <div className="body">
                        <VerdictView verdict={x} />
                      </div>
                    </section>
                  ))}
                  {mine.length === 1 && <MadeFrom version={v} className="c4" />}
                </div>
              ))}
            {tab === 'card' && (
              <div className="cols">
                <Panel title="Model card" className="c7">
                  {v.card ? <Markdown text={v.card} /> : <Empty title="No card was made" />}
                </Panel>
                <MadeFrom version={v} className="c5" />
              </div>
            )}
            {tab === 'signature' && <SignatureTable version={v} />}
            {tab === 'moves' && <Moves model={model} version={v.version} />}
          </>
        );
      }}
    </Await>
  );
}

function MadeFrom({ version: v, className }: { version: ModelVersionDetail; className: string }) {
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

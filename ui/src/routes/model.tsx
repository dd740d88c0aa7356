import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { Model } from '../api/types.ts';
import { Panel } from '../components/Bits.tsx';
import { Icon } from '../components/Icon.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, Skeleton } from '../components/States.tsx';
import { say, sayError } from '../components/Toast.tsx';
import { PinButton } from '../features/collab/PinButton.tsx';
import { RevokedNotice } from '../features/datasets/Revoked.tsx';
import { historyQuery, modelQuery, setStage, versionsQuery } from '../features/registry/api.ts';
import { STAGES, useFreshModels } from '../features/registry/Manage.tsx';
import { Described } from '../features/registry/ModelHead.tsx';
import { isPrompt } from '../features/registry/prompts.ts';
import { Rollback } from '../features/registry/Rollback.tsx';
import { StageChart } from '../features/registry/StageChart.tsx';
import { Standing } from '../features/registry/Standing.tsx';
import { VersionsTable } from '../features/registry/VersionsTable.tsx';
import { Deploy } from '../features/serving/Deploy.tsx';
import { VersionParts } from './modelversion.tsx';

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
  const [deploying, setDeploying] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
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
          isPrompt(model) ? (
            <span className="badge">prompt</span>
          ) : champion !== undefined ? (
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
          <>
            <PinButton subject={current?.ref ?? `model:${model.name}`} />
            {current && !isPrompt(model) && (
              <button
                type="button"
                className="btn"
                onClick={() => setDeploying(true)}
                data-testid="deploy-open"
              >
                <Icon name="deployments" size={14} /> Deploy v{current.version}…
              </button>
            )}
            {current && champion !== undefined && current.version !== champion ? (
              <button
                type="button"
                className="btn"
                onClick={() => setBack(current.version)}
                data-testid="rollback-open"
              >
                <Icon name="back" size={14} /> Roll back to v{current.version}…
              </button>
            ) : undefined}
          </>
        }
      />
      {current && <RevokedNotice what={`v${current.version}`} refs={current.trained_on} />}
      <Described key={model.name} model={model} />
      <Panel
        title="Stages over event time"
        aside={
          <button
            type="button"
            className="linkish small"
            data-testid="standing-open"
            aria-expanded={search.at !== undefined}
            onClick={() => set({ at: search.at === undefined ? 'now' : undefined })}
          >
            {search.at === undefined ? 'What stood where, when?' : 'Close'}
          </button>
        }
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
      {search.at !== undefined && (
        <Standing
          model={model.name}
          at={search.at === 'now' ? '' : search.at}
          clock={search.clock ?? 'recorded'}
          onChange={(at, clock) => set({ at, clock: clock === 'recorded' ? undefined : clock })}
        />
      )}
      <Panel
        title="Versions"
        flush
        aside={
          picked.size > 0 && (
            <Bulk
              model={model.name}
              versions={[...picked].map(Number)}
              onEnd={() => setPicked(new Set())}
            />
          )
        }
      >
        <Await query={versions} skeleton={<Skeleton lines={8} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                title="No version yet"
                type={`mlflow.register_model("runs:/RUN_ID/model", "${model.name}")`}
              />
            ) : (
              <VersionsTable
                items={items}
                picked={picked}
                onPick={(v) => {
                  const next = new Set(picked);
                  if (!next.delete(v)) next.add(v);
                  setPicked(next);
                }}
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
        <VersionParts
          model={model}
          version={chosen}
          versions={versions.data?.items ?? []}
          place={search}
          set={set}
        />
      )}
      {deploying && current && (
        <Deploy
          model={model.name}
          version={current.version}
          aliases={current.aliases}
          onClose={() => setDeploying(false)}
        />
      )}
      {back !== null && (
        <Rollback model={model.name} version={back} onClose={() => setBack(null)} />
      )}
    </>
  );
}

/** Moves several versions to a stage at once; each that is refused says why, the others move. */
function Bulk(props: { model: string; versions: number[]; onEnd: () => void }) {
  const fresh = useFreshModels();
  const [stage, choose] = useState<string>('Archived');
  const move = useMutation({
    mutationFn: async () => {
      const refused: string[] = [];
      for (const v of props.versions)
        await setStage(props.model, v, stage, 'several at once').catch((e: Error) =>
          refused.push(`v${v}: ${e.message}`),
        );
      return refused;
    },
    onSuccess: (refused) => {
      fresh();
      if (refused.length > 0) sayError(new Error(refused.join(' ')));
      else say(`${props.versions.length} versions are in ${stage}.`);
      props.onEnd();
    },
  });
  return (
    <span className="row small" data-testid="bulk">
      <span className="muted">{props.versions.length} marked:</span>
      <select
        className="field"
        aria-label="Stage for the marked versions"
        value={stage}
        onChange={(e) => choose(e.target.value)}
      >
        {STAGES.map((s) => (
          <option key={s}>{s}</option>
        ))}
      </select>
      <button
        type="button"
        className="btn sm"
        disabled={move.isPending}
        onClick={() => move.mutate()}
      >
        Move
      </button>
    </span>
  );
}

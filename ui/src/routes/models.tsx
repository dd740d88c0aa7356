import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { Model } from '../api/types.ts';
import { Ago, Panel } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Empty, Skeleton } from '../components/States.tsx';
import { modelsQuery } from '../features/registry/api.ts';
import { isPrompt } from '../features/registry/prompts.ts';
import { count } from '../lib/format.ts';

const route = getRouteApi('/models');

export function ModelsPage() {
  const router = useRouter();
  const { workspace } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(modelsQuery);
  const all = query.data?.items ?? [];
  const spaces = [...new Set(all.map((m) => m.workspace))].sort();
  const inside = (m: Model) => !workspace || m.workspace === workspace;
  return (
    <div className="page" data-testid="models">
      <PageHead title="Models" />
      {(spaces.length > 1 || workspace) && (
        <div className="toolbar">
          <select
            className="field"
            aria-label="Workspace"
            data-testid="workspace"
            value={workspace ?? ''}
            onChange={(e) =>
              void navigate({ search: { workspace: e.target.value || undefined }, replace: true })
            }
          >
            <option value="">all workspaces</option>
            {spaces.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </div>
      )}
      <div className="panel">
        <Await query={query} skeleton={<Skeleton lines={6} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty
                title="No models yet"
                type={'mlflow.register_model("runs:/RUN_ID/model", "my-model")'}
              >
                A registered model keeps its versions, their stages, the evidence that moved them,
                and their cards.
              </Empty>
            ) : (
              <DataTable
                label="Models"
                main
                rows={items.filter((m) => !isPrompt(m) && inside(m))}
                rowKey={(m) => m.name}
                onOpen={(m) => router.history.push(`/models/${encodeURIComponent(m.name)}`)}
                columns={[
                  {
                    id: 'name',
                    title: 'Model',
                    cell: (m) => <RefLink of={`model:${m.name}`} title={m.name} />,
                  },
                  {
                    id: 'champion',
                    title: 'Champion',
                    cell: (m) =>
                      m.champion ? (
                        <RefLink
                          of={`model_version:${m.name}/${m.champion}`}
                          title={`v${m.champion}`}
                        />
                      ) : (
                        <span className="muted">none</span>
                      ),
                  },
                  {
                    id: 'versions',
                    title: 'Versions',
                    align: 'right',
                    cell: (m) => count(m.versions),
                  },
                  {
                    id: 'serves',
                    title: 'Serves',
                    cell: (m) =>
                      (m.deployment ?? []).map((d) => <RefLink key={d} of={`deployment:${d}`} />),
                  },
                  {
                    id: 'description',
                    title: 'What it is',
                    wide: true,
                    cell: (m) => m.description ?? '',
                  },
                  { id: 'updated', title: 'Changed', cell: (m) => <Ago at={m.updated_at} /> },
                ]}
              />
            )
          }
        </Await>
      </div>
      <Prompts items={all.filter((m) => isPrompt(m) && inside(m))} />
    </div>
  );
}

/** Prompts are versions of text; they stand apart from models of numbers. */
function Prompts({ items }: { items: readonly Model[] }) {
  const router = useRouter();
  if (items.length === 0) return null;
  return (
    <Panel title="Prompts" flush id="prompts">
      <DataTable
        label="Prompts"
        rows={items}
        rowKey={(m) => m.name}
        onOpen={(m) => router.history.push(`/models/${encodeURIComponent(m.name)}`)}
        columns={[
          {
            id: 'name',
            title: 'Prompt',
            cell: (m) => <RefLink of={`model:${m.name}`} title={m.name} />,
          },
          { id: 'versions', title: 'Versions', align: 'right', cell: (m) => count(m.versions) },
          {
            id: 'aliases',
            title: 'Aliases',
            cell: (m) =>
              Object.entries(m.aliases)
                .map(([a, v]) => `${a}: v${v}`)
                .join(', ') || '–',
          },
          { id: 'updated', title: 'Changed', cell: (m) => <Ago at={m.updated_at} /> },
        ]}
      />
    </Panel>
  );
}

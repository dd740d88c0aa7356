import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Ago } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Empty, Skeleton } from '../components/States.tsx';
import { modelsQuery } from '../features/registry/api.ts';
import { count } from '../lib/format.ts';

export function ModelsPage() {
  const router = useRouter();
  const query = useQuery(modelsQuery);
  return (
    <div className="page" data-testid="models">
      <PageHead title="Models" />
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
                rows={items}
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
    </div>
  );
}

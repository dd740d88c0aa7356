import { useQuery } from '@tanstack/react-query';
import { Ago, Id, Panel } from '../../components/Bits.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { RefLink, To } from '../../components/Link.tsx';
import { Await, Empty } from '../../components/States.tsx';
import { Status } from '../../components/Status.tsx';
import { number } from '../../lib/format.ts';
import { loggedModelsQuery } from './api.ts';

/** The models that a run logged, and what was registered of them. */
export function LoggedModels({ run, experiment }: { run: string; experiment: string }) {
  const query = useQuery(loggedModelsQuery(run));
  return (
    <Panel title="Models logged" flush id="logged-models">
      <Await query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="No model was logged"
              type={'mlflow.sklearn.log_model(model, name="model")'}
            >
              A logged model keeps its files, its signature and what was measured of it; registering
              makes a version of it.
            </Empty>
          ) : (
            <DataTable
              label="Models logged"
              rows={items}
              rowKey={(m) => m.id}
              columns={[
                {
                  id: 'name',
                  title: 'Model',
                  cell: (m) => (
                    <To path={`/experiments/${encodeURIComponent(experiment)}/models/${m.id}`}>
                      {m.name}
                    </To>
                  ),
                },
                { id: 'id', title: 'Id', cell: (m) => <Id of={m.id} /> },
                { id: 'type', title: 'Type', cell: (m) => m.type ?? '–' },
                { id: 'status', title: 'State', cell: (m) => <Status of={m.status} /> },
                {
                  id: 'metrics',
                  title: 'Measured',
                  cell: (m) =>
                    m.metrics
                      .filter((p) => !p.key.startsWith('system/'))
                      .slice(0, 3)
                      .map((p) => `${p.key} ${p.value_text ?? number(p.value)}`)
                      .join(', ') || '–',
                },
                {
                  id: 'versions',
                  title: 'Registered as',
                  cell: (m) =>
                    m.versions.length === 0 ? (
                      <span className="muted">not registered</span>
                    ) : (
                      m.versions.map((v) => <RefLink key={v} of={v} title={versionName(v)} />)
                    ),
                },
                { id: 'at', title: 'Logged', cell: (m) => <Ago at={m.created_at} /> },
              ]}
            />
          )
        }
      </Await>
    </Panel>
  );
}

function versionName(ref: string): string {
  const id = ref.slice(ref.indexOf(':') + 1);
  const slash = id.lastIndexOf('/');
  return `${id.slice(0, slash)} v${id.slice(slash + 1)} `;
}

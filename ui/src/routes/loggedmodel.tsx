import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { LoggedModel } from '../api/types.ts';
import { Ago, Id, Panel, Tabs } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { RefLink, To } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { modelFiles } from '../features/artifacts/api.ts';
import { Files } from '../features/artifacts/Files.tsx';
import { loggedModelQuery } from '../features/tracking/api.ts';
import { anyValue } from '../lib/format.ts';

const within = getRouteApi('/experiments/$experiment/models/$model');
const alone = getRouteApi('/logged-models/$model');

interface Place {
  tab?: string;
  artifact?: string;
}

export function LoggedModelPage() {
  const { model } = within.useParams();
  const search = within.useSearch();
  const navigate = within.useNavigate();
  return (
    <Page
      id={model}
      place={search}
      set={(part) => void navigate({ search: (old) => ({ ...old, ...part }), replace: true })}
    />
  );
}

export function LoggedModelAlone() {
  const { model } = alone.useParams();
  const search = alone.useSearch();
  const navigate = alone.useNavigate();
  return (
    <Page
      id={model}
      place={search}
      set={(part) => void navigate({ search: (old) => ({ ...old, ...part }), replace: true })}
    />
  );
}

function Page({ id, place, set }: { id: string; place: Place; set: (part: Place) => void }) {
  const query = useQuery(loggedModelQuery(id));
  return (
    <div className="page" data-testid="logged-model">
      <Await page query={query} skeleton={<Block height={300} />}>
        {(model) => <Whole model={model} place={place} set={set} />}
      </Await>
    </div>
  );
}

function Whole({
  model,
  place,
  set,
}: {
  model: LoggedModel;
  place: Place;
  set: (part: Place) => void;
}) {
  const tab = place.tab ?? 'files';
  const facts: [string, Record<string, string>][] = [
    ['Params', model.params],
    ['Tags', model.tags],
  ];
  return (
    <>
      <PageHead title={model.name} state={<Status of={model.status} />} />
      <div className="row wrap small soft">
        <Id of={model.id} />
        {model.type && <span className="badge">{model.type}</span>}
        <span>
          logged <Ago at={model.created_at} />
        </span>
        {model.run && (
          <span>
            by <RefLink of={`run:${model.run}`} />
          </span>
        )}
        <To path={`/runs?experiment=${encodeURIComponent(model.experiment_id)}`}>its experiment</To>
        {model.versions.map((v) => (
          <span key={v}>
            registered as <RefLink of={v} title={v.slice(v.indexOf(':') + 1).replace('/', ' v')} />
          </span>
        ))}
      </div>
      <Tabs
        label="Parts of the model"
        value={tab}
        onChange={(t) => set({ tab: t === 'files' ? undefined : t })}
        tabs={[
          { id: 'files', title: 'Files' },
          { id: 'metrics', title: 'Measured', count: model.metrics.length },
          { id: 'facts', title: 'Params and tags' },
        ]}
      />
      {tab === 'files' && (
        <Files
          owner={modelFiles(model.id)}
          address={`models:/${model.id}`}
          chosen={place.artifact ?? 'MLmodel'}
          onChoose={(artifact) => set({ artifact })}
        />
      )}
      {tab === 'metrics' && (
        <div className="panel">
          <DataTable
            label="Measured"
            rows={model.metrics}
            rowKey={(m) => m.key + m.run + m.step + m.dataset}
            columns={[
              { id: 'key', title: 'Metric', cell: (m) => m.key },
              {
                id: 'value',
                title: 'Value',
                align: 'right',
                cell: (m) => m.value_text ?? anyValue(m.value),
              },
              { id: 'step', title: 'Step', align: 'right', cell: (m) => m.step },
              { id: 'on', title: 'On', cell: (m) => m.dataset ?? '–' },
              { id: 'run', title: 'By', cell: (m) => <RefLink of={`run:${m.run}`} /> },
            ]}
          />
        </div>
      )}
      {tab === 'facts' && (
        <div className="cols">
          {facts.map(([title, map]) => (
            <Panel key={title} title={title} flush className="c6">
              <table className="t kv" aria-label={title}>
                <tbody>
                  {Object.entries(map).map(([k, v]) => (
                    <tr key={k}>
                      <td className="muted">{k}</td>
                      <td className="mono" title={v}>
                        {v}
                      </td>
                    </tr>
                  ))}
                  {Object.keys(map).length === 0 && (
                    <tr>
                      <td className="muted">None.</td>
                    </tr>
                  )}
                </tbody>
              </table>
            </Panel>
          ))}
        </div>
      )}
    </>
  );
}

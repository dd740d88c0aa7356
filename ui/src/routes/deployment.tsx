import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Alert, DeploymentDetail, LivePulse, Window } from '../api/types.ts';
import { Overlay, OverlayLegend } from '../charts/svg/Overlay.tsx';
import { Ago, EventTime, Figure, Id, Panel } from '../components/Bits.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Icon } from '../components/Icon.tsx';
import { useKeys } from '../components/keys.ts';
import { RefLink, useEvidence } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { SilenceButton } from '../features/monitoring/AlertView.tsx';
import {
  alertsQuery,
  deploymentQuery,
  distributionQuery,
  driftQuery,
  predictionsQuery,
  windowsQuery,
} from '../features/monitoring/api.ts';
import { DriftList } from '../features/monitoring/DriftList.tsx';
import { METRICS, PerformanceChart } from '../features/monitoring/Performance.tsx';
import { System, usePulse } from '../features/monitoring/System.tsx';
import { TryIt } from '../features/monitoring/TryIt.tsx';
import { proposalQuery } from '../features/thread/api.ts';
import { GoBack } from '../features/thread/GoBack.tsx';
import { versionColour } from '../lib/colour.ts';
import {
  anyValue,
  change,
  compact,
  count,
  interval,
  millis,
  number,
  percent,
  plural,
  score,
} from '../lib/format.ts';
import { day, exact, stretch } from '../lib/time.ts';
import '../features/monitoring/monitoring.css';

const route = getRouteApi('/deployments/$deployment');

export function DeploymentPage() {
  const { deployment } = route.useParams();
  const query = useQuery(deploymentQuery(deployment));
  const pulse = usePulse(deployment);
  return (
    <div className="page" data-testid="deployment">
      <Await
        query={query}
        skeleton={
          <>
            <Block height={28} />
            <Block height={44} />
            <Block height={240} />
            <Block height={300} />
          </>
        }
      >
        {(d) => <Whole d={d} pulse={pulse} />}
      </Await>
    </div>
  );
}

function Whole({ d, pulse }: { d: DeploymentDetail; pulse: LivePulse | null }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const windows = useQuery(windowsQuery(d.name));
  const drift = useQuery(driftQuery(d.name, search.window));
  const recent = useQuery(predictionsQuery(d.name));
  const proposal = useQuery(proposalQuery(d.name)).data;
  const [back, setBack] = useState(false);
  useKeys({ b: () => setBack(true) });
  const metric = search.metric ?? 'auc';
  const ref = d.version !== undefined ? `model_version:${d.model}/${d.version}` : null;
  return (
    <>
      <PageHead
        title={d.name}
        state={<Status of={d.state} />}
        thread={[...(ref ? [ref] : []), d.ref]}
        here={d.ref}
        actions={
          <button
            type="button"
            className="btn"
            onClick={() => setBack(true)}
            data-testid="goback-open"
          >
            <Icon name="back" size={13} /> Roll back… <kbd>b</kbd>
          </button>
        }
      />
      {d.problem && (
        <div className="notice bad" role="alert">
          <Icon name="alert" size={14} /> {d.problem}
        </div>
      )}
      {proposal && proposal.revoked.length > 0 && (
        <div className="notice bad" role="alert" data-testid="proposal">
          <Icon name="alert" size={14} />
          <span className="grow">
            {proposal.why}{' '}
            {proposal.revoked.map((r) => (
              <RefLink key={r} of={r} />
            ))}
          </span>
          {proposal.action === 'rollback' ? (
            <button type="button" className="btn" onClick={() => setBack(true)}>
              Roll back to v{proposal.version}… <kbd>b</kbd>
            </button>
          ) : (
            proposal.command && <code>{proposal.command}</code>
          )}
        </div>
      )}
      {back && <GoBack deployment={d.name} onClose={() => setBack(false)} />}
      <TopLine d={d} pulse={pulse} />
      <div className="cols">
        <Panel
          title="Performance"
          id="performance-panel"
          className="c12"
          aside={
            <span className="metricpick" role="group" aria-label="Metric">
              {METRICS.map(([key, name]) => (
                <button
                  key={key}
                  type="button"
                  aria-pressed={metric === key}
                  onClick={() => set({ metric: key === 'auc' ? undefined : key })}
                >
                  {name}
                </button>
              ))}
            </span>
          }
        >
          <Await query={windows} skeleton={<Block height={250} />}>
            {({ items }) => (
              <div className="stack">
                <Scores windows={items} metric={metric} />
                <PerformanceChart
                  windows={items}
                  metric={metric}
                  chosen={drift.data?.window}
                  onChoose={(window) => set({ window })}
                />
              </div>
            )}
          </Await>
        </Panel>
        <Panel
          title="Drift"
          flush
          className="c7"
          aside={
            <Await query={windows} skeleton={null}>
              {({ items }) => (
                <select
                  className="field"
                  style={{ height: 24, fontSize: 12 }}
                  aria-label="Window"
                  value={search.window ?? ''}
                  onChange={(e) => set({ window: e.target.value || undefined })}
                >
                  <option value="">newest window</option>
                  {[...items].reverse().map((w) => (
                    <option key={w.ref} value={w.ref}>
                      {stretch(w.from, w.to)}
                    </option>
                  ))}
                </select>
              )}
            </Await>
          }
        >
          <Await query={drift} skeleton={<Skeleton lines={10} />}>
            {(data) => (
              <DriftList
                deployment={d.name}
                drift={data}
                window={search.window ?? data.window}
                open={search.column}
                onOpen={(column) => set({ column })}
              />
            )}
          </Await>
        </Panel>
        <div className="c5 stack" style={{ gap: 14 }}>
          <Distribution name={d.name} windows={windows.data?.items ?? []} chosen={search.window} />
          <Alerts name={d.name} status={search.alerts} onStatus={(alerts) => set({ alerts })} />
        </div>
        <Panel
          title="System"
          className="c12"
          aside={<span className="muted small">by the server’s clock, live</span>}
        >
          <System name={d.name} pulse={pulse} />
        </Panel>
        <Panel title="Recent predictions" flush className="c7">
          <Predictions name={d.name} />
        </Panel>
        <Panel title="Try it" className="c5">
          <TryIt
            deployment={d.name}
            signature={d.signature}
            at={d.watermark}
            example={recent.data?.items[0]?.features}
          />
        </Panel>
      </div>
    </>
  );
}

function TopLine({ d, pulse }: { d: DeploymentDetail; pulse: LivePulse | null }) {
  const total = d.versions.reduce((a, v) => a + v.requests, 0) || 1;
  return (
    <div className="figures" data-testid="topline">
      <Figure name="requests/s">{compact(pulse?.requests ?? d.requests_per_s)}</Figure>
      <Figure name="p50">{millis(pulse?.p50_ms ?? d.p50_ms)}</Figure>
      <Figure name="p99">{millis(pulse?.p99_ms ?? d.p99_ms)}</Figure>
      <Figure name="errors">
        <span className={d.errors_total > 0 ? 'warn' : ''}>{count(d.errors_total)}</span>{' '}
        <small className="muted">of {compact(d.requests_total)}</small>
      </Figure>
      <Figure name={`answers from, follows ${d.follows.replace(/^\w+:/, '')}`}>
        {d.version !== undefined ? (
          <RefLink
            of={`model_version:${d.model}/${d.version}`}
            title={`${d.model} v${d.version}`}
          />
        ) : (
          '–'
        )}{' '}
        <small className="muted">
          since <EventTime at={d.swaps[0]?.event_time ?? d.since} />
        </small>
      </Figure>
      <div className="figure">
        <div className="k">version split</div>
        <div
          className="split"
          style={{ marginTop: 9 }}
          role="img"
          aria-label={d.versions
            .map((v) => `v${v.version} ${percent(v.requests / total)}`)
            .join(', ')}
        >
          {d.versions.map((v) => (
            <span
              key={v.version}
              title={`v${v.version}: ${count(v.requests)} requests`}
              style={{
                flex: Math.max(0.01, v.requests / total),
                background: versionColour(v.version),
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Scores({ windows, metric }: { windows: readonly Window[]; metric: string }) {
  const last = windows.findLast((w) => !w.pending && w.performance[metric] !== undefined);
  const newest = windows.at(-1);
  if (!last) return null;
  return (
    <div className="figures">
      {METRICS.map(([key, name]) => {
        const gap = last.change[key];
        const worse = gap !== undefined && (key === 'log_loss' ? gap > 0 : gap < 0);
        return (
          <Figure key={key} name={name}>
            {score(last.performance[key])}{' '}
            {gap !== undefined && <small className={worse ? 'warn' : 'good'}>{change(gap)}</small>}
          </Figure>
        );
      })}
      <Figure name="as of">
        <span style={{ fontSize: 13, fontWeight: 500 }}>
          {stretch(last.from, last.to)}{' '}
          <span className="muted">v{last.model_version}, change since its promotion</span>
        </span>
      </Figure>
      {last.performance[`${metric}_low`] !== undefined && (
        <Figure name="95 % interval">
          {interval(last.performance[`${metric}_low`], last.performance[`${metric}_high`])}
        </Figure>
      )}
      {newest?.pending && (
        <Figure name="labels of the newest window">
          {percent(newest.coverage)}{' '}
          <small className="muted">arrived; hatched until they have</small>
        </Figure>
      )}
    </div>
  );
}

function Distribution({
  name,
  windows,
  chosen,
}: {
  name: string;
  windows: readonly Window[];
  chosen?: string;
}) {
  const window = windows.find((w) => w.ref === chosen);
  const query = useQuery(distributionQuery(name, window?.from, window?.to));
  return (
    <Panel
      title="Predictions"
      aside={<OverlayLegend names={['reference', 'this window']} />}
      id="distribution"
    >
      <Await query={query} skeleton={<Block height={150} />}>
        {(data) =>
          data.reference.length + data.current.length === 0 ? (
            <p className="muted">No predictions in this window.</p>
          ) : (
            <Overlay
              reference={data.reference}
              current={data.current}
              edges={data.edges}
              height={150}
              label="Scores: reference and this window"
            />
          )
        }
      </Await>
    </Panel>
  );
}

function Alerts({
  name,
  status,
  onStatus,
}: {
  name: string;
  status?: string;
  onStatus: (s?: string) => void;
}) {
  const query = useQuery(alertsQuery(name, status));
  return (
    <Panel
      title="Alerts"
      flush
      id="alerts"
      aside={
        <select
          className="field"
          style={{ height: 24, fontSize: 12 }}
          aria-label="Which alerts"
          value={status ?? ''}
          onChange={(e) => onStatus(e.target.value || undefined)}
        >
          <option value="">all</option>
          <option value="open">open</option>
          <option value="silenced">silenced</option>
          <option value="resolved">resolved</option>
        </select>
      }
    >
      <Await query={query} skeleton={<Skeleton lines={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No alerts">
              {status ? `None is ${status}.` : 'All is within its thresholds.'}
            </Empty>
          ) : (
            <AlertRows
              items={[...items].sort(
                (a, b) => Number(a.status === 'resolved') - Number(b.status === 'resolved'),
              )}
            />
          )
        }
      </Await>
    </Panel>
  );
}

function AlertRows({ items }: { items: readonly Alert[] }) {
  return (
    <div className="tablewrap" style={{ maxHeight: 260 }}>
      <table className="t" aria-label="Alerts">
        <tbody>
          {items.map((a) => (
            <tr key={a.ref} title={a.summary}>
              <td>
                <Status of={a.status} />
              </td>
              <td>
                <RefLink of={a.ref} title={a.column ?? a.watch} />
              </td>
              <td className="num">
                {number(a.value, 3)} <span className="muted">/ {number(a.threshold, 3)}</span>
              </td>
              <td className="muted">
                <time dateTime={a.opened_at} title={`event time ${exact(a.opened_at)}`}>
                  {day(a.opened_at)}
                </time>
              </td>
              <td className="right">
                <SilenceButton alert={a} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Predictions({ name }: { name: string }) {
  const query = useQuery(predictionsQuery(name));
  const router = useRouter();
  const evidence = useEvidence();
  return (
    <Await query={query} skeleton={<Skeleton lines={8} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty
            title="Nobody has asked yet"
            type={`curl -s ${window.location.origin}/deployments/${name}/predict -d '{"features": {…}}'`}
          />
        ) : (
          <DataTable
            label={plural(items.length, 'prediction')}
            testId="predictions"
            maxHeight="420px"
            rows={items}
            rowKey={(p) => p.id}
            onOpen={(p) => router.history.push(`/predictions/${encodeURIComponent(p.id)}`)}
            onEvidence={(p) => evidence(p.ref ?? `prediction:${p.id}`)}
            columns={[
              { id: 'id', title: 'Prediction', cell: (p) => <Id of={p.id} /> },
              { id: 'event', title: 'Asked for', cell: (p) => <EventTime at={p.event_time} /> },
              { id: 'version', title: 'Model', cell: (p) => `v${p.model_version}` },
              {
                id: 'said',
                title: 'Said',
                cell: (p) => (
                  <span>
                    {anyValue(p.prediction)} <span className="muted">{percent(p.probability)}</span>
                  </span>
                ),
              },
              {
                id: 'true',
                title: 'Came true',
                cell: (p) =>
                  p.label === undefined ? (
                    <span className="muted">pending</span>
                  ) : (
                    <span className={String(p.label) === String(p.prediction) ? 'good' : 'bad'}>
                      {p.label}
                    </span>
                  ),
              },
              {
                id: 'took',
                title: 'Took',
                align: 'right',
                wide: true,
                cell: (p) => millis(p.latency_ms),
              },
              {
                id: 'why',
                title: 'Why',
                cell: (p) => <RefLink of={p.ref ?? `prediction:${p.id}`} title="why" />,
              },
              {
                id: 'recorded',
                title: 'Recorded',
                wide: true,
                cell: (p) => <Ago at={p.recorded_at} />,
              },
            ]}
          />
        )
      }
    </Await>
  );
}

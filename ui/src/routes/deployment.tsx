import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { DeploymentDetail, LivePulse, VersionShare } from '../api/types.ts';
import { EventTime, Figure, Panel } from '../components/Bits.tsx';
import { Icon } from '../components/Icon.tsx';
import { useKeys } from '../components/keys.ts';
import { RefLink } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { Comments } from '../features/collab/Comments.tsx';
import { PinButton } from '../features/collab/PinButton.tsx';
import { Alerts } from '../features/monitoring/Alerts.tsx';
import {
  deploymentQuery,
  driftQuery,
  predictionsQuery,
  windowsQuery,
} from '../features/monitoring/api.ts';
import { DistributionPanel } from '../features/monitoring/DistributionPanel.tsx';
import { DriftList } from '../features/monitoring/DriftList.tsx';
import { PerformanceChart } from '../features/monitoring/Performance.tsx';
import { Predictions } from '../features/monitoring/Predictions.tsx';
import { Scores } from '../features/monitoring/Scores.tsx';
import { Batches } from '../features/serving/Batches.tsx';
import { CanaryPanel } from '../features/serving/CanaryPanel.tsx';
import { servedColour, servedName } from '../features/serving/colours.ts';
import { Live, usePulse } from '../features/serving/Live.tsx';
import { stateOf, stateWhy } from '../features/serving/list.ts';
import { Split } from '../features/serving/Split.tsx';
import { Swap } from '../features/serving/Swap.tsx';
import { followWords } from '../features/serving/split.ts';
import { TryIt } from '../features/serving/TryIt.tsx';
import { proposalQuery } from '../features/thread/api.ts';
import { GoBack } from '../features/thread/GoBack.tsx';
import { compact, count, millis, percent } from '../lib/format.ts';
import { metricsOf, metricTitle } from '../lib/metric.ts';
import { stretch } from '../lib/time.ts';

const route = getRouteApi('/deployments/$deployment');

export function DeploymentPage() {
  const { deployment } = route.useParams();
  const query = useQuery(deploymentQuery(deployment));
  const pulse = usePulse(deployment);
  return (
    <div className="page" data-testid="deployment">
      <Await
        page
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
  const [swap, setSwap] = useState(false);
  useKeys({ b: () => setBack(true), s: () => setSwap(true) });
  const regression = d.signature?.objective === 'regression';
  const metrics = metricsOf((windows.data?.items ?? []).map((w) => w.performance));
  const watched = windows.data?.items.findLast((w) => w.metric)?.metric;
  const usual = watched && metrics.includes(watched) ? watched : (metrics[0] ?? '');
  const metric = search.metric ?? usual;
  const ref = d.version !== undefined ? `model_version:${d.model}/${d.version}` : null;
  return (
    <>
      <PageHead
        title={d.name}
        state={
          <span title={stateWhy(d)}>
            <Status of={stateOf(d)} />
          </span>
        }
        thread={[...(ref ? [ref] : []), d.ref]}
        here={d.ref}
        actions={
          <>
            <PinButton subject={d.ref} />
            <button
              type="button"
              className="btn"
              onClick={() => setSwap(true)}
              data-testid="swap-open"
            >
              <Icon name="deployments" size={13} /> Change version… <kbd>s</kbd>
            </button>
            <button
              type="button"
              className="btn"
              onClick={() => setBack(true)}
              data-testid="goback-open"
            >
              <Icon name="back" size={13} /> Roll back… <kbd>b</kbd>
            </button>
          </>
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
      {swap && <Swap of={d} onClose={() => setSwap(false)} />}
      <TopLine d={d} pulse={pulse} />
      <div className="cols">
        <Live
          name={d.name}
          model={d.model}
          short={search.span === '2m'}
          onShort={(short) => set({ span: short ? '2m' : undefined })}
        />
        <div className="c6 stack" style={{ gap: 14 }}>
          <Split of={d} />
          <CanaryPanel of={d} />
        </div>
        <TryIt of={d} example={recent.data?.items[0]?.features} className="c6" />
        <Predictions
          name={d.name}
          regression={regression}
          version={search.version}
          versions={d.versions.map((v) => v.version)}
          onVersion={(version) => set({ version })}
          busy={(pulse?.requests ?? 0) > 0}
        />
        <Batches of={d} className="c12" />
        <Panel
          title="Performance"
          id="performance-panel"
          className="c12"
          aside={
            <span className="metricpick" role="group" aria-label="Metric">
              {metrics.map((key) => (
                <button
                  key={key}
                  type="button"
                  aria-pressed={metric === key}
                  onClick={() => set({ metric: key === usual ? undefined : key })}
                >
                  {metricTitle(key)}
                </button>
              ))}
            </span>
          }
        >
          <Await query={windows} skeleton={<Block height={250} />}>
            {({ items }) => (
              <div className="stack">
                <Scores windows={items} metric={metric} metrics={metrics} />
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
          <DistributionPanel
            name={d.name}
            windows={windows.data?.items ?? []}
            chosen={search.window}
          />
          <Alerts name={d.name} status={search.alerts} onStatus={(alerts) => set({ alerts })} />
        </div>
        <Comments subject={d.ref} className="c12" />
      </div>
    </>
  );
}

function TopLine({ d, pulse }: { d: DeploymentDetail; pulse: LivePulse | null }) {
  const second = pulse?.versions ?? [];
  const asked = second.reduce((a, v) => a + v.requests, 0);
  const now = (v: VersionShare) =>
    second.find((x) => x.version === v.version && x.model === v.model)?.requests ?? 0;
  return (
    <div className="figures" data-testid="topline">
      <Figure name="requests/s">{compact(pulse?.requests ?? d.requests_per_s)}</Figure>
      <Figure name="p50" title="of this second; when nobody asks, of the last minute">
        {millis(pulse?.p50_ms ?? d.p50_ms)}
      </Figure>
      <Figure name="p99" title="of this second; when nobody asks, of the last minute">
        {millis(pulse?.p99_ms ?? d.p99_ms)}
      </Figure>
      <Figure name="errors">
        <span className={d.errors_total > 0 ? 'warn' : ''}>{count(d.errors_total)}</span>{' '}
        <small className="muted">of {compact(d.requests_total + d.errors_total)}</small>
      </Figure>
      <Figure name={`answers from, follows ${followWords(d.follows)}`}>
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
      <div className="figure" data-testid="topsplit">
        <div className="k">version split</div>
        <div className="row wrap" style={{ marginTop: 2 }}>
          <div
            className="split"
            role="img"
            aria-label={d.versions
              .map((v) => `${servedName(d.model, v)} ${percent(v.share)}`)
              .join(', ')}
          >
            {d.versions.map((v) => (
              <span
                key={`${v.model}/${v.version}`}
                title={`${servedName(d.model, v)}: ${count(v.requests)} requests`}
                style={{ flex: Math.max(0.01, v.share), background: servedColour(d.model, v) }}
              />
            ))}
          </div>
          {d.versions.slice(0, 4).map((v) => (
            <small
              key={`${v.model}/${v.version}`}
              className="nowrap"
              title={asked > 0 ? `${percent(now(v) / asked)} of this second’s requests` : undefined}
            >
              {servedName(d.model, v)} <strong>{percent(v.share)}</strong>
            </small>
          ))}
          {d.versions.length > 4 && (
            <small className="muted">and {d.versions.length - 4} more</small>
          )}
        </div>
      </div>
    </div>
  );
}

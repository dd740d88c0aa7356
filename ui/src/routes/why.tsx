import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import type { Verdict, Why } from '../api/types.ts';
import { Ago, Copy, EventTime, Figure, Panel } from '../components/Bits.tsx';
import { Icon } from '../components/Icon.tsx';
import { useKeys } from '../components/keys.ts';
import { RefLink, useEvidence } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Await, Block, Empty } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { cameTrue, said } from '../features/monitoring/said.ts';
import { whyQuery } from '../features/thread/api.ts';
import { Contributions } from '../features/thread/Contributions.tsx';
import { GoBack } from '../features/thread/GoBack.tsx';
import { Like } from '../features/thread/Like.tsx';
import { Made } from '../features/thread/Made.tsx';
import { Reruns, RerunView, useRemake } from '../features/thread/Remake.tsx';
import { millis, number, percent, shortId } from '../lib/format.ts';
import '../features/thread/thread.css';

const route = getRouteApi('/predictions/$prediction');

/** Why one answer is what it is: what was asked, what each feature added, and the thread behind it. */
export function WhyPage() {
  const { prediction } = route.useParams();
  const query = useQuery(whyQuery(prediction));
  return (
    <div className="page" data-testid="why">
      <Await
        page
        query={query}
        skeleton={
          <>
            <Block height={48} />
            <Block height={60} />
            <Block height={420} />
          </>
        }
      >
        {(why) => <Story key={why.prediction.id} why={why} />}
      </Await>
    </div>
  );
}

function Story({ why }: { why: Why }) {
  const { rerun, all, label } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const evidence = useEvidence();
  const [back, setBack] = useState(false);
  const p = why.prediction;
  const set = (part: Record<string, string | undefined>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true });
  const remake = useRemake(why.version_ref, (id) => set({ rerun: id }));
  const here = p.ref ?? `prediction:${p.id}`;
  const first = why.verdicts[0];
  useKeys({
    b: () => setBack(true),
    r: () => !remake.isPending && remake.mutate(),
    e: () => first && evidence(first.ref),
    a: () => set({ all: all ? undefined : '1' }),
    d: () => router.history.push(`/deployments/${encodeURIComponent(p.deployment)}`),
  });
  const training = why.data.find((d) => d.uses.includes('training')) ?? why.data[0];
  const newest = why.data.filter((d) => d.uses.includes('training')).at(-1) ?? training;
  return (
    <>
      <PageHead
        title={`Prediction ${shortId(p.id)}`}
        state={<Truth why={why} />}
        thread={[
          ...(newest ? [newest.ref] : []),
          ...(why.run ? [why.run.ref] : []),
          why.version_ref,
          `deployment:${p.deployment}`,
          here,
        ]}
        here={here}
        actions={
          <>
            <button
              type="button"
              className="btn"
              disabled={remake.isPending}
              onClick={() => remake.mutate()}
              data-testid="rerun-do"
            >
              <Icon name="spin" size={13} /> Make the model again <kbd>r</kbd>
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
      {remake.error && (
        <p className="notice bad" role="alert">
          {remake.error.message}
        </p>
      )}
      <p className="said" data-testid="said">
        {why.summary}
      </p>
      <Facts why={why} />
      {rerun && (
        <Panel
          title="Made again"
          aside={
            <button
              type="button"
              className="btn quiet sm"
              aria-label="Close"
              onClick={() => set({ rerun: undefined })}
            >
              <Icon name="cross" size={13} />
            </button>
          }
        >
          <RerunView id={rerun} />
        </Panel>
      )}
      <Panel
        title="What each feature added"
        flush
        aside={<Classes why={why} label={label} onLabel={(l) => set({ label: l })} />}
      >
        <Contributions
          why={why}
          label={label && label !== why.explanation?.label ? label : null}
          all={all === '1'}
          onAll={(on) => set({ all: on ? '1' : undefined })}
        />
      </Panel>
      <div className="cols">
        <Panel title="Training rows like it" flush className="c12">
          <Like why={why} />
        </Panel>
        <Panel title="What made it" className="c7">
          <Made why={why} />
        </Panel>
        <div className="c5 stack">
          <Panel title="What allowed it" id="verdicts">
            <Verdicts verdicts={why.verdicts} />
          </Panel>
          <Panel title="What to do next">
            <div className="stack">
              <Reruns of={why.version_ref} onOpen={(id) => set({ rerun: id })} />
              {why.next.map((n) => (
                <div key={n.command}>
                  <p className="small">{n.why}</p>
                  <div className="type-this" style={{ marginTop: 4 }}>
                    <code>{n.command}</code>
                    <Copy text={n.command} label="Copy the command" />
                  </div>
                </div>
              ))}
            </div>
          </Panel>
        </div>
      </div>
      {back && <GoBack deployment={p.deployment} onClose={() => setBack(false)} />}
    </>
  );
}

/** Whether it came true, where that can be said in a word. */
function Truth({ why }: { why: Why }) {
  const p = why.prediction;
  if (p.label === undefined) return <Status of="PENDING" word="not known yet" />;
  if (why.explanation?.scale === 'number') {
    const off = Number(p.label) - Number(p.prediction);
    return (
      <span className="badge">
        {Number.isFinite(off) ? `off by ${number(Math.abs(off), 3)}` : p.label}
      </span>
    );
  }
  const right = cameTrue(p, false).kind === 'right';
  return (
    <Status of={right ? 'PASS' : 'FAIL'} word={right ? 'came true' : `wrong: it was ${p.label}`} />
  );
}

function Facts({ why }: { why: Why }) {
  const p = why.prediction;
  const regression = why.explanation?.scale === 'number' || why.explanation?.scale === 'log';
  return (
    <div className="figures">
      <Figure name="said">
        {regression ? number(p.prediction) : said(p)}{' '}
        {!regression && p.probability !== undefined && (
          <small className="muted">{percent(p.probability, 1)} sure</small>
        )}
      </Figure>
      <Figure name="came true">{p.label ?? <span className="muted">not known yet</span>}</Figure>
      {why.explanation && (
        <Figure name="knowing nothing">
          {regression ? number(why.explanation.bias_value) : percent(why.explanation.bias_value, 1)}
        </Figure>
      )}
      <Figure name="asked for">
        <EventTime at={p.event_time} />
      </Figure>
      <Figure name="recorded">
        <Ago at={p.recorded_at} />
      </Figure>
      <Figure name="took">{millis(p.latency_ms)}</Figure>
      {p.key && (
        <Figure name="caller’s key">
          <span className="mono small">{p.key}</span>
        </Figure>
      )}
    </div>
  );
}

/** Of many classes: which one the contributions speak for. */
function Classes(props: {
  why: Why;
  label: string | undefined;
  onLabel: (label: string | undefined) => void;
}) {
  const explanation = props.why.explanation;
  if (!explanation?.classes) {
    return explanation?.label ? (
      <span className="muted small">towards {explanation.label}</span>
    ) : null;
  }
  return (
    <select
      className="field"
      style={{ height: 24, fontSize: 12 }}
      aria-label="Towards which class"
      value={props.label ?? explanation.label ?? ''}
      onChange={(e) =>
        props.onLabel(e.target.value === explanation.label ? undefined : e.target.value)
      }
    >
      {[...explanation.classes]
        .sort((a, b) => b.value - a.value)
        .map((c) => (
          <option key={c.label} value={c.label}>
            towards {c.label}, {percent(c.value, 1)}
          </option>
        ))}
    </select>
  );
}

function Verdicts({ verdicts }: { verdicts: readonly Verdict[] }) {
  if (verdicts.length === 0) {
    return (
      <Empty title="No gate judged this version">
        It was registered or promoted by hand; a gate in the project file would have asked first.
      </Empty>
    );
  }
  return (
    <ul className="stack">
      {verdicts.map((v, i) => (
        <li key={v.ref}>
          <div className="row wrap">
            <Status of={v.outcome} />
            <RefLink of={v.ref} title={`gate ${v.gate}`} evidence />
            {i === 0 && <kbd>e</kbd>}
          </div>
          <p className="small" style={{ marginTop: 4 }}>
            {v.why}
          </p>
        </li>
      ))}
    </ul>
  );
}

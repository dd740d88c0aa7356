import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { lineageQuery } from '../api/shell.ts';
import type { TriggerMark } from '../api/types.ts';
import { Copy, EventTime } from '../components/Bits.tsx';
import { Icon } from '../components/Icon.tsx';
import { RefLink, To, useEvidence } from '../components/Link.tsx';
import { Await, Skeleton } from '../components/States.tsx';
import { Status } from '../components/Status.tsx';
import { versionQuery } from '../features/datasets/api.ts';
import { VersionFacts } from '../features/datasets/VersionFacts.tsx';
import { triggerQuery, verdictQuery } from '../features/delivery/api.ts';
import { VerdictView } from '../features/delivery/VerdictView.tsx';
import { AlertView } from '../features/monitoring/AlertView.tsx';
import { alertQuery, predictionQuery } from '../features/monitoring/api.ts';
import { PredictionView } from '../features/monitoring/PredictionView.tsx';
import { kindName, lineagePath, parseRef, refPath, refTitle } from '../lib/ref.ts';

/** The drawer that shows what a sentence or a mark rests on. Its record is in the URL. */
export function Evidence({ of }: { of: string }) {
  const open = useEvidence();
  const { kind, id } = parseRef(of);
  const page = refPath(of);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    box.current?.focus();
    return () => before?.focus?.();
  }, []);
  return (
    <aside
      className="float drawer"
      aria-label={`Evidence: ${refTitle(of)}`}
      data-testid="evidence"
      ref={box}
      tabIndex={-1}
    >
      <header>
        <h2>{refTitle(of)}</h2>
        <span className="muted small">{kindName(kind)}</span>
        <Copy text={of} label={`Copy ${of}`} />
        <span className="grow" />
        <To
          path={lineagePath(of)}
          className="btn quiet sm"
          title="Lineage (g t)"
          aria-label="Lineage"
        >
          <Icon name="lineage" size={15} />
        </To>
        {page && (
          <To path={page} className="btn sm">
            Open page
          </To>
        )}
        <button
          type="button"
          className="btn quiet sm"
          aria-label="Close"
          title="Close (Esc)"
          onClick={() => open(null)}
        >
          <Icon name="cross" size={14} />
        </button>
      </header>
      <div className="body">
        <Body kind={kind} id={id} />
        <Around of={of} />
      </div>
    </aside>
  );
}

function Body({ kind, id }: { kind: string; id: string }): ReactNode {
  switch (kind) {
    case 'verdict':
      return <VerdictEvidence id={id} />;
    case 'alert':
      return <AlertEvidence id={id} />;
    case 'prediction':
      return <PredictionEvidence id={id} />;
    case 'dataset_version':
      return <DataEvidence id={id} />;
    case 'trigger':
      return <TriggerEvidence id={id} />;
    default:
      return null;
  }
}

function VerdictEvidence({ id }: { id: string }) {
  return <Await query={useQuery(verdictQuery(id))}>{(v) => <VerdictView verdict={v} />}</Await>;
}

function AlertEvidence({ id }: { id: string }) {
  return <Await query={useQuery(alertQuery(id))}>{(a) => <AlertView alert={a} />}</Await>;
}

function PredictionEvidence({ id }: { id: string }) {
  return (
    <Await query={useQuery(predictionQuery(id))}>{(p) => <PredictionView prediction={p} />}</Await>
  );
}

function DataEvidence({ id }: { id: string }) {
  const at = id.indexOf('@');
  return (
    <Await query={useQuery(versionQuery(id.slice(0, at), id.slice(at + 1)))}>
      {(v) => <VersionFacts version={v} />}
    </Await>
  );
}

function TriggerEvidence({ id }: { id: string }) {
  return <Await query={useQuery(triggerQuery(id))}>{(t) => <TriggerView trigger={t} />}</Await>;
}

function TriggerView({ trigger: t }: { trigger: TriggerMark }) {
  return (
    <div className="stack">
      <div className="row">
        <Status of={t.decision} />
        <span className="muted">
          <EventTime at={t.event_time} />
        </span>
      </div>
      <p>
        Training was {t.decision === 'HELD' ? 'held' : 'started'}: {t.why}.
      </p>
      <dl className="facts">
        <dt>because of</dt>
        <dd className="row wrap">
          {t.causes.map((ref) => (
            <RefLink key={ref} of={ref} />
          ))}
        </dd>
        {t.started && (
          <>
            <dt>started</dt>
            <dd>
              <RefLink of={t.started} />
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

/** What the record came from and what came of it, one step each way. */
function Around({ of }: { of: string }) {
  const query = useQuery(lineageQuery(of));
  return (
    <Await query={query} skeleton={<Skeleton lines={2} />}>
      {(graph) => {
        const title = (ref: string) =>
          graph.nodes.find((n) => n.ref === ref)?.title ?? refTitle(ref);
        const from = graph.edges.filter((e) => e.to === of);
        const to = graph.edges.filter((e) => e.from === of);
        if (from.length + to.length === 0) return null;
        return (
          <section data-testid="around" className="intext">
            <h3 style={{ marginBottom: 6 }}>Thread</h3>
            <dl className="facts">
              {from.slice(0, 12).map((e) => (
                <div key={e.from + e.relation} style={{ display: 'contents' }}>
                  <dt>from</dt>
                  <dd>
                    <RefLink of={e.from} title={title(e.from)} />{' '}
                    <span className="muted">{e.relation} it</span>
                  </dd>
                </div>
              ))}
              {to.slice(0, 12).map((e) => (
                <div key={e.to + e.relation} style={{ display: 'contents' }}>
                  <dt>to</dt>
                  <dd>
                    <span className="muted">{e.relation}</span>{' '}
                    <RefLink of={e.to} title={title(e.to)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      }}
    </Await>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Canary, DeploymentDetail } from '../../api/types.ts';
import { Ago, Panel, Swatch } from '../../components/Bits.tsx';
import { RefLink } from '../../components/Link.tsx';
import { Status } from '../../components/Status.tsx';
import { say } from '../../components/Toast.tsx';
import { count, millis, percent } from '../../lib/format.ts';
import { changeCanary } from './api.ts';
import { guards, underWay, waitsFor } from './canary.ts';
import { servedColour, servedName } from './colours.ts';
import { useMay } from './may.ts';
import { StartCanary } from './StartCanary.tsx';

const ACTS = {
  pause: { title: 'Pause', said: 'The canary is paused.' },
  resume: { title: 'Resume', said: 'The canary’s step begins anew.' },
  finish: { title: 'Finish now', said: 'The canary becomes the own version.' },
  abort: { title: 'Abort', said: 'The canary answers no more.' },
} as const;
type Act = keyof typeof ACTS;

/** A version that takes over step by step: how far it is, and what would turn it back. */
export function CanaryPanel({ of: d, className }: { of: DeploymentDetail; className?: string }) {
  const refused = useMay('serving');
  const [starting, setStarting] = useState(false);
  const c = d.canary;
  const on = underWay(c);
  return (
    <Panel
      title="Canary"
      className={className}
      id="canary"
      aside={
        !on &&
        !starting && (
          <button
            type="button"
            className="btn sm"
            disabled={refused !== null || d.version === undefined}
            title={refused ?? undefined}
            onClick={() => setStarting(true)}
            data-testid="canary-new"
          >
            Start a canary…
          </button>
        )
      }
    >
      {starting && !on ? (
        <StartCanary of={d} onEnd={() => setStarting(false)} />
      ) : c ? (
        <Progress c={c} model={d.model} refused={refused} />
      ) : (
        <p className="muted">
          A version can take over step by step, and goes back by itself when it fails or is slow.
        </p>
      )}
    </Panel>
  );
}

function Progress({ c, model, refused }: { c: Canary; model: string; refused: string | null }) {
  const on = underWay(c);
  const track = [...c.steps, ...(c.steps.at(-1) === 100 ? [] : [100])];
  const at = c.state === 'finished' ? track.length : c.step - 1;
  return (
    <div className="stack" data-testid="canary-progress" data-state={c.state}>
      <div className="row wrap">
        <Swatch colour={servedColour(model, c.canary)} />
        <RefLink
          of={`model_version:${c.canary.model}/${c.canary.version}`}
          title={servedName(model, c.canary)}
        />
        <Status of={c.state} />
        {on && (
          <span>
            answers <strong>{c.share} %</strong>
          </span>
        )}
        <span className="muted small">
          {c.why} · <Ago at={c.updated_at} />
        </span>
      </div>
      <ol className="steps" aria-label="Steps">
        {track.map((share, i) => (
          <li
            key={share}
            className={i < at ? 'done' : i === at && on ? 'now' : ''}
            aria-current={i === at && on ? 'step' : undefined}
          >
            {i === track.length - 1 ? 'own version' : `${share} %`}
          </li>
        ))}
      </ol>
      {on && <p className="small">{waitsFor(c, Date.now())}</p>}
      <Sides c={c} model={model} />
      {on && (
        <p className="small muted">
          {guards(c).length === 0
            ? 'Nothing turns it back but you.'
            : guards(c).map((g) => (
                <span key={g.name} className="guard">
                  {g.name}: <strong className={g.near ? 'warn' : 'good'}>{g.now}</strong> of at most{' '}
                  {g.limit}
                </span>
              ))}
        </p>
      )}
      {on && <Acts c={c} refused={refused} />}
    </div>
  );
}

/** Both versions in the present step. */
function Sides({ c, model }: { c: Canary; model: string }) {
  const sides = [
    { who: 'canary', of: c.canary },
    { who: 'own', of: c.base },
  ];
  return (
    <div className="tablewrap" {...{ role: 'group', tabIndex: 0, 'aria-label': 'In this step' }}>
      <table className="t" aria-label="In this step">
        <thead>
          <tr>
            <th scope="col">In this step</th>
            <th scope="col" className="num">
              Requests
            </th>
            <th scope="col" className="num">
              Failed
            </th>
            <th scope="col" className="num">
              Rate
            </th>
            <th scope="col" className="num">
              p99
            </th>
          </tr>
        </thead>
        <tbody>
          {sides.map(({ who, of }) => (
            <tr key={who}>
              <td>
                {who} {servedName(model, of)}
              </td>
              <td className="num">{count(of.requests)}</td>
              <td className={`num ${of.failed > 0 ? 'warn' : ''}`}>{count(of.failed)}</td>
              <td className="num">{percent(of.error_rate, 2)}</td>
              <td className="num">{millis(of.p99_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Acts({ c, refused }: { c: Canary; refused: string | null }) {
  const client = useQueryClient();
  const [sure, setSure] = useState<Act | null>(null);
  const [why, setWhy] = useState('');
  const act = useMutation({
    mutationFn: (what: Act) => changeCanary(c.deployment, what, why.trim()),
    onSuccess: (_, what) => {
      say(ACTS[what].said);
      setSure(null);
      setWhy('');
      for (const key of ['deployments', 'models', 'events'])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const choices: Act[] = [c.state === 'paused' ? 'resume' : 'pause', 'finish', 'abort'];
  return (
    <div className="stack" style={{ gap: 6 }}>
      {sure ? (
        <form
          className="row wrap"
          onSubmit={(e) => {
            e.preventDefault();
            act.mutate(sure);
          }}
        >
          <input
            className="field grow"
            aria-label="Why"
            placeholder="why; it is kept in the history"
            value={why}
            onChange={(e) => setWhy(e.target.value)}
          />
          <button
            type="submit"
            className="btn primary sm"
            disabled={act.isPending}
            data-testid="canary-sure"
          >
            {ACTS[sure].title}
          </button>
          <button type="button" className="btn quiet sm" onClick={() => setSure(null)}>
            Leave it
          </button>
        </form>
      ) : (
        <div className="row wrap">
          {choices.map((what) => (
            <button
              key={what}
              type="button"
              className={`btn sm ${what === 'abort' ? 'danger' : ''}`}
              disabled={refused !== null}
              title={refused ?? undefined}
              onClick={() => setSure(what)}
              data-testid={`canary-${what}`}
            >
              {ACTS[what].title}…
            </button>
          ))}
        </div>
      )}
      {act.error && (
        <p className="bad" role="alert">
          {act.error.message}
        </p>
      )}
    </div>
  );
}

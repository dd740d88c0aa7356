import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DeploymentDetail, NewCanary } from '../../api/types.ts';
import { say } from '../../components/Toast.tsx';
import { startCanary } from './api.ts';
import { planOf, type Typed, USUAL } from './canary.ts';
import { FollowPick } from './FollowPick.tsx';
import { followWords } from './split.ts';

/** A new canary: who takes over, in which steps, and what turns it back. */
export function StartCanary({ of: d, onEnd }: { of: DeploymentDetail; onEnd: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState<Typed>(USUAL);
  const set = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  let plan: NewCanary | null = null;
  let problem: string | null = null;
  try {
    plan = planOf(typed);
  } catch (e) {
    problem = (e as Error).message;
  }
  const act = useMutation({
    mutationFn: (body: NewCanary) => startCanary(d.name, body),
    onSuccess: () => {
      say('The canary has begun.');
      void client.invalidateQueries({ queryKey: ['deployments'] });
      onEnd();
    },
  });
  return (
    <form
      className="stack"
      data-testid="canary-form"
      onSubmit={(e) => {
        e.preventDefault();
        if (plan && !act.isPending) act.mutate(plan);
      }}
    >
      <div className="planfields">
        <Labelled text="Takes over">
          <FollowPick
            model={d.model}
            value={typed.follow}
            onChange={(follow) => set({ follow })}
            label="The version that takes over"
            not={d.version}
          />
        </Labelled>
        <Text name="Steps, %" value={typed.steps} onChange={(steps) => set({ steps })} />
        <Text name="Each at least" value={typed.every} onChange={(every) => set({ every })} />
        <Text
          name="More failures, at most %"
          value={typed.errors}
          onChange={(errors) => set({ errors })}
        />
        <Text name="p99, at most times" value={typed.ratio} onChange={(ratio) => set({ ratio })} />
        <Text name="Requests a step" value={typed.least} onChange={(least) => set({ least })} />
      </div>
      <p className={problem && typed.follow !== '' ? 'bad small' : 'muted small'}>
        {problem ??
          `${followWords(typed.follow)} answers ${plan?.steps[0]} % at first; after the last step it becomes the own version, pinned. Other variants and rules stay as they are meanwhile.`}
      </p>
      {act.error && (
        <p className="bad" role="alert">
          {act.error.message}
        </p>
      )}
      <div className="row">
        <button
          type="submit"
          className="btn primary"
          disabled={plan === null || act.isPending}
          data-testid="canary-start"
        >
          {act.isPending ? 'Loading the version…' : 'Start'}
        </button>
        <button type="button" className="btn" onClick={onEnd}>
          Leave it
        </button>
      </div>
    </form>
  );
}

function Labelled({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="stack" style={{ gap: 2 }}>
      <span className="muted small" aria-hidden="true">
        {text}
      </span>
      {children}
    </div>
  );
}

function Text(props: { name: string; value: string; onChange: (v: string) => void }) {
  return (
    <Labelled text={props.name}>
      <input
        className="field"
        aria-label={props.name}
        value={props.value}
        onChange={(e) => props.onChange(e.target.value)}
      />
    </Labelled>
  );
}

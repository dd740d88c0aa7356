import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run } from '../api/types.ts';
import { Ago, EventTime, Id } from '../components/Bits.tsx';
import { Icon } from '../components/Icon.tsx';
import { RefLink, To } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Status } from '../components/Status.tsx';
import { say, sayError } from '../components/Toast.tsx';
import { PinButton } from '../features/collab/PinButton.tsx';
import { changeRun, deleteRuns, recentQuery, restoreRuns } from '../features/tracking/api.ts';
import { Edit } from '../features/tracking/Tags.tsx';
import { duration, shortId } from '../lib/format.ts';

/** A run's name, state and thread, and what one does with it. */
export function RunHead(props: { run: Run; thread: string[]; siblings: readonly string[] }) {
  const { run } = props;
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const fresh = () => void client.invalidateQueries({ queryKey: ['runs'] });
  const restore = useMutation({
    mutationFn: () => restoreRuns([run.id]),
    onSuccess: () => {
      fresh();
      say(`${run.name} is back.`);
    },
    onError: sayError,
  });
  const remove = useMutation({
    mutationFn: () => deleteRuns([run.id]),
    onSuccess: () => {
      fresh();
      say(`${run.name} is in the bin.`, () => restore.mutate());
    },
    onError: sayError,
  });
  const rename = useMutation({
    mutationFn: (name: string) => changeRun(run.id, { name }),
    onSuccess: (r) => client.setQueryData(['runs', 'one', run.id], r),
    onError: sayError,
  });
  const recent = useQuery({
    ...recentQuery(run.experiment_id),
    enabled: props.siblings.length < 2,
  }).data?.items;
  // Beside its siblings; a run that has none beside the one before it.
  const before = (recent ?? []).filter((r) => r.id !== run.id && r.started_at <= run.started_at);
  const others = [
    ...props.siblings.filter((id) => id !== run.id).slice(0, 9),
    ...before.slice(0, 1).map((r) => r.id),
  ];
  return (
    <PageHead
      title={run.name}
      name={
        renaming ? (
          <Edit
            label="The run's name"
            value={run.name}
            onEnd={(next) => {
              setRenaming(false);
              if (next?.trim() && next !== run.name) rename.mutate(next.trim());
            }}
          />
        ) : undefined
      }
      state={
        <>
          {!renaming && (
            <button
              type="button"
              className="btn quiet sm"
              aria-label="Rename"
              title="Rename"
              onClick={() => setRenaming(true)}
            >
              <Icon name="edit" size={13} />
            </button>
          )}
          <Status of={run.status} />
          {run.lifecycle === 'deleted' && <Status of="deleted" />}
        </>
      }
      thread={props.thread}
      here={`run:${run.id}`}
      actions={
        <>
          <PinButton subject={`run:${run.id}`} />
          <To path={`/runs/compare?ids=${[run.id, ...others].join(',')}`} className="btn">
            Compare
          </To>
          {run.lifecycle === 'deleted' ? (
            <button
              type="button"
              className="btn"
              data-testid="restore"
              disabled={restore.isPending}
              onClick={() => restore.mutate()}
            >
              <Icon name="back" size={13} /> Restore
            </button>
          ) : (
            <button
              type="button"
              className="btn"
              data-testid="delete"
              disabled={remove.isPending}
              onClick={() => remove.mutate()}
            >
              <Icon name="trash" size={13} /> Delete
            </button>
          )}
        </>
      }
    />
  );
}

/** Who ran it, when, for how long, from which code, as part of what. */
export function RunFacts({ run, parent }: { run: Run; parent?: Run }) {
  const end = run.ended_at ? Date.parse(run.ended_at) : Date.now();
  const task = run.tags['noria.task'];
  const dot = <span className="muted">·</span>;
  return (
    <div className="row wrap small soft">
      <Id of={run.id} />
      {dot}
      <To path={`/runs?experiment=${encodeURIComponent(run.experiment_id)}`}>
        {run.experiment_name}
      </To>
      {dot}
      <span>
        {run.user}, <Ago at={run.started_at} />, {duration(end - Date.parse(run.started_at))}
      </span>
      {run.event_time && (
        <>
          {dot}
          <span>
            for <EventTime at={run.event_time} />
          </span>
        </>
      )}
      {run.source && (
        <>
          {dot}
          <span className="ellipsis" style={{ maxWidth: 280 }} title={run.source}>
            from <code>{run.source.slice(run.source.lastIndexOf('/') + 1)}</code>
          </span>
        </>
      )}
      {run.commit && (
        <>
          {dot}
          <span>
            commit <code title={run.commit}>{run.commit.slice(0, 7)}</code>
            {run.tags['mlflow.source.git.branch'] && ` on ${run.tags['mlflow.source.git.branch']}`}
          </span>
        </>
      )}
      {task && (
        <>
          {dot}
          <RefLink of={task.startsWith('task:') ? task : `task:${task}`} title="its task" />
        </>
      )}
      {run.parent && (
        <>
          {dot}
          <span>
            part of <RefLink of={`run:${run.parent}`} title={parent?.name ?? shortId(run.parent)} />
          </span>
        </>
      )}
    </div>
  );
}

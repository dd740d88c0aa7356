import { useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Code } from '../../components/Code.tsx';
import { Await, Empty, Skeleton } from '../../components/States.tsx';
import { bytes } from '../../lib/format.ts';
import { isConsole, TAIL } from '../../lib/preview.ts';
import { fileUrl, folderQuery, type Owner, textQuery } from './api.ts';

const FOLDERS = ['logs', 'log', 'console'];

/** What a run wrote to its console, as far as it logged that: the end of each such file. */
export function Console({ owner, running }: { owner: Owner; running: boolean }) {
  const every = running ? 3000 : (false as const);
  const root = useQuery({ ...folderQuery(owner, ''), refetchInterval: every });
  const folders = FOLDERS.filter((f) => root.data?.some((a) => a.directory && a.path === f));
  const within = useQueries({
    queries: folders.map((f) => ({ ...folderQuery(owner, f), refetchInterval: every })),
  });
  const files = [...(root.data ?? []), ...within.flatMap((w) => w.data ?? [])].filter(
    (a) => !a.directory && isConsole(a.path),
  );
  const [asked, setAsked] = useState<string | null>(null);
  const file = files.find((f) => f.path === asked) ?? files[0];
  const long = (file?.size ?? 0) > TAIL;
  const text = useQuery({
    ...textQuery(owner, file?.path ?? '', TAIL),
    enabled: file !== undefined,
    refetchInterval: every,
  });
  if (root.isPending) return <Skeleton lines={8} />;
  if (!file)
    return (
      <Empty title="Nothing was logged of the console" type={'mlflow.log_artifact("output.log")'}>
        Files named output.log, console.log, stdout.txt or logs/*.txt are shown here, and followed
        while the run goes on.
      </Empty>
    );
  return (
    <div data-testid="console">
      <div className="row wrap small previewtools">
        {files.length > 1 ? (
          <select
            className="field"
            aria-label="Console file"
            value={file.path}
            onChange={(e) => setAsked(e.target.value)}
          >
            {files.map((f) => (
              <option key={f.path}>{f.path}</option>
            ))}
          </select>
        ) : (
          <span className="mono">{file.path}</span>
        )}
        <span className="muted">
          {long ? `the last ${bytes(TAIL)} of ${bytes(file.size)}` : bytes(file.size)}
          {running ? ', followed' : ''}
        </span>
        <span className="grow" />
        <a className="btn sm" href={fileUrl(owner, file.path)} target="_blank" rel="noreferrer">
          Raw
        </a>
      </div>
      <Await query={text}>
        {(t) => (
          <Code
            text={long ? t.slice(t.indexOf('\n') + 1) : t}
            label={file.path}
            first={long ? null : 1}
            end
          />
        )}
      </Await>
    </div>
  );
}

import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useProject } from '../../api/project.ts';
import { To } from '../../components/Link.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { Empty } from '../../components/States.tsx';
import { lineagePath } from '../../lib/ref.ts';

/** Without an id: what the page is for, and where one could begin. */
export function Start({ typed }: { typed: string }) {
  const router = useRouter();
  const [project] = useProject();
  const [text, setText] = useState(typed);
  return (
    <>
      <PageHead title="Lineage" />
      <div className="panel">
        <Empty title="What made it, and what came of it">
          Every record has an address: a kind and an id. The graph goes from it back to the data and
          forward to what was deployed.
        </Empty>
        <form
          className="lineage-start"
          style={{ padding: '0 20px 20px' }}
          onSubmit={(e) => {
            e.preventDefault();
            if (text.includes(':')) router.history.push(lineagePath(text.trim()));
          }}
        >
          <input
            className="field grow"
            data-filter
            aria-label="Address of a record"
            placeholder={`deployment:${project ?? 'NAME'}, model_version:${project ?? 'NAME'}/3, run:0f3a…`}
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
          <button type="submit" className="btn" disabled={!text.includes(':')}>
            Show
          </button>
        </form>
        {project && (
          <p style={{ padding: '0 20px 20px' }}>
            Begin with <To path={lineagePath(`deployment:${project}`)}>deployment {project}</To>, or
            find a run, model or data version with <kbd>Ctrl</kbd> <kbd>K</kbd> and press{' '}
            <kbd>g</kbd> <kbd>t</kbd> on its page.
          </p>
        )}
      </div>
    </>
  );
}

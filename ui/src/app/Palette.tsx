import { Modal, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { projectsQuery, searchQuery } from '../api/shell.ts';
import { Icon, type IconName } from '../components/Icon.tsx';
import { useEvidence } from '../components/Link.tsx';
import { fuzzy } from '../lib/fuzzy.ts';
import { kindName, lineagePath, parseRef, refPath } from '../lib/ref.ts';
import './palette.css';
import { useProject } from '../api/project.ts';

interface Choice {
  id: string;
  title: string;
  detail: string;
  icon: IconName;
  run: () => void;
}

const ICONS: Record<string, IconName> = {
  run: 'runs',
  experiment: 'runs',
  model: 'models',
  model_version: 'models',
  dataset: 'data',
  dataset_version: 'data',
  deployment: 'deployments',
  pipeline_run: 'pipelines',
  task: 'pipelines',
  alert: 'alert',
};

export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const router = useRouter();
  const evidence = useEvidence();
  const { setColorScheme } = useMantineColorScheme();
  const [, choose] = useProject();
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const projects = useQuery(projectsQuery).data?.items;
  const hits = useQuery(searchQuery(q.trim())).data?.items;

  const [here] = useState(
    () => document.querySelector<HTMLElement>('[data-record]')?.dataset.record,
  );

  const choices = useMemo(() => {
    const go = (title: string, path: string, icon: IconName, keys: string): Choice => ({
      id: path,
      title,
      detail: keys,
      icon,
      run: () => router.history.push(path),
    });
    const fixed: Choice[] = [
      go('Loop', '/loop', 'loop', 'g l'),
      go('Runs', '/runs', 'runs', 'g r'),
      go('Models', '/models', 'models', 'g m'),
      go('Data', '/data', 'data', 'g a'),
      go('Deployments', '/deployments', 'deployments', 'g d'),
      go('Pipelines', '/pipelines', 'pipelines', 'g p'),
      go('Lineage', here ? lineagePath(here) : '/lineage', 'lineage', 'g t'),
      ...(projects ?? []).map(
        (p): Choice => ({
          id: `p:${p.name}`,
          title: `Project ${p.name}`,
          detail: p.question ?? '',
          icon: 'loop',
          run: () => choose(p.name),
        }),
      ),
      {
        id: 'light',
        title: 'Theme: light',
        detail: '',
        icon: 'sun',
        run: () => setColorScheme('light'),
      },
      {
        id: 'dark',
        title: 'Theme: dark',
        detail: '',
        icon: 'moon',
        run: () => setColorScheme('dark'),
      },
      {
        id: 'auto',
        title: 'Theme: as the system',
        detail: '',
        icon: 'auto',
        run: () => setColorScheme('auto'),
      },
      { id: 'keys', title: 'Keys', detail: '?', icon: 'keys', run: onKeys },
    ];
    // An address that was typed or pasted leads to its lineage.
    const typed = q.trim();
    const address: Choice[] = /^[a-z_]+:\S+$/.test(typed)
      ? [
          {
            id: `lineage ${typed}`,
            title: `Lineage of ${typed}`,
            detail: 'what made it, what came of it',
            icon: 'lineage',
            run: () => router.history.push(lineagePath(typed)),
          },
        ]
      : [];
    const found = (hits ?? []).map((h): Choice => {
      const { kind } = parseRef(h.ref);
      const path = refPath(h.ref);
      return {
        id: h.ref,
        title: h.title,
        detail: [kindName(kind), h.detail].filter(Boolean).join(' · '),
        icon: ICONS[kind] ?? 'file',
        run: () => (path ? router.history.push(path) : evidence(h.ref)),
      };
    });
    const scored = fixed
      .map((c) => ({ c, s: fuzzy(q, c.title) }))
      .filter((x): x is { c: Choice; s: number } => x.s !== null)
      .sort((a, b) => b.s - a.s)
      .map((x) => x.c);
    return q.trim().length >= 2
      ? [...address, ...scored.slice(0, 4), ...found, ...scored.slice(4)]
      : scored;
  }, [q, hits, projects, here, router, choose, evidence, setColorScheme, onKeys]);

  const act = (c: Choice | undefined) => {
    if (!c) return;
    onClose();
    c.run();
  };
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={560}
      yOffset="12vh"
      padding={0}
      transitionProps={{ duration: 90 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Find anything">
        <div className="palette" data-testid="palette">
          <div className="ask">
            <Icon name="search" />
            <input
              data-autofocus
              role="combobox"
              aria-expanded="true"
              aria-controls="palette-list"
              aria-activedescendant={choices[at] ? `palette-${at}` : undefined}
              aria-label="Find a page, run, model, deployment or command"
              placeholder="Find a page, run, model, deployment or command"
              value={q}
              onChange={(e) => {
                setQ(e.target.value);
                setAt(0);
              }}
              onKeyDown={(e) => {
                if (e.key === 'ArrowDown' || (e.ctrlKey && e.key === 'n')) {
                  e.preventDefault();
                  setAt(Math.min(at + 1, choices.length - 1));
                } else if (e.key === 'ArrowUp' || (e.ctrlKey && e.key === 'p')) {
                  e.preventDefault();
                  setAt(Math.max(at - 1, 0));
                } else if (e.key === 'Enter') {
                  e.preventDefault();
                  act(choices[at]);
                }
              }}
            />
          </div>
          <div id="palette-list" role="listbox" aria-label="Matches" className="list">
            {choices.map((c, i) => (
              <div
                key={c.id}
                id={`palette-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                ref={i === at ? (e) => e?.scrollIntoView({ block: 'nearest' }) : undefined}
                className="choice"
                onMouseMove={() => i !== at && setAt(i)}
                onClick={() => act(c)}
                onKeyDown={(e) => e.key === 'Enter' && act(c)}
              >
                <Icon name={c.icon} size={15} />
                <span className="ellipsis">{c.title}</span>
                <span className="muted small ellipsis" style={{ marginLeft: 'auto' }}>
                  {c.detail}
                </span>
              </div>
            ))}
            {choices.length === 0 && (
              <div className="choice muted">Nothing has that name. Ids match from their start.</div>
            )}
          </div>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}

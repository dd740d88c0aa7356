import { Menu, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useProject } from '../api/project.ts';
import { healthQuery, projectsQuery } from '../api/shell.ts';
import { Icon, type IconName } from '../components/Icon.tsx';
import { useKeys, watchChords } from '../components/keys.ts';
import { To, useEvidence } from '../components/Link.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, Skeleton } from '../components/States.tsx';
import { Toasts } from '../components/Toast.tsx';
import { lineagePath } from '../lib/ref.ts';
import { Live } from './Live.tsx';
import { Pinned } from './Pinned.tsx';
import { PLACES } from './places.ts';

const Palette = lazy(() => import('./Palette.tsx').then((m) => ({ default: m.Palette })));
const KeyList = lazy(() => import('./KeyList.tsx').then((m) => ({ default: m.KeyList })));
const Evidence = lazy(() =>
  import('../routes/evidence.tsx').then((m) => ({ default: m.Evidence })),
);

export function Shell() {
  const router = useRouter();
  const here = useRouterState({ select: (s) => s.location.pathname });
  const evidence = useRouterState({
    select: (s) => (s.location.search as { evidence?: string }).evidence,
  });
  const showEvidence = useEvidence();
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  const { setColorScheme, colorScheme } = useMantineColorScheme();

  useEffect(watchChords, []);
  useEffect(() => {
    // The palette must be there when its key is pressed, or the first letters would be lost.
    const timer = setTimeout(() => void import('./Palette.tsx'), 800);
    return () => clearTimeout(timer);
  }, []);
  const goes = Object.fromEntries(
    PLACES.map(([, , path, key]) => [`g ${key}`, () => router.history.push(path)]),
  );
  useKeys({
    ...goes,
    'g t': () => {
      const record =
        evidence ?? document.querySelector<HTMLElement>('[data-record]')?.dataset.record;
      router.history.push(record ? lineagePath(record) : '/lineage');
    },
    'mod+k': () => setOpen('palette'),
    '?': () => setOpen('keys'),
    '/': () => {
      const filter = document.querySelector<HTMLInputElement>('[data-filter]');
      if (filter) filter.focus();
      else setOpen('palette');
    },
    // Only while there is something to close: else it is the page's.
    ...(evidence ? { Escape: () => showEvidence(null) } : {}),
  });
  useEffect(() => {
    document.querySelector('.main')?.scrollTo(0, 0);
  }, [here]);

  const schemes: [typeof colorScheme, IconName][] = [
    ['light', 'sun'],
    ['dark', 'moon'],
    ['auto', 'auto'],
  ];
  const nextScheme = schemes[(schemes.findIndex(([s]) => s === colorScheme) + 1) % 3]![0];

  return (
    <div className="shell">
      <button
        type="button"
        className="sr skip"
        onClick={() => document.getElementById('main')?.focus()}
      >
        Skip to the page
      </button>
      <nav className="rail" aria-label="Pages">
        <ProjectSwitcher />
        {PLACES.map(([icon, title, path, key]) => (
          <To
            key={path}
            path={path}
            className="item"
            aria-current={here === path || here.startsWith(`${path}/`) ? 'page' : undefined}
            aria-label={title}
            data-testid={`nav-${title.toLowerCase()}`}
            title={`${title} (g ${key})`}
          >
            <Icon name={icon} />
            <span>{title}</span>
            <span className="hint">g {key}</span>
          </To>
        ))}
        <Pinned />
        <div className="foot">
          <button
            type="button"
            className="item"
            data-testid="open-palette"
            aria-label="Find ⌘K: anything"
            title="Find anything (Ctrl K)"
            onClick={() => setOpen('palette')}
          >
            <Icon name="search" />
            <span>Find</span>
            <span className="hint" style={{ opacity: 1 }}>
              ⌘K
            </span>
          </button>
          <button
            type="button"
            className="item keys"
            data-testid="open-keys"
            aria-label="Keys"
            title="Keys (?)"
            onClick={() => setOpen('keys')}
          >
            <Icon name="keys" />
            <span>Keys</span>
            <span className="hint">?</span>
          </button>
          <button
            type="button"
            className="item"
            data-testid="theme"
            aria-label={`Theme: ${colorScheme}`}
            title={`Theme: ${colorScheme}; next: ${nextScheme}`}
            onClick={() => setColorScheme(nextScheme)}
          >
            <Icon name={schemes.find(([s]) => s === colorScheme)?.[1] ?? 'auto'} />
            <span>
              {colorScheme === 'auto' ? 'Auto' : colorScheme === 'dark' ? 'Dark' : 'Light'}
            </span>
          </button>
          <HealthDot />
        </div>
      </nav>
      <main className="main" id="main" tabIndex={-1}>
        <Suspense
          fallback={
            <div className="page">
              <Skeleton lines={10} />
            </div>
          }
        >
          <Outlet />
        </Suspense>
      </main>
      <Live />
      <Toasts />
      <Suspense fallback={null}>
        {evidence && <Evidence of={evidence} />}
        {open === 'palette' && (
          <Palette onClose={() => setOpen(null)} onKeys={() => setOpen('keys')} />
        )}
        {open === 'keys' && <KeyList onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  );
}

function ProjectSwitcher() {
  const projects = useQuery(projectsQuery).data?.items ?? [];
  const [project, choose] = useProject();
  return (
    <>
      <To path="/loop" className="brand" aria-label="Noria">
        <img src="./noria.svg" width={20} height={20} alt="" />
        <span>Noria</span>
      </To>
      <Menu position="bottom-start" width={240} shadow="md" disabled={projects.length === 0}>
        <Menu.Target>
          <button
            type="button"
            className="item project"
            data-testid="project"
            aria-label={`Project: ${project ?? 'no project'}`}
          >
            <span
              className="swatch"
              style={{
                background: 'var(--accent)',
                margin: '0 3px',
                position: 'static',
                clipPath: 'none',
                width: 10,
                height: 10,
              }}
            />
            <span className="strong ellipsis">{project ?? 'no project'}</span>
            <span style={{ marginLeft: 'auto' }}>
              <Icon name="down" size={12} />
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Projects</Menu.Label>
          {projects.map((p) => (
            <Menu.Item key={p.name} onClick={() => choose(p.name)} title={p.question ?? ''}>
              {p.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function HealthDot() {
  const health = useQuery(healthQuery);
  const bad = health.data?.checks?.filter((c) => !c.ok) ?? [];
  const tone = health.error ? 'bad' : health.data ? (bad.length > 0 ? 'warn' : 'good') : '';
  const word = health.error
    ? 'No answer'
    : health.data
      ? bad.length > 0
        ? 'Degraded'
        : 'Healthy'
      : 'Asking…';
  const title = bad.length > 0 ? bad.map((c) => `${c.area}: ${c.message}`).join('\n') : word;
  return (
    <div className="item health" title={title} data-testid="health" style={{ cursor: 'default' }}>
      <span
        className={`dot ${tone}`}
        style={{ position: 'static', clipPath: 'none', width: 8, height: 8 }}
      />
      <span>{word}</span>
    </div>
  );
}

export function NotFound() {
  return (
    <div className="page">
      <PageHead title="Not found" />
      <Empty title="There is no such page">
        The address may be mistyped, or the record lives on another server. <kbd>g</kbd>{' '}
        <kbd>l</kbd> leads to the loop, <kbd>Ctrl</kbd> <kbd>K</kbd> finds anything.
      </Empty>
    </div>
  );
}

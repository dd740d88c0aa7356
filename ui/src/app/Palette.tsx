import { Modal, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { projectsQuery, searchQuery } from '../api/shell.ts';
import { Icon, type IconName } from '../components/Icon.tsx';
import { useEvidence } from '../components/Link.tsx';
import { viewsQuery } from '../features/collab/api.ts';
import { reportsQuery } from '../features/reports/api.ts';
import { fuzzy } from '../lib/fuzzy.ts';
import { kindIcon } from '../lib/kinds.ts';
import { kindName, parseRef, refPath } from '../lib/ref.ts';
import { type Choice, hereChoices, pageChoices, typedChoices, viewPath } from './choices.ts';
import './palette.css';
import { useProject } from '../api/project.ts';

export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const router = useRouter();
  const evidence = useEvidence();
  const { setColorScheme } = useMantineColorScheme();
  const [, choose] = useProject();
  const [q, setQ] = useState('');
  const [at, setAt] = useState(0);
  const projects = useQuery(projectsQuery).data?.items;
  const [asked] = useDebouncedValue(q.trim(), 120);
  const hits = useQuery(searchQuery(asked)).data?.items;

  const [here] = useState(
    () => document.querySelector<HTMLElement>('[data-record]')?.dataset.record,
  );

  const client = useQueryClient();
  const reports = useQuery({ ...reportsQuery, retry: false }).data?.items;
  const views = useQuery({ ...viewsQuery, retry: false }).data?.items;

  const choices = useMemo(() => {
    const go = (path: string) => router.history.push(path);
    const theme = (id: 'light' | 'dark' | 'auto', title: string, icon: IconName): Choice => ({
      id,
      title: `Theme: ${title}`,
      detail: '',
      icon,
      run: () => setColorScheme(id),
    });
    const fixed: Choice[] = [
      ...pageChoices(go, here),
      ...hereChoices(here, go, client),
      ...(projects ?? []).map(
        (p): Choice => ({
          id: `p:${p.name}`,
          title: `Project ${p.name}`,
          detail: p.question ?? '',
          icon: 'loop',
          run: () => choose(p.name),
        }),
      ),
      ...(views ?? []).map(
        (v): Choice => ({
          id: `v:${v.id}`,
          title: v.name,
          detail: `saved view of ${v.page.replace(/^\//, '')} by ${v.who}`,
          icon: 'right',
          run: () => go(viewPath(v)),
        }),
      ),
      ...(reports ?? []).map(
        (r): Choice => ({
          id: `r:${r.id}`,
          title: r.title,
          detail: `report by ${r.who}`,
          icon: 'reports',
          run: () => go(`/reports/${encodeURIComponent(r.id)}`),
        }),
      ),
      theme('light', 'light', 'sun'),
      theme('dark', 'dark', 'moon'),
      theme('auto', 'as the system', 'auto'),
      { id: 'keys', title: 'Keys', detail: '?', icon: 'keys', run: onKeys },
    ];
    const typed = typedChoices(q.trim(), go);
    const found = (hits ?? []).map((h): Choice => {
      const { kind } = parseRef(h.ref);
      const path = refPath(h.ref);
      return {
        id: h.ref,
        title: h.title,
        detail: [kindName(kind), h.detail].filter(Boolean).join(' · '),
        icon: kindIcon(kind),
        run: () => (path ? router.history.push(path) : evidence(h.ref)),
      };
    });
    const scored = fixed
      .map((c) => ({ c, s: fuzzy(q, c.title) }))
      .filter((x): x is { c: Choice; s: number } => x.s !== null)
      .sort((a, b) => b.s - a.s)
      .map((x) => x.c);
    return q.trim().length >= 2
      ? [...typed, ...scored.slice(0, 4), ...found, ...scored.slice(4)]
      : scored;
  }, [
    q,
    hits,
    projects,
    reports,
    views,
    here,
    router,
    client,
    choose,
    evidence,
    setColorScheme,
    onKeys,
  ]);

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
              aria-label="Find a page, run, model, report or command"
              placeholder="Find a page, run, model, report or command"
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

import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Artifact } from '../../api/types.ts';
import { Icon } from '../../components/Icon.tsx';
import { ErrorState, Skeleton } from '../../components/States.tsx';
import { bytes, plural } from '../../lib/format.ts';
import { folderQuery, type Owner } from './api.ts';

const ROW = 26;

interface Row {
  artifact: Artifact;
  depth: number;
}

export function parents(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Files of an owner: folders are read when they open, and only the rows that are seen are drawn. */
export function Tree(props: {
  owner: Owner;
  chosen?: string;
  filter: string;
  /** More may come: folders are read again now and then. */
  growing: boolean;
  onChoose: (artifact: Artifact) => void;
}) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(
    () => new Set(props.chosen ? parents(props.chosen) : []),
  );
  const folders = ['', ...[...opened].sort()];
  const answers = useQueries({
    queries: folders.map((f) => ({
      ...folderQuery(props.owner, f),
      refetchInterval: props.growing ? 5000 : (false as const),
    })),
  });
  const scroller = useRef<HTMLDivElement>(null);
  const lists = new Map(folders.map((f, i) => [f, answers[i]?.data]));
  const root = answers[0];
  const key = answers.map((a) => a.dataUpdatedAt).join();
  const rows = useMemo(() => flatten(lists, opened, props.filter), [key, opened, props.filter]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const at = rows.findIndex((r) => r.artifact.path === props.chosen);
  const shown = useRef(false);
  useEffect(() => {
    // A link to a file far down shows it; later choices are where the pointer is.
    if (at < 0 || shown.current) return;
    shown.current = true;
    virtual.scrollToIndex(at, { align: 'center' });
  }, [at, virtual]);
  if (root?.error) return <ErrorState error={root.error} retry={() => void root.refetch()} />;
  if (!root?.data) return <Skeleton lines={5} height={14} />;

  const toggle = (path: string, open: boolean) => {
    const next = new Set(opened);
    if (open) next.add(path);
    else next.delete(path);
    setOpened(next);
  };
  const focus = (i: number) => {
    virtual.scrollToIndex(i);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${i}"]`)?.focus(),
    );
  };
  const keys = (e: KeyboardEvent, i: number, { artifact: a }: Row) => {
    const at = (step: number) => focus(Math.max(0, Math.min(rows.length - 1, i + step)));
    if (e.key === 'ArrowDown') at(1);
    else if (e.key === 'ArrowUp') at(-1);
    else if (e.key === 'ArrowRight' && a.directory) {
      if (opened.has(a.path)) at(1);
      else toggle(a.path, true);
    } else if (e.key === 'ArrowLeft') {
      if (a.directory && opened.has(a.path)) toggle(a.path, false);
      else {
        const up = rows.findIndex((r) => r.artifact.path === parents(a.path).at(-1));
        if (up >= 0) focus(up);
      }
    } else return;
    e.preventDefault();
  };
  return (
    <div className="tree" ref={scroller}>
      <div
        role="tree"
        aria-label="Files"
        style={{ height: virtual.getTotalSize(), position: 'relative' }}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]!;
          const { artifact: a } = row;
          const open = opened.has(a.path);
          return (
            <button
              key={a.path}
              type="button"
              role="treeitem"
              data-row={index}
              aria-level={row.depth + 1}
              aria-expanded={a.directory ? open : undefined}
              aria-selected={a.path === props.chosen}
              title={a.path}
              style={{ paddingLeft: 6 + row.depth * 14, top: start }}
              onKeyDown={(e) => keys(e, index, row)}
              onClick={() => {
                if (a.directory) toggle(a.path, !(open && a.path === props.chosen));
                props.onChoose(a);
              }}
            >
              <Icon name={a.directory ? (open ? 'down' : 'right') : 'file'} size={13} />
              <span className="ellipsis">{a.name}</span>
              {!a.directory && <span className="size">{bytes(a.size)}</span>}
            </button>
          );
        })}
      </div>
      {rows.length === 0 && props.filter && <p className="muted small none">No such name here.</p>}
      {rows.length > 500 && <p className="muted small none">{plural(rows.length, 'row')}</p>}
    </div>
  );
}

export function flatten(
  lists: ReadonlyMap<string, readonly Artifact[] | undefined>,
  opened: ReadonlySet<string>,
  filter: string,
): Row[] {
  const word = filter.trim().toLowerCase();
  const rows: Row[] = [];
  const add = (folder: string, depth: number) => {
    const sorted = [...(lists.get(folder) ?? [])].sort(
      (a, b) =>
        Number(b.directory) - Number(a.directory) ||
        a.name.localeCompare(b.name, 'en', { numeric: true }),
    );
    for (const artifact of sorted) {
      if (artifact.directory || !word || artifact.path.toLowerCase().includes(word))
        rows.push({ artifact, depth });
      if (artifact.directory && opened.has(artifact.path)) add(artifact.path, depth + 1);
    }
  };
  add('', 0);
  return rows;
}

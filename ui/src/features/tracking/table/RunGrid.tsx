import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Run } from '../../../api/types.ts';
import { useKeys } from '../../../components/keys.ts';
import { isNumeric } from './columns.ts';
import { cellOf, GroupCellView } from './GridCells.tsx';
import { HeadCell, type HeadProps } from './GridHead.tsx';
import { GroupName, RunName } from './GridNames.tsx';
import { type Row, rowKey } from './group.ts';
import { groupCell } from './grouped.ts';
import { type Density, placeColumns, ROW_HEIGHT } from './state.ts';
import './grid.css';

const LEAD = 34;
const STEP = 160;

export interface RunGridProps extends HeadProps {
  rows: readonly Row[];
  total: number;
  density: Density;
  picked: ReadonlySet<string>;
  /** Picks or lets go; with `range` all from the row that was picked last. */
  onPick: (ids: readonly string[], on: boolean) => void;
  onPickAll: (on: boolean) => void;
  onToggle: (key: string) => void;
  onOpen: (run: Run) => void;
  /** The last loaded row is near. */
  onEnd: () => void;
  /** The runs that are on the screen. */
  onSeen: (ids: string[]) => void;
  sparks: ReadonlyMap<string, number[]>;
  /** The columns that are grouped by; none: the rows are runs. */
  by?: readonly string[];
  /** The ids of groups' runs, as far as they are known. */
  groupIds?: ReadonlyMap<string, readonly string[]>;
  onPickGroup?: (key: string, on: boolean) => void;
  /** More runs of a group are wanted. */
  onMore?: (group: string) => void;
}

const NONE: readonly string[] = [];

/** The runs as a table of which only the rows and columns on the screen are drawn. */
export function RunGrid(props: RunGridProps) {
  const { rows, columns } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ left: 0, width: 1200 });
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const last = useRef<number | null>(null);
  const height = ROW_HEIGHT[props.density];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    paddingStart: 0,
  });
  useEffect(() => virtual.measure(), [height, virtual]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      // In steps smaller than what is drawn beyond the edges, so that not every pixel draws anew.
      const left = Math.floor(element.scrollLeft / STEP) * STEP;
      const width = element.clientWidth;
      setView((old) => (old.left === left && old.width === width ? old : { left, width }));
    };
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const end = items.at(-1)?.index ?? 0;
  const seen = rows
    .slice(first, end + 1)
    .flatMap((r) => (r.kind === 'run' ? [r.run.id] : []))
    .join(',');
  const { onSeen, onEnd } = props;
  useEffect(() => {
    const timer = setTimeout(() => onSeen(seen.split(',').filter(Boolean)), 150);
    return () => clearTimeout(timer);
  }, [seen, onSeen]);
  useEffect(() => {
    if (rows.length > 0 && end >= rows.length - 60) onEnd();
  }, [end, rows.length, onEnd]);

  const idsOf = (row: Row | undefined): readonly string[] => {
    if (row?.kind === 'run') return [row.run.id];
    return row?.kind === 'group' ? (props.groupIds?.get(row.key) ?? NONE) : NONE;
  };
  const isPicked = (row: Row | undefined) => {
    const ids = idsOf(row);
    return ids.length > 0 && ids.every((id) => props.picked.has(id));
  };
  const active = activeKey === null ? -1 : rows.findIndex((r) => rowKey(r) === activeKey);
  const move = (step: number) => {
    const next = active < 0 ? (step > 0 ? first : end) : active + step;
    const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
    if (!row) return;
    setActiveKey(rowKey(row));
    virtual.scrollToIndex(Math.max(0, Math.min(rows.length - 1, next)));
  };
  const pick = (index: number, range: boolean) => {
    const from = range && last.current !== null ? last.current : index;
    const row = rows[index];
    if (row?.kind === 'group' && !range) {
      props.onPickGroup?.(row.key, !isPicked(row));
      last.current = index;
      return;
    }
    const ids = rows
      .slice(Math.min(from, index), Math.max(from, index) + 1)
      .flatMap((row) => (row.kind === 'run' ? [row.run.id] : []));
    if (ids.length === 0) return;
    props.onPick(ids, range || !isPicked(row));
    last.current = index;
  };
  const open = (row: Row | undefined) => {
    if (row?.kind === 'run') props.onOpen(row.run);
    if (row?.kind === 'group') props.onToggle(row.key);
    if (row?.kind === 'note' && row.more !== undefined) props.onMore?.(row.more);
  };
  const fold = (want: boolean) => {
    const row = rows[active];
    if (row && row.kind !== 'note' && (row.kind === 'group' || row.opens) && row.open !== want)
      props.onToggle(row.kind === 'group' ? row.key : row.run.id);
  };
  const free =
    document.activeElement === document.body || document.activeElement === scroller.current;
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ...(free ? { ArrowDown: () => move(1), ArrowUp: () => move(-1) } : {}),
    ...(free && active >= 0
      ? {
          Enter: () => open(rows[active]),
          ArrowRight: () => fold(true),
          ArrowLeft: () => fold(false),
        }
      : {}),
    ...(active >= 0
      ? { o: () => open(rows[active]), x: () => pick(active, false), X: () => pick(active, true) }
      : {}),
  });

  const placed = placeColumns(columns, view.left, view.width, LEAD, STEP + 60);
  const order = [...placed.pinned, ...columns.filter((c) => !c.pinned)].map((c) => c.id);
  const number = (id: string) => order.indexOf(id) + 2;
  const draw = (cell: (id: string) => ReactNode) => (
    <>
      {placed.pinned.map((c) => (
        <div
          key={c.id}
          role="gridcell"
          aria-colindex={number(c.id)}
          className={`gc pinned ${isNumeric(c.id) ? 'num' : ''}`}
          style={{ width: c.width, left: c.left }}
        >
          {cell(c.id)}
        </div>
      ))}
      {placed.before > 0 && <div style={{ width: placed.before, flex: 'none' }} />}
      {placed.seen.map((c) => (
        <div
          key={c.id}
          role="gridcell"
          aria-colindex={number(c.id)}
          className={`gc ${isNumeric(c.id) ? 'num' : ''}`}
          style={{ width: c.width }}
        >
          {cell(c.id)}
        </div>
      ))}
    </>
  );
  const wide = Math.max(placed.total, view.width);
  const all = rows.length > 0 && rows.every((r) => r.kind === 'note' || isPicked(r));

  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label="Runs"
      aria-rowcount={props.total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={active >= 0 ? `row-${activeKey}` : undefined}
      data-testid="run-table"
    >
      <div role="rowgroup" className="ghead" style={{ width: wide }}>
        <div role="row" aria-rowindex={1} className="grow-row">
          <div role="columnheader" aria-colindex={1} className="gh pinned pick" style={{ left: 0 }}>
            <input
              type="checkbox"
              aria-label="Select all loaded runs"
              checked={all}
              onChange={() => props.onPickAll(!all)}
            />
          </div>
          {placed.pinned.map((c) => (
            <HeadCell key={c.id} {...props} column={c} left={c.left} index={number(c.id)} />
          ))}
          {placed.before > 0 && <div style={{ width: placed.before, flex: 'none' }} />}
          {placed.seen.map((c) => (
            <HeadCell key={c.id} {...props} column={c} index={number(c.id)} />
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        style={{ height: virtual.getTotalSize(), width: wide, position: 'relative' }}
      >
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const picked = isPicked(row);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: j, k and Enter do the same
            <div
              key={rowKey(row)}
              id={`row-${rowKey(row)}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={picked}
              className={`grow-row body ${item.index === active ? 'active' : ''} ${picked ? 'picked' : ''}`}
              style={{ transform: `translateY(${item.start}px)`, height }}
              onClick={(e) => {
                if ((e.target as HTMLElement).closest('a,button,input')) return;
                if (window.getSelection()?.toString()) return;
                if (e.shiftKey || e.metaKey || e.ctrlKey) pick(item.index, e.shiftKey);
                else open(row);
              }}
            >
              <div role="gridcell" aria-colindex={1} className="gc pinned pick" style={{ left: 0 }}>
                {row.kind !== 'note' && (
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    aria-label={`Select ${row.kind === 'run' ? row.run.name : 'the group'}`}
                    checked={picked}
                    onClick={(e) => pick(item.index, e.shiftKey)}
                    onChange={() => {}}
                  />
                )}
              </div>
              {row.kind === 'note' ? (
                <div
                  role="gridcell"
                  className="gc muted"
                  style={{ paddingLeft: 10 + row.depth * 16 }}
                >
                  {row.text}
                  {row.more !== undefined && (
                    <button
                      type="button"
                      className="linkish"
                      style={{ marginLeft: 8 }}
                      onClick={() => props.onMore?.(row.more!)}
                    >
                      show more
                    </button>
                  )}
                </div>
              ) : row.kind === 'group' ? (
                draw((id) =>
                  id === order[0] ? (
                    <GroupName row={row} by={props.by ?? NONE} onToggle={props.onToggle} />
                  ) : (
                    <GroupCellView id={id} of={groupCell(row.group, props.by ?? NONE, id)} />
                  ),
                )
              ) : (
                draw((id) =>
                  id === 'attributes.run_name' ? (
                    <RunName row={row} onToggle={props.onToggle} />
                  ) : (
                    cellOf(id, row.run, props.sparks)
                  ),
                )
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

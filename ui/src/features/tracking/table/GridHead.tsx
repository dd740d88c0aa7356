import { Menu } from '@mantine/core';
import { type PointerEvent, useRef, useState } from 'react';
import { Icon } from '../../../components/Icon.tsx';
import { columnTitle, isNumeric, orderBy } from './columns.ts';
import { fieldOf } from './grouped.ts';
import { moveColumn, nextSort, type ShownColumn, type Sorting } from './state.ts';

export interface HeadProps {
  columns: readonly ShownColumn[];
  sort: Sorting | null;
  onSort: (sort: Sorting | null) => void;
  onColumns: (columns: ShownColumn[]) => void;
  onGroup: (id: string) => void;
}

/** A heading: sorts on a click, moves by dragging, is made wider at its edge; its menu has all of it for keys. */
export function HeadCell({
  column,
  left,
  index,
  ...props
}: HeadProps & { column: ShownColumn; left?: number; index: number }) {
  const { id } = column;
  const [drop, setDrop] = useState(false);
  const sorted = props.sort?.id === id ? (props.sort.down ? 'descending' : 'ascending') : undefined;
  const sortable = orderBy(id) !== null;
  const set = (change: Partial<ShownColumn>) =>
    props.onColumns(props.columns.map((c) => (c.id === id ? { ...c, ...change } : c)));
  const title = columnTitle(id);
  return (
    <div
      role="columnheader"
      aria-colindex={index}
      aria-sort={sorted}
      className={`gh ${left !== undefined ? 'pinned' : ''} ${isNumeric(id) ? 'num' : ''} ${drop ? 'drop' : ''}`}
      style={{ width: column.width, ...(left !== undefined ? { left } : {}) }}
      title={id}
      draggable
      onDragStart={(e) => e.dataTransfer.setData('text/x-column', id)}
      onDragOver={(e) => {
        if (!e.dataTransfer.types.includes('text/x-column')) return;
        e.preventDefault();
        setDrop(true);
      }}
      onDragLeave={() => setDrop(false)}
      onDrop={(e) => {
        setDrop(false);
        const moved = e.dataTransfer.getData('text/x-column');
        if (moved) props.onColumns(moveColumn(props.columns, moved, id));
      }}
    >
      {sortable ? (
        <button
          type="button"
          className="sorter ellipsis"
          onClick={() => props.onSort(nextSort(props.sort, id))}
        >
          <span className="ellipsis">{title}</span>
          {sorted && <Icon name={sorted === 'descending' ? 'down' : 'up'} size={11} />}
        </button>
      ) : (
        <span className="ellipsis grow">{title}</span>
      )}
      <HeadMenu {...props} column={column} sortable={sortable} set={set} />
      <Edge width={column.width} onWidth={(width) => set({ width })} />
    </div>
  );
}

function HeadMenu(
  props: HeadProps & {
    column: ShownColumn;
    sortable: boolean;
    set: (change: Partial<ShownColumn>) => void;
  },
) {
  const { column, columns, set } = props;
  const peers = columns.filter((c) => c.pinned === column.pinned);
  const place = peers.findIndex((c) => c.id === column.id);
  const before = peers[place - 1];
  const after = peers[place + 1];
  return (
    <Menu position="bottom-start" shadow="md" width={180} withinPortal>
      <Menu.Target>
        <button
          type="button"
          className="gmenu"
          aria-label={`Column ${columnTitle(column.id)}: sort, move, pin, hide`}
        >
          <Icon name="down" size={10} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {props.sortable && (
          <>
            <Menu.Item onClick={() => props.onSort({ id: column.id, down: true })}>
              Greatest first
            </Menu.Item>
            <Menu.Item onClick={() => props.onSort({ id: column.id, down: false })}>
              Least first
            </Menu.Item>
          </>
        )}
        {fieldOf(column.id) !== null && (
          <Menu.Item onClick={() => props.onGroup(column.id)}>Group by this</Menu.Item>
        )}
        <Menu.Item onClick={() => set({ pinned: !column.pinned })}>
          {column.pinned ? 'Unpin' : 'Pin to the left'}
        </Menu.Item>
        {before && (
          <Menu.Item onClick={() => props.onColumns(moveColumn(columns, column.id, before.id))}>
            Move left
          </Menu.Item>
        )}
        {after && (
          <Menu.Item onClick={() => props.onColumns(moveColumn(columns, column.id, after.id))}>
            Move right
          </Menu.Item>
        )}
        <Menu.Item
          closeMenuOnClick={false}
          onClick={() => set({ width: Math.min(1200, column.width + 40) })}
        >
          Wider
        </Menu.Item>
        <Menu.Item
          closeMenuOnClick={false}
          onClick={() => set({ width: Math.max(48, column.width - 40) })}
        >
          Narrower
        </Menu.Item>
        {columns.length > 1 && (
          <Menu.Item onClick={() => props.onColumns(columns.filter((c) => c.id !== column.id))}>
            Hide
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The right edge of a heading, which is dragged to make the column wider or narrower. */
function Edge({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const start = useRef<{ x: number; width: number; cell: HTMLElement } | null>(null);
  const wide = (e: PointerEvent) =>
    start.current
      ? Math.max(48, Math.min(1200, start.current.width + e.clientX - start.current.x))
      : width;
  return (
    <span
      className="gedge"
      aria-hidden="true"
      draggable
      onDragStart={(e) => {
        e.preventDefault();
        e.stopPropagation();
      }}
      onPointerDown={(e) => {
        e.preventDefault();
        e.currentTarget.setPointerCapture(e.pointerId);
        start.current = { x: e.clientX, width, cell: e.currentTarget.parentElement! };
      }}
      onPointerMove={(e) => {
        if (start.current) start.current.cell.style.width = `${wide(e)}px`;
      }}
      onPointerUp={(e) => {
        if (!start.current) return;
        const next = wide(e);
        start.current = null;
        onWidth(next);
      }}
    />
  );
}

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { Icon } from './Icon.tsx';
import { useKeys } from './keys.ts';

export interface Column<T> {
  id: string;
  title: ReactNode;
  cell: (row: T) => ReactNode;
  /** What the column sorts by; a column without it does not sort. */
  by?: (row: T) => number | string | null | undefined;
  align?: 'right';
  /** Left out on narrow screens. */
  wide?: boolean;
}

const ROW = 28;
const MANY = 80;

function sortRows<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  sort: string | undefined,
): readonly T[] {
  const down = sort?.startsWith('-') ?? false;
  const by = columns.find((c) => c.id === sort?.replace(/^-/, ''))?.by;
  if (!by) return rows;
  return [...rows].sort((x, y) => {
    const a = by(x);
    const b = by(y);
    if (a === b) return 0;
    if (a === null || a === undefined) return 1;
    if (b === null || b === undefined) return -1;
    // What is no number among numbers (NaN as a text, a gap) is last both ways.
    if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) ? 1 : -1;
    const order =
      typeof a === 'number' && typeof b === 'number'
        ? a - b
        : String(a).localeCompare(String(b), 'en', { numeric: true });
    return down ? -order : order;
  });
}

/** A dense table: sorts, keeps the keyboard (j k Enter x e), and draws only what is seen when there is much. */
export function DataTable<T>(props: {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  onEvidence?: (row: T) => void;
  sort?: string;
  onSort?: (sort: string | undefined) => void;
  picked?: ReadonlySet<string>;
  onPick?: (key: string) => void;
  /** Whether this is the page's main table, which j and k move in without a click. */
  main?: boolean;
  maxHeight?: string;
  testId?: string;
}) {
  const { columns, rowKey } = props;
  const rows = useMemo(
    () => sortRows(props.rows, columns, props.sort),
    [props.rows, columns, props.sort],
  );
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const many = rows.length > MANY;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    enabled: many,
  });
  const active = rows.findIndex((row) => rowKey(row) === activeKey);

  const move = (step: number) => {
    const next = Math.max(
      0,
      Math.min(rows.length - 1, active < 0 ? (step > 0 ? 0 : rows.length - 1) : active + step),
    );
    const row = rows[next];
    if (!row) return;
    setActiveKey(rowKey(row));
    if (many) virtual.scrollToIndex(next);
    else scroller.current?.querySelectorAll('tbody tr')[next]?.scrollIntoView({ block: 'nearest' });
  };
  const withActive = (action?: (row: T) => void) => () => {
    const row = rows[active];
    if (row && action) action(row);
  };
  useKeys(
    props.main
      ? {
          j: () => move(1),
          k: () => move(-1),
          ...(active >= 0 && props.onOpen && document.activeElement === document.body
            ? { Enter: withActive(props.onOpen) }
            : {}),
          ...(active >= 0 && props.onOpen ? { o: withActive(props.onOpen) } : {}),
          ...(props.onEvidence ? { e: withActive(props.onEvidence) } : {}),
          ...(props.onPick ? { x: withActive((row) => props.onPick?.(rowKey(row))) } : {}),
        }
      : {},
  );

  const items = many ? virtual.getVirtualItems() : null;
  const visible = items ? items.map((v) => v.index) : rows.map((_, i) => i);
  const above = items?.[0]?.start ?? 0;
  const below = items ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;

  return (
    <div
      className="tablewrap"
      ref={scroller}
      {...(props.onOpen ? {} : { role: 'group', tabIndex: 0, 'aria-label': props.label })}
      style={
        many || props.maxHeight
          ? { maxHeight: props.maxHeight ?? 'calc(100dvh - 190px)' }
          : undefined
      }
      data-testid={props.testId}
    >
      <table className="t" aria-label={props.label} aria-rowcount={rows.length}>
        <thead>
          <tr>
            {props.onPick && (
              <th scope="col" style={{ width: 28 }}>
                <span className="sr">Selected</span>
              </th>
            )}
            {columns.map((c) => (
              <Heading key={c.id} column={c} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {visible.map((i) => {
            const row = rows[i];
            if (row === undefined) return null;
            const key = rowKey(row);
            const picked = props.picked?.has(key);
            return (
              <tr
                key={key}
                className={`${props.onOpen ? 'openable' : ''} ${i === active ? 'active' : ''} ${picked ? 'picked' : ''}`}
                onClick={(e) => {
                  if ((e.target as HTMLElement).closest('a,button,input')) return;
                  if (window.getSelection()?.toString()) return;
                  props.onOpen?.(row);
                }}
              >
                {props.onPick && (
                  <td>
                    <input
                      type="checkbox"
                      aria-label={`Select ${key}`}
                      checked={picked ?? false}
                      onChange={() => props.onPick?.(key)}
                    />
                  </td>
                )}
                {columns.map((c) => (
                  <td
                    key={c.id}
                    className={`${c.align === 'right' ? 'num' : ''} ${c.wide ? 'wide-only' : ''}`}
                  >
                    {c.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

function Heading<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort?: string;
  onSort?: (s: string | undefined) => void;
}) {
  const down = sort === `-${column.id}`;
  const up = sort === column.id;
  const next = down ? column.id : up ? undefined : `-${column.id}`;
  return (
    <th
      scope="col"
      className={`${column.align === 'right' ? 'num' : ''} ${column.wide ? 'wide-only' : ''}`}
      aria-sort={down ? 'descending' : up ? 'ascending' : undefined}
    >
      {column.by && onSort ? (
        <button type="button" onClick={() => onSort(next)}>
          {column.title}
          {(down || up) && <Icon name={down ? 'down' : 'up'} size={11} />}
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

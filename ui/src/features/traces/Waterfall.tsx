import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { TraceSpan } from '../../api/types.ts';
import { Icon } from '../../components/Icon.tsx';
import { count, millis } from '../../lib/format.ts';
import { type FlatSpan, rowsOf } from '../../lib/spans.ts';
import { typeColour, typeWord } from './look.ts';

const ROW = 26;

export interface Drawn extends FlatSpan {
  whole: TraceSpan;
}

/** The spans in the form that the tree and the bars need; one that goes on ends where the trace does. */
export function drawnOf(spans: readonly TraceSpan[]): { spans: Drawn[]; total: number } {
  const total = Math.max(1, ...spans.map((s) => s.offset_us + (s.duration_us ?? 0)));
  return {
    total,
    spans: spans.map((s) => ({
      id: s.id,
      parent: s.parent ?? null,
      name: s.name,
      type: s.type,
      status: s.status,
      from: s.offset_us,
      to: s.duration_us === undefined ? total : s.offset_us + s.duration_us,
      whole: s,
    })),
  };
}

/** Nested spans over time. Only the rows that are seen are drawn; arrows move, left and right fold. */
export function Waterfall(props: {
  spans: readonly TraceSpan[];
  chosen: string | undefined;
  filter: string;
  onChoose: (id: string) => void;
}) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const drawn = useMemo(() => drawnOf(props.spans), [props.spans]);
  const word = props.filter.trim().toLowerCase();
  const rows = useMemo(
    () =>
      rowsOf(
        drawn.spans,
        closed,
        word
          ? (s) =>
              `${s.name} ${s.type} ${s.status} ${s.whole.status_message ?? ''}`
                .toLowerCase()
                .includes(word)
          : undefined,
      ),
    [drawn, closed, word],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 20,
  });
  const at = rows.findIndex((r) => r.span.id === props.chosen);
  const toggle = (id: string, close: boolean) => {
    const next = new Set(closed);
    if (close) next.add(id);
    else next.delete(id);
    setClosed(next);
  };
  const go = (i: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, i))];
    if (!row) return;
    props.onChoose(row.span.id);
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const keys = (e: KeyboardEvent) => {
    const row = rows[at];
    if (e.key === 'ArrowDown' || e.key === 'j') go(at + 1);
    else if (e.key === 'ArrowUp' || e.key === 'k') go(at - 1);
    else if (e.key === 'Home') go(0);
    else if (e.key === 'End') go(rows.length - 1);
    else if (e.key === 'ArrowRight' && row?.children) toggle(row.span.id, false);
    else if (e.key === 'ArrowLeft' && row) {
      if (row.children && row.open) toggle(row.span.id, true);
      else if (row.span.parent) props.onChoose(row.span.parent);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  };
  if (rows.length === 0) return <p className="muted small padded">No span is like that.</p>;
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <div className="waterfall" data-testid="waterfall">
      <div className="axis small muted" aria-hidden="true">
        <span>{count(props.spans.length)} spans</span>
        <div className="ticks">
          {ticks.map((t) => (
            <span key={t} style={{ left: `${t * 100}%` }}>
              {millis((drawn.total * t) / 1000)}
            </span>
          ))}
        </div>
      </div>
      <div
        className="scroller"
        ref={scroller}
        role="tree"
        aria-label="Spans"
        tabIndex={0}
        aria-activedescendant={at >= 0 ? `span-${props.chosen}` : undefined}
        onKeyDown={keys}
      >
        <div role="none" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const { span, depth, children, open } = rows[index]!;
            const left = (span.from / drawn.total) * 100;
            const width = ((span.to - span.from) / drawn.total) * 100;
            const took = span.whole.duration_us;
            return (
              <div
                key={span.id}
                id={`span-${span.id}`}
                role="treeitem"
                tabIndex={-1}
                aria-level={depth + 1}
                aria-selected={span.id === props.chosen}
                aria-expanded={children > 0 ? open : undefined}
                className="span"
                style={{ top: start }}
                onClick={() => props.onChoose(span.id)}
                onKeyDown={() => {}}
              >
                <div className="what" style={{ paddingLeft: 4 + Math.min(depth, 24) * 12 }}>
                  {children > 0 ? (
                    <button
                      type="button"
                      className="fold"
                      tabIndex={-1}
                      aria-label={open ? `Fold ${span.name}` : `Unfold ${span.name}`}
                      onClick={(e) => {
                        e.stopPropagation();
                        toggle(span.id, open);
                      }}
                    >
                      <Icon name={open ? 'down' : 'right'} size={11} />
                    </button>
                  ) : (
                    <span className="fold" />
                  )}
                  <i className="typemark" style={{ background: typeColour(span.type) }} />
                  <span className="ellipsis">{span.name}</span>
                  <span className="muted small">{typeWord(span.type)}</span>
                  {span.status === 'ERROR' && (
                    <span className="bad small row">
                      <Icon name="alert" size={11} /> error
                    </span>
                  )}
                </div>
                <div className="when">
                  <i
                    className={`bar ${span.status === 'ERROR' ? 'failed' : ''}`}
                    style={{
                      left: `${left}%`,
                      width: `max(2px, ${width}%)`,
                      background: typeColour(span.type),
                    }}
                  />
                  <span
                    className="took small"
                    style={
                      left + width > 80
                        ? { right: `${100 - left}%`, paddingRight: 5 }
                        : { left: `${left + width}%`, paddingLeft: 5 }
                    }
                  >
                    {took === undefined ? 'goes on' : millis(took / 1000)}
                  </span>
                </div>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

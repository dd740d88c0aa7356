import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useMemo, useRef } from 'react';
import './code.css';

const LINE = 18;
const MANY = 400;

/** Text with line numbers; only the lines that are seen are drawn when there are many. */
export function Code(props: {
  text: string;
  label: string;
  /** The number of the first line; null leaves the numbers out, as of a log's end. */
  first?: number | null;
  /** Show the end first and stay there, as logs are read. */
  end?: boolean;
  maxHeight?: string;
}) {
  const lines = useMemo(
    () => props.text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n'),
    [props.text],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const first = props.first === undefined ? 1 : props.first;
  const many = lines.length > MANY;
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 30,
    enabled: many,
  });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (props.end && box) box.scrollTop = lines.length * LINE;
  }, [props.end, lines.length]);
  const items = many ? virtual.getVirtualItems() : null;
  const shown = items ? items.map((v) => v.index) : lines.map((_, i) => i);
  const digits = String((first ?? 0) + lines.length).length;
  return (
    <div
      className="code"
      ref={scroller}
      role="group"
      aria-label={props.label}
      tabIndex={0}
      style={{ maxHeight: props.maxHeight ?? '70vh' }}
    >
      <div
        style={
          many
            ? {
                paddingTop: items?.[0]?.start ?? 0,
                height: virtual.getTotalSize(),
                boxSizing: 'border-box',
              }
            : undefined
        }
      >
        {shown.map((i) => (
          <div key={i} className="line">
            {first !== null && (
              <span className="n" aria-hidden="true" style={{ width: `${digits + 1}ch` }}>
                {first + i}
              </span>
            )}
            <span className="t">{lines[i] || ' '}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

import { useEffect, useRef, useState } from 'react';

import { readLog } from './api.ts';

/** A task's log, read on while the task runs; it stays at its end unless somebody scrolls up. */
export function Log({ run, task }: { run: string; task: string }) {
  const [text, setText] = useState('');
  const [state, setState] = useState<'reading' | 'ended' | string>('reading');
  const box = useRef<HTMLPreElement>(null);
  const stick = useRef(true);
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setText('');
    setState('reading');
    const step = async (offset: number) => {
      try {
        const chunk = await readLog(run, task, offset);
        if (stopped) return;
        if (chunk.text)
          setText((old) => (old && !old.endsWith('\n') ? `${old}\n` : old) + chunk.text);
        if (chunk.ended && chunk.next_offset === offset) setState('ended');
        else timer = setTimeout(() => void step(chunk.next_offset), chunk.text ? 200 : 1000);
        if (chunk.ended && chunk.text === '') setState('ended');
      } catch (e) {
        if (!stopped) setState((e as Error).message);
      }
    };
    void step(0);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [run, task]);
  useEffect(() => {
    if (stick.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [text]);
  return (
    <pre
      ref={box}
      className="log"
      role="log"
      style={{ height: 340 }}
      data-testid="log"
      tabIndex={0}
      aria-label={`Log of ${task}`}
      onScroll={(e) => {
        const el = e.currentTarget;
        stick.current = el.scrollHeight - el.scrollTop - el.clientHeight < 24;
      }}
    >
      {text ||
        (state === 'ended' ? 'The task wrote nothing.' : state === 'reading' ? 'Reading…' : state)}
    </pre>
  );
}

import { useEffect, useRef, useState } from 'react';
import { url } from './client.ts';
import { EventReader } from './sse.ts';

export type LiveState = 'connecting' | 'open' | 'lost';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/** Whether anybody can see the page. */
export function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState !== 'hidden');
  useEffect(() => {
    const look = () => setVisible(document.visibilityState !== 'hidden');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible;
}

/** Follows a server-sent stream while `where` is not null; a lost one is taken up again where it ended. */
export function useStream(
  where: string | null,
  onEvent: (name: string, data: unknown) => void,
): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const handler = useRef(onEvent);
  handler.current = onEvent;

  useEffect(() => {
    if (where === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let wait = FIRST_WAIT;
    let last = '';

    const follow = async () => {
      try {
        const response = await fetch(url(where), {
          signal: stop.signal,
          headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) },
        });
        if (!response.ok || !response.body) throw new Error(response.statusText);
        setState('open');
        wait = FIRST_WAIT;
        const reader = new EventReader();
        const body = response.body.pipeThrough(new TextDecoderStream()).getReader();
        for (;;) {
          const { done, value } = await body.read();
          if (done) break;
          for (const event of reader.push(value)) {
            last = event.id || last;
            handler.current(event.name, JSON.parse(event.data));
          }
        }
      } catch {
        if (stop.signal.aborted) return;
        setState('lost');
      }
      wait = Math.min(LONGEST_WAIT, wait * 2);
      timer = setTimeout(() => void follow(), wait);
    };
    void follow();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [where]);
  return state;
}

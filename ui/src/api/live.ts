import { useEffect, useRef, useState } from 'react';
import { url } from './client.ts';

export type LiveState = 'connecting' | 'open' | 'lost';

/**
 * Follows a server-sent stream while `where` is not null. The browser reconnects by itself and
 * sends Last-Event-ID; after a fatal answer we try again every five seconds.
 */
export function useStream(
  where: string | null,
  names: readonly string[],
  onEvent: (name: string, data: unknown) => void,
): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const handler = useRef(onEvent);
  handler.current = onEvent;
  const key = names.join(' ');

  useEffect(() => {
    if (where === null) return;
    let source: EventSource | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let closed = false;
    const open = () => {
      source = new EventSource(url(where));
      source.onopen = () => setState('open');
      source.onerror = () => {
        setState('lost');
        if (source?.readyState === EventSource.CLOSED && !closed) retry = setTimeout(open, 5000);
      };
      for (const name of key.split(' ')) {
        source.addEventListener(name, (e) => {
          const text = (e as MessageEvent<string>).data;
          if (!text) return;
          if (name === 'end') {
            closed = true;
            source?.close();
          }
          handler.current(name, JSON.parse(text));
        });
      }
    };
    open();
    return () => {
      closed = true;
      clearTimeout(retry);
      source?.close();
    };
  }, [where, key]);
  return state;
}

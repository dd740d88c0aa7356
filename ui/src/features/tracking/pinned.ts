import { useState } from 'react';

/** The charts that somebody pinned in an experiment; kept by the browser. */
export function usePinned(experiment: string): [ReadonlySet<string>, (title: string) => void] {
  const key = `noria-pinned-${experiment}`;
  const [pinned, setPinned] = useState<ReadonlySet<string>>(() => read(key));
  const toggle = (title: string) => {
    const next = new Set(pinned);
    if (!next.delete(title)) next.add(title);
    setPinned(next);
    try {
      localStorage.setItem(key, JSON.stringify([...next]));
    } catch {
      // Without storage the pins last as long as the page.
    }
  };
  return [pinned, toggle];
}

function read(key: string): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return new Set(Array.isArray(value) ? value.map(String) : []);
  } catch {
    return new Set();
  }
}

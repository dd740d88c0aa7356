import { useMemo, useState } from 'react';
import { readList } from './state.ts';
import type { RunsSearch } from './useTableState.ts';

/** So many ids are kept in the address. */
const IN_ADDRESS = 300;

/** Which runs are selected: some by name, or all that match. */
export function useSelection(search: RunsSearch, set: (part: Partial<RunsSearch>) => void) {
  const [many, setMany] = useState<ReadonlySet<string> | null>(null);
  const named = useMemo(() => new Set(readList(search.picked)), [search.picked]);
  const all = search.picked === '*';
  const picked: ReadonlySet<string> = many ?? named;
  const keep = (next: ReadonlySet<string>) => {
    const fits = next.size <= IN_ADDRESS;
    setMany(fits ? null : next);
    set({ picked: fits ? [...next].join(',') || undefined : undefined });
  };
  return {
    all,
    picked,
    pick: (ids: readonly string[], on: boolean) => {
      const next = new Set(all ? [] : picked);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      keep(next);
    },
    everything: () => {
      setMany(null);
      set({ picked: '*' });
    },
    clear: () => {
      if (all || picked.size > 0) keep(new Set());
    },
  };
}

export interface DiffRow {
  key: string;
  here: string | null;
  there: string | null;
  state: 'same' | 'changed' | 'added' | 'removed';
}

/** Keys of both maps in order, each with what became of it. */
export function diffMaps(
  here: Record<string, string>,
  there: Record<string, string> | null,
): DiffRow[] {
  const keys = new Set([...Object.keys(here), ...Object.keys(there ?? {})]);
  return [...keys]
    .sort((a, b) => a.localeCompare(b))
    .map((key) => {
      const a = here[key] ?? null;
      const b = there ? (there[key] ?? null) : a;
      const state = a === b ? 'same' : b === null ? 'added' : a === null ? 'removed' : 'changed';
      return { key, here: a, there: there ? b : null, state };
    });
}

/** Groups metric keys by their prefix before the last slash: "train/auc" under "train"; bare keys under "". */
export function groupKeys(keys: readonly string[]): { prefix: string; keys: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const slash = key.lastIndexOf('/');
    const prefix = slash > 0 ? key.slice(0, slash) : '';
    (groups.get(prefix) ?? groups.set(prefix, []).get(prefix)!).push(key);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([prefix, members]) => ({ prefix, keys: members.sort((a, b) => a.localeCompare(b)) }));
}

export interface Edge {
  from: string;
  relation: string;
  to: string;
}

/**
 * Everything on the thread of `start`: what it came from (walking edges backwards) and what came of
 * it (forwards). The two walks are separate, so that siblings which merely share an ancestor stay out.
 */
export function threadOf(start: string, edges: readonly Edge[]): Set<string> {
  const back = new Map<string, string[]>();
  const forward = new Map<string, string[]>();
  for (const { from, to } of edges) {
    (forward.get(from) ?? forward.set(from, []).get(from)!).push(to);
    (back.get(to) ?? back.set(to, []).get(to)!).push(from);
  }
  const reached = new Set([start]);
  for (const next of [back, forward]) {
    const seen = new Set([start]);
    const queue = [start];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const other of next.get(at) ?? []) {
        if (!seen.has(other)) {
          seen.add(other);
          reached.add(other);
          queue.push(other);
        }
      }
    }
  }
  return reached;
}

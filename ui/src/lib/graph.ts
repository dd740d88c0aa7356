export interface Edge {
  from: string;
  relation: string;
  to: string;
}

/** A deployment is where every model ends and every alert begins: a thread that went on there would hold everything. */
const ends = (ref: string) => ref.startsWith('deployment:');

/** A champion that others were compared with is named in their threads, but its own past is not theirs. */
const passing = (relation: string) => relation === 'compared';

/**
 * Everything on the thread of `start`: what it came from (walking edges backwards) and what came of
 * it (forwards). The two walks are separate, so that siblings which merely share an ancestor stay
 * out; neither goes on beyond a deployment or a comparison.
 */
export function threadOf(start: string, edges: readonly Edge[]): Set<string> {
  const back = new Map<string, [string, string][]>();
  const forward = new Map<string, [string, string][]>();
  for (const { from, relation, to } of edges) {
    (forward.get(from) ?? forward.set(from, []).get(from)!).push([to, relation]);
    (back.get(to) ?? back.set(to, []).get(to)!).push([from, relation]);
  }
  const reached = new Set([start]);
  for (const next of [back, forward]) {
    const seen = new Set([start]);
    const queue = [start];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const [other, relation] of next.get(at) ?? []) {
        reached.add(other);
        if (seen.has(other) || ends(other) || passing(relation)) continue;
        seen.add(other);
        queue.push(other);
      }
    }
  }
  return reached;
}

/** Spans of a trace as a tree that is drawn in rows. */

export interface FlatSpan {
  id: string;
  parent: string | null;
  name: string;
  type: string;
  status: string;
  /** Nanoseconds since the trace began. */
  from: number;
  to: number;
}

export interface SpanRow<S extends FlatSpan> {
  span: S;
  depth: number;
  children: number;
  open: boolean;
}

/** Children of each span by the time they began; spans whose parent is missing are roots; rings are cut. */
export function childrenOf<S extends FlatSpan>(spans: readonly S[]): Map<string | null, S[]> {
  const known = new Map(spans.map((s) => [s.id, s]));
  const verdicts = new Map<string, boolean>();
  const reached = (s: S): boolean => {
    const path: string[] = [];
    const seen = new Set<string>();
    let verdict = true;
    for (let id: string | null = s.id; id !== null && known.has(id); id = known.get(id)!.parent) {
      const before = verdicts.get(id);
      if (before !== undefined || seen.has(id)) {
        verdict = before ?? false;
        break;
      }
      seen.add(id);
      path.push(id);
    }
    for (const id of path) verdicts.set(id, verdict);
    return verdict;
  };
  const tree = new Map<string | null, S[]>();
  for (const s of [...spans].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const parent = s.parent !== null && known.has(s.parent) && reached(s) ? s.parent : null;
    (tree.get(parent) ?? tree.set(parent, []).get(parent)!).push(s);
  }
  return tree;
}

/** The rows of a waterfall, parents before children, without what lies under closed spans. */
export function rowsOf<S extends FlatSpan>(
  spans: readonly S[],
  closed: ReadonlySet<string>,
  matches: (span: S) => boolean = () => true,
): SpanRow<S>[] {
  const tree = childrenOf(spans);
  const kept = new Set<string>();
  const parents = new Map(spans.map((s) => [s.id, s.parent]));
  for (const s of spans) {
    if (!matches(s)) continue;
    for (let id: string | null = s.id; id !== null && !kept.has(id); id = parents.get(id) ?? null)
      kept.add(id);
  }
  const rows: SpanRow<S>[] = [];
  const stack: { span: S; depth: number }[] = [...(tree.get(null) ?? [])]
    .reverse()
    .map((span) => ({ span, depth: 0 }));
  for (;;) {
    const next = stack.pop();
    if (!next) return rows;
    if (!kept.has(next.span.id)) continue;
    const children = (tree.get(next.span.id) ?? []).filter((c) => kept.has(c.id));
    const open = !closed.has(next.span.id);
    rows.push({ span: next.span, depth: next.depth, children: children.length, open });
    if (open)
      for (let i = children.length - 1; i >= 0; i -= 1)
        stack.push({ span: children[i]!, depth: next.depth + 1 });
  }
}

export interface ChatMessage {
  role: string;
  content: string;
  tools: { name: string; arguments: string }[];
}

type Json = Record<string, unknown>;

function contentText(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) return '';
  if (!Array.isArray(content)) return null;
  const parts = content.map((part) => {
    if (typeof part === 'string') return part;
    if (!part || typeof part !== 'object') return null;
    const p = part as Json;
    if (typeof p.text === 'string') return p.text;
    if (p.type === 'image_url' || p.type === 'image' || p.type === 'input_image') return '[image]';
    if (p.type === 'input_audio') return '[audio]';
    return JSON.stringify(p);
  });
  return parts.some((p) => p === null) ? null : parts.join('\n');
}

function message(value: unknown): ChatMessage | null {
  if (!value || typeof value !== 'object') return null;
  const m = value as Json;
  const role = m.role ?? (m.type === 'human' ? 'user' : m.type === 'ai' ? 'assistant' : m.type);
  if (typeof role !== 'string') return null;
  if (!('content' in m) && !('tool_calls' in m)) return null;
  const content = contentText(m.content);
  if (content === null) return null;
  const calls = Array.isArray(m.tool_calls) ? m.tool_calls : [];
  return {
    role,
    content,
    tools: calls.flatMap((c) => {
      const call = (c ?? {}) as Json;
      const fn = (call.function ?? call) as Json;
      if (typeof fn.name !== 'string') return [];
      const args = fn.arguments ?? fn.args ?? {};
      return [{ name: fn.name, arguments: typeof args === 'string' ? args : JSON.stringify(args) }];
    }),
  };
}

/** The messages that a span's input or output holds, where it looks like a conversation; else null. */
export function messagesOf(value: unknown): ChatMessage[] | null {
  if (Array.isArray(value)) {
    // Lists of one list of messages come from chains that take batches.
    if (value.length === 1 && Array.isArray(value[0])) return messagesOf(value[0]);
    const all = value.map(message);
    return all.length > 0 && all.every((m) => m !== null) ? all : null;
  }
  if (!value || typeof value !== 'object') return null;
  const v = value as Json;
  if (Array.isArray(v.messages)) return messagesOf(v.messages);
  if (Array.isArray(v.choices)) {
    const all = v.choices.map((c) => message(((c ?? {}) as Json).message));
    return all.length > 0 && all.every((m) => m !== null) ? all : null;
  }
  if (Array.isArray(v.input) && v.input.length > 0) return messagesOf(v.input);
  const one = message(v);
  return one ? [one] : null;
}

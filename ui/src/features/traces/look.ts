/** How the types of spans are told apart: a colour and always the word. */
const TYPES: Record<string, number> = {
  LLM: 0,
  CHAT_MODEL: 0,
  TOOL: 1,
  RETRIEVER: 2,
  AGENT: 3,
  CHAIN: 6,
  EMBEDDING: 5,
  RERANKER: 8,
  PARSER: 7,
  MEMORY: 4,
  WORKFLOW: 6,
  TASK: 9,
  GUARDRAIL: 4,
  EVALUATOR: 9,
};

export function typeColour(type: string): string {
  const n = TYPES[type.toUpperCase()];
  return n === undefined ? 'var(--stale)' : `var(--s${n})`;
}

export function typeWord(type: string): string {
  return type === 'UNKNOWN' || type === '' ? 'span' : type.toLowerCase().replaceAll('_', ' ');
}

/** Microseconds as people read them. */
export function micros(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1000;
}

/** What somebody typed: MLflow's grammar when it has an operator, else a part of what was asked or its name. */
export function traceFilter(text: string, state: string): string | undefined {
  const typed = text.trim();
  const grammar = /[=<>]|\s(LIKE|ILIKE|RLIKE|IN|IS)\s/.test(typed);
  const mark = typed.includes("'") ? '"' : "'";
  const asked = typed === '' ? '' : grammar ? typed : `trace.text ILIKE ${mark}%${typed}%${mark}`;
  const wanted = state ? `status = '${state}'` : '';
  return [asked, wanted].filter(Boolean).join(' AND ') || undefined;
}

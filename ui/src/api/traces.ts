/** Traces and standings as the server writes them. */

export interface TraceAssessment {
  id: string;
  name: string;
  kind: 'feedback' | 'expectation' | 'issue';
  value: unknown;
  error?: { code: string; message?: string; stack_trace?: string };
  rationale?: string;
  source: { type: string; id?: string };
  span?: string;
  run?: string;
  valid: boolean;
  created_at: string;
  updated_at: string;
}

export interface TraceInfo {
  id: string;
  experiment_id: string;
  name?: string;
  state: 'STATE_UNSPECIFIED' | 'OK' | 'ERROR' | 'IN_PROGRESS';
  started_at: string;
  duration_ms?: number;
  run?: string;
  linked_runs: string[];
  session?: string;
  user?: string;
  request_preview?: string;
  response_preview?: string;
  spans: number;
  tokens?: { input?: number; output?: number; total?: number };
  cost?: { total_usd?: number };
  prompts: string[];
  tags: Record<string, string>;
  metadata: Record<string, string>;
  assessments: TraceAssessment[];
}

export interface TraceSpan {
  id: string;
  parent?: string;
  name: string;
  type: string;
  status: 'UNSET' | 'OK' | 'ERROR';
  status_message?: string;
  start_us: number;
  end_us?: number;
  offset_us: number;
  duration_us?: number;
  inputs?: unknown;
  outputs?: unknown;
  attributes: Record<string, unknown>;
  events: { name: string; at_us: number; attributes: Record<string, unknown> }[];
}

export interface Trace {
  info: TraceInfo;
  spans: TraceSpan[];
}

export interface Stood {
  name: string;
  version: number;
  ref: string;
  since: string;
  by: string;
  why: string;
  from?: string;
  event_time?: string;
  verdict?: string;
}

export interface ModelStanding {
  model: string;
  name_then: string;
  at: string;
  clock: 'recorded' | 'event';
  stages: Stood[];
  aliases: Stood[];
}

export interface Protection {
  alias: string;
  by: string[];
  who: string;
  since: string;
}

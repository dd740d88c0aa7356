/**
 * What the pages hold of the server's answers. Instants are ISO-8601 strings in UTC; refs are `kind:id`.
 * Optional means unknown or not applicable; null means known to be nothing.
 */
import type { Edge } from '../lib/graph.ts';

export interface Paged<T> {
  items: T[];
  next_page_token?: string | null;
}

export type Outcome = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

export interface Project {
  name: string;
  question?: string;
  decision?: string;
  owner?: string;
  model?: string;
  deployment?: string;
  datasets?: string[];
  metric?: string;
}

export interface Health {
  status: string;
  checks: { area: string; ok: boolean; message: string }[];
}

export interface NoriaEvent {
  id: string;
  type: string;
  subject: string;
  event_time?: string | null;
  recorded_at: string;
  summary: string;
  evidence: string[];
}

export interface SearchHit {
  ref: string;
  title: string;
  detail?: string;
}

export interface LineageNode {
  ref: string;
  title?: string;
  event_time?: string | null;
  status?: string;
}

export interface Lineage {
  nodes: LineageNode[];
  edges: Edge[];
}

export interface DataMark {
  ref: string;
  dataset: string;
  label: string;
  revision: number;
  status: 'accepted' | 'refused';
  event_time: string;
  from: string;
  to: string;
  rows: number;
  summary: string;
  failures: string[];
}

export interface TrainingMark {
  ref: string;
  event_time: string;
  started_at: string;
  ended_at?: string | null;
  status: string;
  reason: string;
  caused_by: string[];
  runs: number;
  summary: string;
}

export interface GateMark {
  ref: string;
  gate: string;
  outcome: Outcome;
  event_time: string;
  candidate: string;
  champion: string | null;
  metric: string;
  estimate?: number | null;
  low?: number | null;
  high?: number | null;
  rows?: number | null;
  summary: string;
}

export interface ServingMark {
  ref: string;
  model: string;
  version: string;
  from: string;
  to: string | null;
}

export interface PerformancePoint {
  from: string;
  to: string;
  value: number | null;
  coverage: number;
  rows: number;
  version?: string;
}

export interface DriftSeries {
  column: string;
  test: string;
  threshold: number;
  now: number | null;
  since?: string | null;
  points: { ref: string; from: string; to: string; value: number | null; over: boolean }[];
}

export interface AlertMark {
  ref: string;
  watch: string;
  column?: string | null;
  opened_at: string;
  resolved_at: string | null;
  status: string;
  value: number | null;
  threshold: number | null;
  summary: string;
}

export interface TriggerMark {
  ref: string;
  event_time: string;
  decision: 'FIRED' | 'HELD';
  why: string;
  causes: string[];
  started: string | null;
}

export interface Loop {
  project: string;
  from: string;
  to: string;
  event_time: string | null;
  status: {
    champion: { model: string; version: string; ref: string; since: string } | null;
    deployment: string | null;
    state: string;
    next?: string;
    performance?: {
      metric: string;
      value: number | null;
      change: number | null;
      change_since?: string;
    } | null;
    drift?: { drifting: number; watched: number } | null;
    p99_ms?: number | null;
    requests?: number | null;
    alerts_open: number;
  };
  data: DataMark[];
  training: TrainingMark[];
  gates: GateMark[];
  serving: ServingMark[];
  performance: { metric: string; series: { name: string; points: PerformancePoint[] }[] };
  drift: DriftSeries[];
  alerts: AlertMark[];
  triggers: TriggerMark[];
  edges: Edge[];
}

export type RunStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED' | 'SCHEDULED';

export interface Run {
  id: string;
  name: string;
  experiment_id: string;
  experiment_name: string;
  status: RunStatus;
  user: string;
  started_at: string;
  ended_at?: string | null;
  parent?: string | null;
  children: number;
  source?: string;
  commit?: string;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: Record<string, { value: number | null; step: number; at: string }>;
  inputs: { ref?: string | null; name: string; digest: string; context?: string }[];
  produced: string[];
}

export interface Experiment {
  id: string;
  name: string;
  runs: number;
  last_update?: string | null;
}

export interface MetricSeries {
  key: string;
  steps: number[];
  values: (number | null)[];
  times_ms: number[];
  total: number;
  sampled: boolean;
}

export interface Artifact {
  path: string;
  name: string;
  directory: boolean;
  size?: number | null;
}

export interface Model {
  name: string;
  description?: string;
  versions: number;
  champion?: string | null;
  latest?: string | null;
  deployments: string[];
  updated_at?: string | null;
}

export type Stage = 'Development' | 'Staging' | 'Production' | 'Archived';

export interface ModelVersion {
  ref: string;
  model: string;
  version: string;
  stage: Stage;
  aliases: string[];
  status: string;
  created_at: string;
  event_time?: string | null;
  run: string | null;
  size?: number | null;
  description?: string;
  tags: Record<string, string>;
  metric?: {
    name: string;
    value: number | null;
    low?: number | null;
    high?: number | null;
    on?: string;
  } | null;
  verdict?: { ref: string; gate: string; outcome: Outcome } | null;
  serves: string[];
  trained_on: string[];
}

export interface SignatureColumn {
  name: string;
  type: string;
  categories?: string[];
  example?: unknown;
}

export interface Signature {
  columns: SignatureColumn[];
  target?: string;
  objective?: string;
  positive_label?: string;
  threshold?: number;
}

export interface ModelVersionDetail extends ModelVersion {
  signature?: Signature | null;
  card?: string;
  facts?: { name: string; value: string }[];
}

export interface StageMove {
  version: string;
  from?: Stage | null;
  to?: Stage | null;
  alias?: string | null;
  at: string;
  event_time?: string | null;
  by: string;
  why: string;
  verdict?: string | null;
}

export interface Condition {
  metric: string;
  operator: string;
  wanted?: number | string | null;
  value?: number | null;
  low?: number | null;
  high?: number | null;
  level?: number | null;
  passed: boolean | null;
}

export interface Verdict {
  ref: string;
  gate: string;
  outcome: Outcome;
  event_time?: string | null;
  recorded_at: string;
  candidate: string;
  champion: string | null;
  expires_at?: string | null;
  why: string;
  conditions: Condition[];
  comparison?: {
    metric: string;
    candidate_value: number | null;
    champion_value: number | null;
    estimate: number | null;
    low: number | null;
    high: number | null;
    level: number;
    unit: string;
    units: number;
    rows: number;
    resamples: number;
    days: { day: string; rows: number; candidate: number | null; champion: number | null }[];
  } | null;
  slices?: { name: string; rows: number; candidate: number | null; champion: number | null }[];
  judged_on: string[];
}

export interface RollbackPlan {
  changes: string[];
  allowed: boolean;
  refused_because?: string | null;
  evidence?: string | null;
}

export interface Deployment {
  name: string;
  ref: string;
  model: string;
  version: string;
  follows: string;
  state: string;
  since: string;
  requests_per_s: number | null;
  p50_ms: number | null;
  p99_ms: number | null;
  errors: number | null;
  alerts_open: number;
}

export interface DeploymentDetail extends Deployment {
  signature?: Signature | null;
  versions: { version: string; share: number; requests: number }[];
  swaps: { version: string; at: string; event_time?: string | null; why: string }[];
  requests_total: number;
  errors_total: number;
}

export interface SystemSeries {
  from: string;
  to: string;
  step_s: number;
  at_ms: number[];
  requests: (number | null)[];
  errors: (number | null)[];
  p50_ms: (number | null)[];
  p99_ms: (number | null)[];
}

export interface LivePulse {
  at_ms: number;
  requests: number;
  errors: number;
  p50_ms: number | null;
  p99_ms: number | null;
}

export type Scores = Record<string, number | null>;

export interface Window {
  ref: string;
  from: string;
  to: string;
  predictions: number;
  labelled: number;
  coverage: number;
  model_version: string;
  performance: Scores;
  change: Scores;
  pending: boolean;
}

export interface DriftRow {
  column: string;
  type: string;
  test: string;
  value: number | null;
  p_value?: number | null;
  ks?: number | null;
  threshold: number;
  over: boolean;
  since?: string | null;
  history: { to: string; value: number | null }[];
}

export interface Drift {
  window: string | null;
  from?: string;
  to?: string;
  reference?: string;
  items: DriftRow[];
}

export interface Histogram {
  column: string;
  kind: 'number' | 'category';
  edges?: number[];
  categories?: string[];
  reference: number[];
  current: number[];
  reference_rows: number;
  current_rows: number;
  reference_missing: number;
  current_missing: number;
  test?: string;
  value?: number | null;
  threshold?: number | null;
}

export interface Distribution {
  edges: number[];
  reference: number[];
  current: number[];
  by_window: { from: string; to: string; positive_rate: number | null; mean: number | null }[];
}

export interface Alert extends AlertMark {
  deployment: string;
  test?: string;
  recorded_at: string;
  silenced_until?: string | null;
  history: { at: string; what: string; by?: string }[];
  caused: string[];
}

export interface Prediction {
  id: string;
  event_time: string;
  recorded_at: string;
  model_version: string;
  prediction: unknown;
  probability: number | null;
  score: number | null;
  label?: unknown;
  latency_ms?: number | null;
  key?: string | null;
  features: Record<string, unknown>;
}

export interface Dataset {
  name: string;
  versions: number;
  refused: number;
  latest?: string | null;
  rows_latest?: number | null;
  updated_at?: string | null;
}

export interface DatasetVersion {
  ref: string;
  dataset: string;
  label: string;
  revision: number;
  status: 'accepted' | 'refused';
  digest: string;
  rows: number;
  bytes?: number | null;
  from?: string | null;
  to?: string | null;
  event_time?: string | null;
  recorded_at: string;
  source?: string;
  columns: number;
  failures: { expectation: string; expected: string; found: string }[];
  used_by: string[];
}

export interface ColumnProfile {
  column: string;
  type: string;
  count: number;
  nulls: number;
  distinct?: number | null;
  mean?: number | null;
  std?: number | null;
  min?: number | string | null;
  max?: number | string | null;
  quantiles?: Record<string, number> | null;
  top?: { value: string; count: number }[] | null;
  histogram?: { edges: number[]; counts: number[] } | null;
}

export interface DatasetVersionDetail extends DatasetVersion {
  profile: ColumnProfile[];
  expectations: { expectation: string; passed: boolean; expected: string; found: string }[];
}

export type TaskStatus =
  | 'WAITING'
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'CACHED'
  | 'SKIPPED'
  | 'CANCELLED';

export interface PipelineRun {
  ref: string;
  id: string;
  pipeline: string;
  status: string;
  reason: string;
  event_time?: string | null;
  started_at: string;
  ended_at?: string | null;
  tasks: number;
  done: number;
  cached: number;
  failed: number;
  caused_by: string[];
}

export interface Task {
  name: string;
  ref: string;
  step: string;
  status: string;
  attempt: number;
  started_at?: string | null;
  ended_at?: string | null;
  after: string[];
  cache?: { hit: boolean; reason: string; key?: string } | null;
  inputs: string[];
  outputs: Record<string, string>;
  runs: string[];
  error?: string | null;
}

export interface PipelineRunDetail extends PipelineRun {
  task_list: Task[];
}

export interface LogChunk {
  text: string;
  next_offset: number;
  ended: boolean;
}

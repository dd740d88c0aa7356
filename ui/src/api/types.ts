/** The server's records by their short names; their fields are in the OpenAPI document. */
import type { components } from './generated.ts';

type S = components['schemas'];

export interface Paged<T> {
  items: T[];
  next_page_token?: string;
}

export type Alert = S['Alert'];
export type Artifact = S['Artifact'];
export type BatchPrediction = S['BatchPrediction'];
export type Canary = S['Canary'];
export type ColumnProfile = S['ColumnProfile'];
export type Comment = S['Comment'];
export type Condition = S['Condition'];
export type DataMark = S['LoopData'];
export type Dataset = S['Dataset'];
export type DatasetVersion = S['DatasetVersion'];
export type DatasetVersionDetail = S['DatasetVersionDetail'];
export type DeploymentRollback = S['DeploymentRollback'];
export type Deployment = S['Deployment'];
export type DeploymentDetail = S['DeploymentDetail'];
export type DeploymentLog = S['DeploymentLog'];
export type Distribution = S['Distribution'];
export type Drift = S['DriftTable'];
export type DriftRow = S['DriftRow'];
export type DriftSeries = S['LoopDrift'];
export type Experiment = S['Experiment'];
export type GateMark = S['LoopGate'];
export type Health = S['Health'];
export type Histogram = S['DriftHistogram'];
export type Impact = S['Impact'];
export type Lineage = S['Graph'];
export type LoggedModel = S['LoggedModel'];
export type LogChunk = S['TaskLog'];
export type Loop = S['Loop'];
export type MetricEnvelope = S['MetricEnvelope'];
export type MetricSeries = S['MetricSeries'];
export type Model = S['Model'];
export type ModelStanding = S['ModelStanding'];
export type ModelVersion = S['ModelVersion'];
export type ModelVersionDetail = S['ModelVersionDetail'];
export type NewBatchPrediction = S['NewBatchPrediction'];
export type NewCanary = S['CanaryBody'];
export type NoriaEvent = S['Event'];
export type Outcome = S['Verdict']['outcome'];
export type PerformancePoint = S['PerformancePoint'];
export type Pin = S['Pin'];
export type PipelineRun = S['PipelineRun'];
export type PipelineRunDetail = S['PipelineRunDetail'];
export type Prediction = S['Prediction'];
export type PredictionDetail = S['PredictionDetail'];
export type Project = S['Project'];
export type Rerun = S['Rerun'];
export type RerunTask = S['RerunTask'];
export type Revocation = S['Revocation'];
export type RollbackPlan = S['RollbackPlan'];
export type RollbackProposal = S['RollbackProposal'];
export type Run = S['Run'];
export type RunFigures = S['RunFigures'];
export type RunGroup = S['RunGroup'];
export type RunGroups = S['RunGroups'];
export type RunInputDetail = S['RunInputDetail'];
export type Protection = S['Protection'];
export type Report = S['Report'];
export type SavedView = S['SavedView'];
export type SearchHit = S['Found'];
export type ServingMark = S['LoopServing'];
export type ServingMemory = S['ServingMemory'];
export type Signature = S['Signature'];
export type SignatureColumn = S['SignatureColumn'];
export type Stage = S['ModelVersion']['stage'];
export type StageMove = S['Move'];
export type Stood = S['Stood'];
export type SystemSeries = S['SystemSeries'];
export type TablePage = S['TablePage'];
export type Task = S['Task'];
export type TensorSpec = S['TensorSpec'];
export type Trace = S['Trace'];
export type TraceAssessment = S['TraceAssessment'];
export type TraceInfo = S['TraceInfo'];
export type TraceSpan = S['TraceSpan'];
export type TrackedDataset = S['TrackedDataset'];
export type Traffic = S['Traffic'];
export type TrafficRule = S['TrafficRule'];
export type TrainingMark = S['LoopTraining'];
export type TriggerMark = S['Trigger'];
export type Variant = S['Variant'];
export type Verdict = S['Verdict'];
export type VersionInfo = S['Version'];
export type VersionSeries = S['VersionSeries'];
export type VersionShare = S['VersionShare'];
export type Why = S['Why'];
export type WhyFeature = S['WhyFeature'];
export type Window = S['Window'];

/** What the deployment's stream says once a second. */
export interface LivePulse {
  at_ms: number;
  requests: number;
  errors: number;
  p50_ms?: number | null;
  p99_ms?: number | null;
  versions?: VersionPulse[];
}

/** The same of one version that was asked in that second. */
export interface VersionPulse {
  model: string;
  version: number;
  requests: number;
  errors: number;
  p50_ms?: number | null;
  p99_ms?: number | null;
}

-- Experiments, runs, metrics, logged models and the names of their artifacts.
-- Metric values are kept as order-preserving 64-bit integers (see MetricBits): exact for every
-- double on both databases, NaN and the infinities included, and sorted as numbers are.

CREATE TABLE experiments (
  id ${identity},
  name TEXT NOT NULL UNIQUE,
  lifecycle TEXT NOT NULL,
  artifact_location TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE TABLE experiment_tags (
  experiment BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment, key)
);

CREATE TABLE runs (
  number ${identity},
  id TEXT NOT NULL UNIQUE,
  experiment BIGINT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  lifecycle TEXT NOT NULL,
  -- 1 when it was deleted with its experiment and is restored with it
  deleted_with INTEGER NOT NULL,
  user_name TEXT NOT NULL,
  parent TEXT,
  artifact_location TEXT,
  started_ms BIGINT NOT NULL,
  ended_ms BIGINT,
  event_ms BIGINT,
  recorded_ms BIGINT NOT NULL
);

CREATE INDEX runs_by_experiment ON runs (experiment, lifecycle, started_ms DESC, id);
CREATE INDEX runs_by_parent ON runs (parent);

CREATE TABLE run_params (
  run BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
);

CREATE TABLE run_tags (
  run BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
);

-- One row a run and key: its number, and the greatest point by (step, time, value).
CREATE TABLE metric_series (
  id ${identity},
  run BIGINT NOT NULL,
  key TEXT NOT NULL,
  step BIGINT NOT NULL,
  time_ms BIGINT NOT NULL,
  value_bits BIGINT NOT NULL,
  UNIQUE (run, key)
);

-- The whole history; the same point twice is one row.
CREATE TABLE metric_points (
  series BIGINT NOT NULL,
  step BIGINT NOT NULL,
  time_ms BIGINT NOT NULL,
  value_bits BIGINT NOT NULL,
  PRIMARY KEY (series, step, time_ms, value_bits)
);

CREATE TABLE tracked_datasets (
  id ${identity},
  experiment BIGINT NOT NULL,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source TEXT NOT NULL,
  schema_json TEXT,
  profile_json TEXT,
  version_ref TEXT,
  UNIQUE (experiment, name, digest)
);

CREATE TABLE run_inputs (
  id ${identity},
  run BIGINT NOT NULL,
  dataset BIGINT NOT NULL,
  context TEXT,
  tags_json TEXT NOT NULL,
  UNIQUE (run, dataset)
);

CREATE TABLE run_model_inputs (
  id ${identity},
  run BIGINT NOT NULL,
  model TEXT NOT NULL,
  UNIQUE (run, model)
);

CREATE TABLE run_outputs (
  id ${identity},
  run BIGINT NOT NULL,
  model TEXT NOT NULL,
  step BIGINT NOT NULL,
  UNIQUE (run, model)
);

CREATE TABLE logged_models (
  number ${identity},
  id TEXT NOT NULL UNIQUE,
  experiment BIGINT NOT NULL,
  name TEXT NOT NULL,
  run TEXT,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  lifecycle TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE INDEX logged_models_by_experiment ON logged_models (experiment, created_ms);

CREATE TABLE logged_model_params (
  model BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
);

CREATE TABLE logged_model_tags (
  model BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
);

CREATE TABLE logged_model_metrics (
  model BIGINT NOT NULL,
  run TEXT NOT NULL,
  key TEXT NOT NULL,
  step BIGINT NOT NULL,
  time_ms BIGINT NOT NULL,
  value_bits BIGINT NOT NULL,
  dataset_name TEXT NOT NULL,
  dataset_digest TEXT NOT NULL,
  PRIMARY KEY (model, key, step, time_ms, value_bits, dataset_name, dataset_digest, run)
);

CREATE TABLE artifacts (
  root TEXT NOT NULL,
  path TEXT NOT NULL,
  digest TEXT NOT NULL,
  size BIGINT NOT NULL,
  recorded_ms BIGINT NOT NULL,
  PRIMARY KEY (root, path)
);

INSERT INTO experiments (id, name, lifecycle, created_ms, updated_ms)
VALUES (0, 'Default', 'ACTIVE', 0, 0);

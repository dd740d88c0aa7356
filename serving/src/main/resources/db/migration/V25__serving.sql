-- Which version of a model each deployment answers with.
CREATE TABLE deployment (
  name TEXT NOT NULL PRIMARY KEY,
  model TEXT NOT NULL,
  follow TEXT NOT NULL,
  version INTEGER,
  problem TEXT,
  created_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX deployment_by_model ON deployment (model);

-- Every change of it, for ever.
CREATE TABLE deployment_swap (
  id ${identity},
  deployment TEXT NOT NULL,
  from_model TEXT,
  from_version INTEGER,
  model TEXT NOT NULL,
  version INTEGER NOT NULL,
  why TEXT NOT NULL,
  event_ms BIGINT,
  recorded_ms BIGINT NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX deployment_swap_by_deployment ON deployment_swap (deployment, id);

-- Sealed parts of the prediction log: Parquet in the object store.
CREATE TABLE prediction_segment (
  deployment TEXT NOT NULL,
  part TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  signature TEXT NOT NULL,
  min_event_ms BIGINT NOT NULL,
  max_event_ms BIGINT NOT NULL,
  min_recorded_ms BIGINT NOT NULL,
  max_recorded_ms BIGINT NOT NULL,
  sealed_ms BIGINT NOT NULL,
  PRIMARY KEY (deployment, part)
);

-- What came true. Of several rows for one prediction the one with the largest id counts.
CREATE TABLE prediction_label (
  id ${identity},
  deployment TEXT NOT NULL,
  target TEXT NOT NULL,
  prediction_event_ms BIGINT NOT NULL,
  value TEXT NOT NULL,
  event_ms BIGINT,
  recorded_ms BIGINT NOT NULL,
  actor TEXT NOT NULL
);
CREATE INDEX prediction_label_by_time ON prediction_label (deployment, prediction_event_ms);

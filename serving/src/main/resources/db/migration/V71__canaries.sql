-- Versions that take over a deployment step by step, and what each server counted in each step.
CREATE TABLE deployment_canary (
  id TEXT NOT NULL PRIMARY KEY,
  deployment TEXT NOT NULL,
  model TEXT NOT NULL,
  follow TEXT NOT NULL,
  version INTEGER NOT NULL,
  base_model TEXT NOT NULL,
  base_version INTEGER NOT NULL,
  steps TEXT NOT NULL,
  every_ms BIGINT NOT NULL,
  max_error_rate DOUBLE PRECISION,
  max_p99_ratio DOUBLE PRECISION,
  min_requests BIGINT NOT NULL,
  state TEXT NOT NULL,
  step INTEGER NOT NULL,
  step_since_ms BIGINT NOT NULL,
  why TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL,
  updated_ms BIGINT NOT NULL
);
CREATE INDEX deployment_canary_by_deployment ON deployment_canary (deployment, created_ms);
-- One under way for each deployment, whichever server is asked.
CREATE UNIQUE INDEX deployment_canary_under_way ON deployment_canary (deployment)
  WHERE state IN ('running', 'paused');
CREATE TABLE deployment_canary_count (
  canary TEXT NOT NULL,
  step INTEGER NOT NULL,
  server TEXT NOT NULL,
  side TEXT NOT NULL,
  failed BIGINT NOT NULL,
  latency TEXT NOT NULL,
  PRIMARY KEY (canary, step, server, side)
);

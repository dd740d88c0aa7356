CREATE TABLE pipeline_run (
  seq ${identity},
  id TEXT NOT NULL UNIQUE,
  pipeline TEXT NOT NULL,
  state TEXT NOT NULL,
  spec TEXT NOT NULL,
  reason TEXT NOT NULL,
  event_time_ms BIGINT,
  causes TEXT NOT NULL,
  queue TEXT,
  submit_key TEXT UNIQUE,
  actor TEXT NOT NULL,
  error TEXT,
  cancel_asked INTEGER NOT NULL,
  owner TEXT,
  lease_until_ms BIGINT,
  submitted_ms BIGINT NOT NULL,
  started_ms BIGINT,
  ended_ms BIGINT
);
CREATE INDEX pipeline_run_pipeline ON pipeline_run (pipeline, seq);
CREATE INDEX pipeline_run_state ON pipeline_run (state, seq);
CREATE INDEX pipeline_run_queue ON pipeline_run (queue, seq);

CREATE TABLE task (
  run_id TEXT NOT NULL,
  name TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  step_type TEXT NOT NULL,
  state TEXT NOT NULL,
  inputs TEXT NOT NULL,
  outputs TEXT NOT NULL,
  cache_note TEXT,
  cached_from TEXT,
  error TEXT,
  due_ms BIGINT NOT NULL,
  started_ms BIGINT,
  ended_ms BIGINT,
  PRIMARY KEY (run_id, name)
);

CREATE TABLE task_attempt (
  run_id TEXT NOT NULL,
  task TEXT NOT NULL,
  number INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  owner TEXT NOT NULL,
  error TEXT,
  started_ms BIGINT NOT NULL,
  ended_ms BIGINT,
  PRIMARY KEY (run_id, task, number)
);

CREATE TABLE task_log (
  run_id TEXT NOT NULL,
  task TEXT NOT NULL,
  line BIGINT NOT NULL,
  attempt INTEGER NOT NULL,
  at_ms BIGINT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run_id, task, line)
);

CREATE TABLE task_cache (
  cache_key TEXT PRIMARY KEY,
  pipeline TEXT NOT NULL,
  task TEXT NOT NULL,
  run_id TEXT NOT NULL,
  parts TEXT NOT NULL,
  outputs TEXT NOT NULL,
  recorded_ms BIGINT NOT NULL
);
CREATE INDEX task_cache_task ON task_cache (pipeline, task, recorded_ms);

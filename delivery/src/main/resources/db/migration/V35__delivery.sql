CREATE TABLE gate (
  model TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (model, name)
);

CREATE TABLE verdict (
  sequence ${identity},
  id TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  version INTEGER NOT NULL,
  gate TEXT NOT NULL,
  outcome TEXT NOT NULL,
  -- the same question asked again after a crash is one verdict
  request_key TEXT UNIQUE,
  body TEXT NOT NULL
);
CREATE INDEX verdict_version ON verdict (model, version, gate, sequence);

CREATE TABLE trigger_policy (
  project TEXT PRIMARY KEY,
  body TEXT NOT NULL
);

CREATE TABLE trigger_decision (
  sequence ${identity},
  id TEXT NOT NULL UNIQUE,
  project TEXT NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  why TEXT NOT NULL,
  event_ms BIGINT NOT NULL,
  recorded_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  pipeline_run TEXT,
  problem TEXT
);
CREATE INDEX trigger_decision_project ON trigger_decision (project, sequence);

-- What may start training; one that was taken has started it.
CREATE TABLE trigger_cause (
  project TEXT NOT NULL,
  ref TEXT NOT NULL,
  kind TEXT NOT NULL,
  event_ms BIGINT NOT NULL,
  taken_by TEXT,
  PRIMARY KEY (project, ref)
);

CREATE TABLE trigger_decision_cause (
  decision TEXT NOT NULL,
  ref TEXT NOT NULL,
  PRIMARY KEY (decision, ref)
);

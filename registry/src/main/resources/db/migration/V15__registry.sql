-- Registered models, versions, aliases, and every move of them.

CREATE TABLE registered_models (
  name TEXT NOT NULL PRIMARY KEY,
  description TEXT NOT NULL,
  -- a deleted model's row stays: if the name comes back, its numbers go on
  lifecycle TEXT NOT NULL,
  last_version BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE TABLE registered_model_tags (
  model TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
);

CREATE TABLE model_versions (
  number ${identity},
  model TEXT NOT NULL,
  version BIGINT NOT NULL,
  lifecycle TEXT NOT NULL,
  stage TEXT NOT NULL,
  source TEXT NOT NULL,
  run TEXT,
  logged_model TEXT,
  user_name TEXT NOT NULL,
  description TEXT NOT NULL,
  card_json TEXT,
  event_ms BIGINT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  UNIQUE (model, version)
);

CREATE INDEX model_versions_by_run ON model_versions (run);

CREATE TABLE model_version_tags (
  number BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (number, key)
);

CREATE TABLE model_aliases (
  model TEXT NOT NULL,
  alias TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (model, alias)
);

-- Only ever appended to. A stage's move has no alias; numbers are written as text.
CREATE TABLE model_moves (
  sequence ${identity},
  model TEXT NOT NULL,
  version BIGINT NOT NULL,
  alias TEXT,
  moved_from TEXT,
  moved_to TEXT,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  evidence TEXT,
  event_ms BIGINT,
  recorded_ms BIGINT NOT NULL
);

CREATE INDEX model_moves_by_model ON model_moves (model, sequence);

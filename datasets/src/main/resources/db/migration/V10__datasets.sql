CREATE TABLE dataset (
  name TEXT NOT NULL PRIMARY KEY,
  changed_ms BIGINT NOT NULL
);

-- Immutable but for the status. Lists and records are JSON.
CREATE TABLE dataset_version (
  dataset TEXT NOT NULL REFERENCES dataset (name),
  label TEXT NOT NULL,
  revision INTEGER NOT NULL,
  digest TEXT NOT NULL,
  status TEXT NOT NULL,
  files TEXT NOT NULL,
  schema_fields TEXT NOT NULL,
  profile TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  time_column TEXT,
  from_time TEXT,
  to_time TEXT,
  source TEXT NOT NULL,
  failures TEXT NOT NULL,
  expectations TEXT,
  actor TEXT NOT NULL,
  recorded_at_ms BIGINT NOT NULL,
  PRIMARY KEY (dataset, label, revision)
);

-- What holds for a deployment beside who answers it; no row, nothing.
CREATE TABLE deployment_terms (
  deployment TEXT NOT NULL PRIMARY KEY,
  stage TEXT,
  limited INTEGER NOT NULL,
  per_second DOUBLE PRECISION,
  burst INTEGER,
  rows_per_day BIGINT,
  cache_bytes BIGINT,
  cache_age_ms BIGINT,
  changed_ms BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
-- Rows that a caller asked in a day of UTC, as each server counted them.
CREATE TABLE deployment_usage (
  deployment TEXT NOT NULL,
  day TEXT NOT NULL,
  caller TEXT NOT NULL,
  server TEXT NOT NULL,
  row_count BIGINT NOT NULL,
  PRIMARY KEY (deployment, day, caller, server)
);

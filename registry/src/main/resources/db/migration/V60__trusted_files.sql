-- Files of models that somebody decided may be run, by the digest over their listing. A row of
-- what was withdrawn stays, with who withdrew it.
CREATE TABLE trusted_files (
  digest TEXT NOT NULL PRIMARY KEY,
  model TEXT NOT NULL,
  version INTEGER NOT NULL,
  who TEXT NOT NULL,
  recorded_ms BIGINT NOT NULL,
  withdrawn_by TEXT,
  withdrawn_ms BIGINT
);

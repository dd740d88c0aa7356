CREATE TABLE project (
  name TEXT PRIMARY KEY,
  folder TEXT NOT NULL,
  yaml TEXT NOT NULL,
  texts TEXT NOT NULL,
  digest TEXT NOT NULL,
  actor TEXT NOT NULL,
  applied_ms BIGINT NOT NULL,
  event_time_ms BIGINT
);

-- Files that were offered, as they were then: what has not changed is not read again.
CREATE TABLE project_file (
  project TEXT NOT NULL,
  source TEXT NOT NULL,
  path TEXT NOT NULL,
  size BIGINT NOT NULL,
  modified_us BIGINT NOT NULL,
  rules TEXT NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (project, source, path)
);

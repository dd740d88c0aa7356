-- How far batch predictions are; each is a pipeline run of that id.
CREATE TABLE batch_progress (
  id TEXT PRIMARY KEY,
  files INTEGER NOT NULL,
  files_done INTEGER NOT NULL,
  bytes BIGINT NOT NULL,
  bytes_done BIGINT NOT NULL,
  rows_done BIGINT NOT NULL,
  rows_kept BIGINT NOT NULL,
  rows_refused BIGINT NOT NULL
);

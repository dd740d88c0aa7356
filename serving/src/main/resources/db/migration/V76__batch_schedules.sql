-- Batch predictions by cron.
CREATE TABLE batch_schedule (
  name TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  cron TEXT NOT NULL,
  zone TEXT NOT NULL,
  missed TEXT NOT NULL,
  next_ms BIGINT,
  last_ms BIGINT,
  last_batch TEXT,
  problem TEXT,
  changed_ms BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX batch_schedule_next ON batch_schedule (next_ms);

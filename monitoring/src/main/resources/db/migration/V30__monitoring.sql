CREATE TABLE watch (
  deployment TEXT PRIMARY KEY,
  spec TEXT NOT NULL,
  cursor_ms BIGINT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE TABLE monitor_window (
  id TEXT PRIMARY KEY,
  deployment TEXT NOT NULL,
  from_ms BIGINT NOT NULL,
  to_ms BIGINT NOT NULL,
  recorded_ms BIGINT NOT NULL,
  body TEXT NOT NULL
);
-- One window per stretch: what was scored before a crash is not scored again.
CREATE UNIQUE INDEX monitor_window_stretch ON monitor_window (deployment, from_ms);

CREATE TABLE alert (
  id TEXT PRIMARY KEY,
  deployment TEXT NOT NULL,
  watch TEXT NOT NULL,
  column_name TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  value ${double} NOT NULL,
  threshold ${double} NOT NULL,
  raised_ms BIGINT NOT NULL,
  resolved_ms BIGINT,
  silenced_until_ms BIGINT,
  summary TEXT NOT NULL
);
CREATE UNIQUE INDEX alert_open ON alert (deployment, watch, column_name) WHERE state = 'OPEN';
CREATE INDEX alert_raised ON alert (raised_ms);

CREATE TABLE alert_change (
  alert_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  what TEXT NOT NULL,
  event_ms BIGINT NOT NULL,
  recorded_ms BIGINT NOT NULL,
  window_id TEXT,
  value ${double},
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (alert_id, ordinal)
);

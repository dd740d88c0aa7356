-- What was published, in order; written in the transaction that made it so.
CREATE TABLE outbox (
  sequence ${identity},
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  event_time_ms BIGINT,
  recorded_at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX outbox_by_subject ON outbox (subject);

-- How far each subscriber has come; the lease keeps two processes from delivering for one name.
CREATE TABLE outbox_cursor (
  subscriber TEXT NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  owner TEXT,
  lease_until_ms BIGINT NOT NULL DEFAULT 0
);

-- Events that a subscriber could not handle, with the last error.
CREATE TABLE outbox_parked (
  subscriber TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NOT NULL,
  parked_at_ms BIGINT NOT NULL,
  PRIMARY KEY (subscriber, sequence)
);

-- The graph of what made what; refs in their text form.
CREATE TABLE lineage_edge (
  from_ref TEXT NOT NULL,
  relation TEXT NOT NULL,
  to_ref TEXT NOT NULL,
  recorded_at_ms BIGINT NOT NULL,
  PRIMARY KEY (from_ref, relation, to_ref)
);
CREATE INDEX lineage_edge_by_to ON lineage_edge (to_ref);

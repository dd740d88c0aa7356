-- Tokens: the name is the "who" of what their carrier does; only the hash of the secret is kept.
CREATE TABLE token (
  name TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  created_ms BIGINT NOT NULL,
  created_by TEXT NOT NULL
);

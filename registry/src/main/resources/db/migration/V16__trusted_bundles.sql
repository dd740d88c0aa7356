-- Bundles that training of our own made: these may have a program of theirs run.
CREATE TABLE trusted_bundle (
  digest TEXT NOT NULL PRIMARY KEY,
  run TEXT NOT NULL,
  recorded_ms BIGINT NOT NULL
);

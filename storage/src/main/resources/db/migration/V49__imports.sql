-- What was brought over from other systems, so that bringing it over again goes on and repeats
-- nothing.
CREATE TABLE imported_records (
  -- the caller's name of the history that it comes from
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- its id there, and here
  id TEXT NOT NULL,
  here TEXT NOT NULL,
  -- stands for the record as it came, and for what was made of it here: when the second is another
  -- by now, somebody has changed it here
  given_sum TEXT NOT NULL,
  made_sum TEXT NOT NULL,
  -- set once everything of it has come; stands for how much that was
  whole_stamp TEXT,
  recorded_ms BIGINT NOT NULL,
  PRIMARY KEY (source, kind, id)
);

CREATE INDEX imported_records_by_here ON imported_records (kind, here);

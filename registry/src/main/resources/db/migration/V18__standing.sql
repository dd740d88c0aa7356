-- Every change of where a version stands is a move, its deletion too: a stage that it left for none.
INSERT INTO model_moves (model, version, alias, moved_from, moved_to, who, why, evidence, event_ms,
    recorded_ms)
SELECT model, version, NULL,
    CASE stage WHEN 'STAGING' THEN 'Staging' WHEN 'PRODUCTION' THEN 'Production'
      WHEN 'ARCHIVED' THEN 'Archived' ELSE 'Development' END,
    NULL, 'noria', 'the version was deleted', NULL, NULL, updated_ms
FROM model_versions WHERE lifecycle = 'DELETED' ORDER BY number;

CREATE TABLE model_renames (
  sequence ${identity},
  old_name TEXT NOT NULL,
  new_name TEXT NOT NULL,
  who TEXT NOT NULL,
  recorded_ms BIGINT NOT NULL
);

CREATE INDEX model_renames_by_old ON model_renames (old_name, sequence);

-- Aliases that only those named may move.
CREATE TABLE protected_aliases (
  model TEXT NOT NULL,
  alias TEXT NOT NULL,
  -- a JSON list of names
  movers TEXT NOT NULL,
  who TEXT NOT NULL,
  recorded_ms BIGINT NOT NULL,
  PRIMARY KEY (model, alias)
);

-- Workspaces: parts of the server that teams have for themselves. What was there is in the default
-- one. A name is taken within its workspace only, so the table's own UNIQUE has to go, which SQLite
-- does by making the table anew.
CREATE TABLE workspaces (
  name TEXT NOT NULL PRIMARY KEY,
  description TEXT,
  artifact_root TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

INSERT INTO workspaces (name, description, created_ms, updated_ms)
VALUES ('default', 'Default workspace for legacy resources', 0, 0);

${postgres} ALTER TABLE experiments DROP CONSTRAINT experiments_name_key;
${postgres} ALTER TABLE experiments ADD COLUMN workspace TEXT NOT NULL DEFAULT 'default';

${sqlite} CREATE TABLE experiments_of_workspaces (
${sqlite}   id ${identity},
${sqlite}   name TEXT NOT NULL,
${sqlite}   lifecycle TEXT NOT NULL,
${sqlite}   artifact_location TEXT,
${sqlite}   created_ms BIGINT NOT NULL,
${sqlite}   updated_ms BIGINT NOT NULL,
${sqlite}   deleted_ms BIGINT,
${sqlite}   workspace TEXT NOT NULL DEFAULT 'default'
${sqlite} );
${sqlite} INSERT INTO experiments_of_workspaces
${sqlite}     (id, name, lifecycle, artifact_location, created_ms, updated_ms, deleted_ms)
${sqlite}   SELECT id, name, lifecycle, artifact_location, created_ms, updated_ms, deleted_ms
${sqlite}   FROM experiments;
${sqlite} UPDATE sqlite_sequence
${sqlite}   SET seq = (SELECT MAX(seq) FROM sqlite_sequence WHERE name LIKE 'experiments%')
${sqlite}   WHERE name = 'experiments_of_workspaces';
${sqlite} DROP TABLE experiments;
${sqlite} ALTER TABLE experiments_of_workspaces RENAME TO experiments;

CREATE UNIQUE INDEX experiments_by_name ON experiments (workspace, name);

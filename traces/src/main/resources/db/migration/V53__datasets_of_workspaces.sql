-- An evaluation dataset belongs to a workspace.
ALTER TABLE evaluation_datasets ADD COLUMN workspace TEXT NOT NULL DEFAULT 'default';

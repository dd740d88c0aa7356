-- A webhook hears of the models of its workspace.
ALTER TABLE webhooks ADD COLUMN workspace TEXT NOT NULL DEFAULT 'default';

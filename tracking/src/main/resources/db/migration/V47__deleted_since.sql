-- When it was deleted; null when it is not, or was before this was kept. What is deleted long
-- enough can be purged, and not before.
ALTER TABLE experiments ADD COLUMN deleted_ms BIGINT;
ALTER TABLE runs ADD COLUMN deleted_ms BIGINT;
ALTER TABLE logged_models ADD COLUMN deleted_ms BIGINT;

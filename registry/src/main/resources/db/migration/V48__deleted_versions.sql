-- When it was deleted; null when it is not, or was before this was kept.
ALTER TABLE model_versions ADD COLUMN deleted_ms BIGINT;

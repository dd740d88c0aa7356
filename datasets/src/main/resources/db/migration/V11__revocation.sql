-- Who withdrew a version, when and why; null unless it is REVOKED.
ALTER TABLE dataset_version ADD COLUMN revoked_why TEXT;
ALTER TABLE dataset_version ADD COLUMN revoked_by TEXT;
ALTER TABLE dataset_version ADD COLUMN revoked_ms BIGINT;

-- What every record that a run's tasks make is labelled with.
ALTER TABLE pipeline_run ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
-- What a task ran with: versions of its step and libraries, the machine. Empty before this was kept.
ALTER TABLE task ADD COLUMN environment TEXT NOT NULL DEFAULT '{}';

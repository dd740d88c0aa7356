-- What applications are evaluated with: datasets of records, and scorers.

CREATE TABLE evaluation_datasets (
  number ${identity},
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  schema_json TEXT,
  records BIGINT NOT NULL,
  created_by TEXT,
  updated_by TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE INDEX evaluation_datasets_by_creation ON evaluation_datasets (created_ms, id);

CREATE TABLE evaluation_dataset_tags (
  dataset BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (dataset, key)
);

CREATE TABLE evaluation_dataset_experiments (
  dataset BIGINT NOT NULL,
  experiment BIGINT NOT NULL,
  PRIMARY KEY (dataset, experiment)
);

CREATE INDEX evaluation_dataset_experiments_by_experiment
  ON evaluation_dataset_experiments (experiment);

-- The same inputs twice in a dataset are one record.
CREATE TABLE evaluation_records (
  number ${identity},
  id TEXT NOT NULL UNIQUE,
  dataset BIGINT NOT NULL,
  inputs_digest TEXT NOT NULL,
  inputs_json TEXT NOT NULL,
  outputs_json TEXT,
  expectations_json TEXT,
  tags_json TEXT NOT NULL,
  source_json TEXT,
  created_by TEXT,
  updated_by TEXT,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  UNIQUE (dataset, inputs_digest)
);

CREATE INDEX evaluation_records_by_dataset ON evaluation_records (dataset, number);

CREATE TABLE scorers (
  number ${identity},
  id TEXT NOT NULL UNIQUE,
  experiment BIGINT NOT NULL,
  name TEXT NOT NULL,
  -- how a part of the traces is to be scored as they come; null when nobody said
  config_id TEXT,
  sample_rate ${double},
  filter TEXT,
  UNIQUE (experiment, name)
);

CREATE TABLE scorer_versions (
  scorer BIGINT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  PRIMARY KEY (scorer, version)
);

-- Traces of applications, their spans, and what people and programs think of them.

CREATE TABLE traces (
  number ${identity},
  id TEXT NOT NULL UNIQUE,
  experiment BIGINT NOT NULL,
  started_ms BIGINT NOT NULL,
  duration_ms BIGINT,
  state TEXT NOT NULL,
  name TEXT,
  -- copies of what is in the metadata too, to be searched quickly
  run TEXT,
  session TEXT,
  user_name TEXT,
  client_request TEXT,
  request_preview TEXT,
  response_preview TEXT,
  -- 1 when the client said how the trace ended; what comes from spans then only fills gaps
  finalized INTEGER NOT NULL,
  spans BIGINT NOT NULL,
  input_tokens BIGINT,
  output_tokens BIGINT,
  total_tokens BIGINT,
  cache_read_tokens BIGINT,
  cache_creation_tokens BIGINT,
  input_cost ${double},
  output_cost ${double},
  total_cost ${double},
  recorded_ms BIGINT NOT NULL
);

CREATE INDEX traces_by_experiment ON traces (experiment, started_ms DESC, id);
CREATE INDEX traces_by_run ON traces (run);
CREATE INDEX traces_by_session ON traces (session);

CREATE TABLE trace_tags (
  trace BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (trace, key)
);

CREATE TABLE trace_metadata (
  trace BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (trace, key)
);

-- What spans are searched and counted by; the spans themselves are in the chunks.
CREATE TABLE trace_spans (
  trace BIGINT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  start_ns BIGINT NOT NULL,
  end_ns BIGINT,
  model TEXT,
  provider TEXT,
  input_cost ${double},
  output_cost ${double},
  total_cost ${double},
  PRIMARY KEY (trace, id)
);

-- Spans as they came, a batch to a row, compressed; a span in a later row replaces an earlier one.
CREATE TABLE trace_chunks (
  id ${identity},
  trace BIGINT NOT NULL,
  content ${blob} NOT NULL
);

CREATE INDEX trace_chunks_by_trace ON trace_chunks (trace, id);

CREATE TABLE trace_runs (
  trace BIGINT NOT NULL,
  run TEXT NOT NULL,
  PRIMARY KEY (trace, run)
);

CREATE INDEX trace_runs_by_run ON trace_runs (run);

CREATE TABLE trace_prompts (
  trace BIGINT NOT NULL,
  prompt TEXT NOT NULL,
  PRIMARY KEY (trace, prompt)
);

CREATE TABLE trace_assessments (
  number ${identity},
  id TEXT NOT NULL UNIQUE,
  trace BIGINT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  value_json TEXT NOT NULL,
  -- a string without its quotes, anything else as JSON
  value_text TEXT NOT NULL,
  value_number ${double},
  -- 1 when the value is a number, so that a yes is not counted as one
  is_number INTEGER NOT NULL,
  error_json TEXT,
  source_type TEXT NOT NULL,
  source_id TEXT,
  run TEXT,
  span TEXT,
  rationale TEXT,
  overrides TEXT,
  valid INTEGER NOT NULL,
  -- 1 when it is about the trace's whole session
  of_session INTEGER NOT NULL,
  metadata_json TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE INDEX trace_assessments_by_trace ON trace_assessments (trace, created_ms);
CREATE INDEX trace_assessments_by_name ON trace_assessments (name, kind);

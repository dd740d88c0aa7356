-- Curves in compressed form: see docs/tracking.md. A series with one point has it in metric_series
-- alone; one with more has a row of fresh points, and chunks once those were too many.

-- Fresh points of a series, encoded; empty right after they went into a chunk.
CREATE TABLE metric_tails (
  series ${number},
  points ${blob} NOT NULL
) ${roomy};

-- What each chunk holds. The chunks of a series never overlap in (step, time, value).
CREATE TABLE metric_chunks (
  series BIGINT NOT NULL,
  first_step BIGINT NOT NULL,
  first_time_ms BIGINT NOT NULL,
  first_bits BIGINT NOT NULL,
  last_step BIGINT NOT NULL,
  last_time_ms BIGINT NOT NULL,
  last_bits BIGINT NOT NULL,
  -- the row of its bytes
  chunk BIGINT NOT NULL,
  points BIGINT NOT NULL,
  least_time_ms BIGINT NOT NULL,
  greatest_time_ms BIGINT NOT NULL,
  -- of its finite values: how many, the least, the greatest and their sum
  finite BIGINT NOT NULL,
  least_bits BIGINT NOT NULL,
  greatest_bits BIGINT NOT NULL,
  sum_bits BIGINT NOT NULL,
  nans BIGINT NOT NULL,
  infinities BIGINT NOT NULL,
  PRIMARY KEY (series, first_step, first_time_ms, first_bits)
) ${clustered};

CREATE TABLE metric_chunk_bytes (
  chunk ${number},
  bytes ${blob} NOT NULL
);

-- Which share of a deployment's predictions its log keeps; all where there is no row.
CREATE TABLE prediction_sampling (
  deployment TEXT NOT NULL PRIMARY KEY,
  share DOUBLE PRECISION NOT NULL,
  changed_ms BIGINT NOT NULL
);

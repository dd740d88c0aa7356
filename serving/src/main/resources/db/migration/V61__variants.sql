-- What else answers a deployment's requests, or is asked beside it. The rest of the requests goes
-- to the deployment's own version.
CREATE TABLE deployment_variant (
  deployment TEXT NOT NULL,
  name TEXT NOT NULL,
  place INTEGER NOT NULL,
  model TEXT NOT NULL,
  follow TEXT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  shadow INTEGER NOT NULL,
  changed_ms BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (deployment, name)
);

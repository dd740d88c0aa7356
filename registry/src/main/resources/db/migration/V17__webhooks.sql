-- Addresses that hear of changes in the registry, and what is on its way to them.

CREATE TABLE webhooks (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  -- the key of the signatures; never shown
  secret TEXT,
  active BIGINT NOT NULL,
  -- which server delivers now, where there are several
  lease_owner TEXT,
  lease_until_ms BIGINT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL
);

CREATE TABLE webhook_events (
  webhook TEXT NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (webhook, event)
);

-- Written with the change that it tells of; goes out in order, one webhook apart from another.
CREATE TABLE webhook_deliveries (
  sequence ${identity},
  id TEXT NOT NULL,
  webhook TEXT NOT NULL,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  -- WAITING, DELIVERED or PARKED
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_ms BIGINT NOT NULL,
  status BIGINT,
  error TEXT,
  created_ms BIGINT NOT NULL,
  ended_ms BIGINT
);

CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, state, sequence);

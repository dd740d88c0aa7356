-- Which requests go to which variant before shares are looked at; the first that fits decides.
CREATE TABLE deployment_rule (
  deployment TEXT NOT NULL,
  place INTEGER NOT NULL,
  looks_at TEXT NOT NULL,
  name TEXT NOT NULL,
  operator TEXT NOT NULL,
  operand_count INTEGER NOT NULL,
  operands TEXT NOT NULL,
  variant TEXT NOT NULL,
  changed_ms BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  PRIMARY KEY (deployment, place)
);

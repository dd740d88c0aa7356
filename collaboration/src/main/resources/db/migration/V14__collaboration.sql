-- What people write about records: comments, pins, saved views, reports.

CREATE TABLE comments (
  sequence ${identity},
  id TEXT NOT NULL UNIQUE,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  -- a JSON list of names
  mentions TEXT NOT NULL,
  who TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  edited_ms BIGINT,
  deleted_ms BIGINT
);

CREATE INDEX comments_by_subject ON comments (subject, sequence);

CREATE TABLE pins (
  who TEXT NOT NULL,
  subject TEXT NOT NULL,
  pinned_ms BIGINT NOT NULL,
  PRIMARY KEY (who, subject)
);

CREATE TABLE saved_views (
  sequence ${identity},
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  page TEXT NOT NULL,
  state TEXT NOT NULL,
  who TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  UNIQUE (who, page, name)
);

CREATE TABLE reports (
  sequence ${identity},
  id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  revision BIGINT NOT NULL,
  who TEXT NOT NULL,
  editor TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  updated_ms BIGINT NOT NULL,
  deleted_ms BIGINT
);

-- Every text that a report ever had.
CREATE TABLE report_revisions (
  report TEXT NOT NULL,
  revision BIGINT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  who TEXT NOT NULL,
  recorded_ms BIGINT NOT NULL,
  PRIMARY KEY (report, revision)
);

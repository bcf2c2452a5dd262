-- How much of each journal is in the log.
CREATE TABLE audit_journal (
  name TEXT PRIMARY KEY,
  taken BIGINT NOT NULL
);

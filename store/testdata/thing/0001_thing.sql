CREATE TABLE thing (
  id TEXT PRIMARY KEY,
  n BIGINT NOT NULL,
  body {json},
  raw {bytes},
  share DOUBLE PRECISION,
  done BOOLEAN
);
CREATE TABLE part (
  id {identity},
  thing TEXT NOT NULL REFERENCES thing (id),
  above BIGINT REFERENCES part (id),
  name TEXT NOT NULL
);
CREATE TABLE entry (person TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT, number BIGINT, at BIGINT);
CREATE INDEX entry_value ON entry (kind, name, value);
INSERT INTO thing (id, n) VALUES ('seed', 0);

-- Types and search parameters have numbers of their own in each database, so that
-- the rows of indexes are short and a later release may add parameters.
CREATE TABLE record_type (
  number BIGINT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE record_parameter (
  number BIGINT PRIMARY KEY,
  type TEXT NOT NULL,
  code TEXT NOT NULL,
  UNIQUE (type, code)
);

-- Every resource as it is now. Version 0 has never been here and is only pointed
-- at; what lies elsewhere has type 0 and its URL as id. A deleted one keeps its
-- row without content.
CREATE TABLE record_resource (
  ordinal {identity},
  type BIGINT NOT NULL,
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  deleted BOOLEAN NOT NULL,
  content {bytes},
  UNIQUE (type, id)
);
CREATE INDEX record_resource_at ON record_resource (type, at);
CREATE INDEX record_resource_there ON record_resource (type, ordinal) WHERE version > 0 AND NOT deleted;

-- The versions before.
CREATE TABLE record_version (
  ordinal BIGINT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  deleted BOOLEAN NOT NULL,
  content {bytes},
  PRIMARY KEY (ordinal, version)
) {clustered};
CREATE INDEX record_version_at ON record_version (at);

-- What resources are found by: rows of a resource's index are a function of its
-- content, so that they are taken back by making them again. Each index can be
-- asked both ways: which resources have a value, and whether one resource has it.
CREATE TABLE record_token (
  parameter BIGINT NOT NULL,
  code BIGINT NOT NULL,
  system BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, code, ordinal, system)
) {clustered};

CREATE TABLE record_text (
  parameter BIGINT NOT NULL,
  plain TEXT NOT NULL,
  exact BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, ordinal, plain, exact)
) {clustered};
CREATE INDEX record_text_plain ON record_text (parameter, plain);

CREATE TABLE record_date (
  parameter BIGINT NOT NULL,
  low BIGINT NOT NULL,
  high BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, ordinal, low, high)
) {clustered};
-- What lasts a day at most is found by its beginning alone, so that most rows go
-- into one index of times and not two.
CREATE INDEX record_date_low ON record_date (parameter, low);
CREATE INDEX record_date_long ON record_date (parameter, high) WHERE high > low + 86400000000;

CREATE TABLE record_quantity (
  parameter BIGINT NOT NULL,
  least DOUBLE PRECISION NOT NULL,
  most DOUBLE PRECISION NOT NULL,
  code BIGINT NOT NULL,
  system BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, ordinal, least, most, code, system, unit)
) {clustered};
CREATE INDEX record_quantity_least ON record_quantity (parameter, least);
CREATE INDEX record_quantity_range ON record_quantity (parameter, most) WHERE most > least;

CREATE TABLE record_uri (
  parameter BIGINT NOT NULL,
  value TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, value, ordinal)
) {clustered};

CREATE TABLE record_reference (
  parameter BIGINT NOT NULL,
  target BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, target, ordinal)
) {clustered};
CREATE INDEX record_reference_from ON record_reference (ordinal, parameter, target);

-- Composites of a code and a quantity, and of a code and a code.
CREATE TABLE record_measure (
  parameter BIGINT NOT NULL,
  code BIGINT NOT NULL,
  system BIGINT NOT NULL,
  least DOUBLE PRECISION NOT NULL,
  most DOUBLE PRECISION NOT NULL,
  unit_code BIGINT NOT NULL,
  unit_system BIGINT NOT NULL,
  unit BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, code, ordinal, least, most, system, unit_code, unit_system, unit)
) {clustered};
CREATE INDEX record_measure_least ON record_measure (parameter, code, least);
CREATE INDEX record_measure_range ON record_measure (parameter, code, most) WHERE most > least;

CREATE TABLE record_pair (
  parameter BIGINT NOT NULL,
  code BIGINT NOT NULL,
  system BIGINT NOT NULL,
  code2 BIGINT NOT NULL,
  system2 BIGINT NOT NULL,
  ordinal BIGINT NOT NULL,
  PRIMARY KEY (parameter, code, code2, ordinal, system, system2)
) {clustered};

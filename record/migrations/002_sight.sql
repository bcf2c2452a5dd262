-- Whom a resource is about, a row for each: the ordinal of a Patient, 0 for nobody.
-- The labels of sensitivity are the sum of the bits that record_label names. Rules of
-- who may see what are asked of these rows alone, so that they are short and lie near
-- together. What was deleted keeps them.
CREATE TABLE record_sight (
  ordinal BIGINT NOT NULL,
  patient BIGINT NOT NULL,
  type BIGINT NOT NULL,
  labels BIGINT NOT NULL,
  PRIMARY KEY (ordinal, patient)
) {clustered};

-- The same of the versions before.
CREATE TABLE record_sight_before (
  ordinal BIGINT NOT NULL,
  version BIGINT NOT NULL,
  patient BIGINT NOT NULL,
  labels BIGINT NOT NULL,
  PRIMARY KEY (ordinal, version, patient)
) {clustered};

CREATE TABLE record_label (
  bit BIGINT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- By which labels the rows above were made, and how far they are being made anew.
CREATE TABLE record_labelling (
  made TEXT NOT NULL,
  becoming TEXT NOT NULL,
  done BIGINT NOT NULL
);

-- Who each Patient is. The number stands for the name.
CREATE TABLE record_whose (
  patient BIGINT NOT NULL,
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (patient)
) {clustered};
CREATE INDEX record_whose_person ON record_whose (person);

-- Who has a relation to a person, since when and until when (the time at which it no
-- longer holds), and by whose word.
CREATE TABLE record_relation (
  person BIGINT NOT NULL,
  party BIGINT NOT NULL,
  origin TEXT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  party_of TEXT NOT NULL,
  PRIMARY KEY (person, party, origin, since)
) {clustered};
CREATE INDEX record_relation_party ON record_relation (party, name);
CREATE INDEX record_relation_origin ON record_relation (origin, person);

-- The same by Patient, whoever's word it is: what is asked of each resource. Its rows
-- are a function of the two tables above.
CREATE TABLE record_related (
  patient BIGINT NOT NULL,
  party BIGINT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (patient, party, since, until)
) {clustered};
CREATE INDEX record_related_party ON record_related (party, patient);

-- What people asked for. due is a day, as the time at which it begins; extended says
-- why it was put off. words and answer are the person's and the officer's own.
CREATE TABLE rights_request (
  id {identity},
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  section TEXT NOT NULL,
  resource TEXT NOT NULL,
  words TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  received BIGINT NOT NULL,
  due BIGINT NOT NULL,
  extended TEXT NOT NULL,
  state TEXT NOT NULL,
  partner TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  ended BIGINT
);
CREATE INDEX rights_request_person ON rights_request (person, id);
CREATE INDEX rights_request_due ON rights_request (due, id) WHERE ended IS NULL;

-- What must not be erased, however long ago it was, and why: one that stands has not
-- been released.
CREATE TABLE rights_hold (
  id {identity},
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_by TEXT NOT NULL,
  since BIGINT NOT NULL,
  released BIGINT,
  released_by TEXT NOT NULL,
  released_for TEXT NOT NULL
);
CREATE UNIQUE INDEX rights_hold_stands ON rights_hold (person) WHERE released IS NULL;

-- Erasures, each with the resources that it has yet to take away: those of the last
-- step after all others. sections is a JSON array; whole tells that nothing is left
-- of the person but what is never erased.
CREATE TABLE rights_erasure (
  id {identity},
  person TEXT NOT NULL,
  sections {json} NOT NULL,
  whole BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  begun BIGINT NOT NULL,
  ended BIGINT,
  erased BIGINT NOT NULL,
  shared BIGINT NOT NULL
);
CREATE INDEX rights_erasure_open ON rights_erasure (id) WHERE ended IS NULL;
CREATE TABLE rights_marked (
  erasure BIGINT NOT NULL,
  step BIGINT NOT NULL,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (erasure, step, type, id)
) {clustered};

-- Registrations of people who were erased, which no later extract may bring back: not
-- the partner's ids but keyed digests of them.
CREATE TABLE rights_suppressed (
  digest {bytes} PRIMARY KEY,
  since BIGINT NOT NULL
);
CREATE TABLE rights_key (
  number BIGINT PRIMARY KEY,
  secret {bytes} NOT NULL
);

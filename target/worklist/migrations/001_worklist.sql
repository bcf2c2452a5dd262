-- A list that a programme published: what it says of itself (head) and what accepting
-- somebody of it leads to (terms). hash is of all of it, so that the same list again is
-- no other.
CREATE TABLE target_list (
  id {identity},
  programme TEXT NOT NULL,
  title TEXT NOT NULL,
  team TEXT NOT NULL,
  hash TEXT NOT NULL,
  build TEXT NOT NULL,
  model TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  outcome TEXT NOT NULL,
  months BIGINT NOT NULL,
  people BIGINT NOT NULL,
  head {json} NOT NULL,
  terms {json} NOT NULL,
  at BIGINT NOT NULL,
  account TEXT NOT NULL
);
CREATE INDEX target_list_programme ON target_list (programme, id);

-- Somebody suggested for a programme. practice is the code of the GP practice, due when
-- the team is to decide, until when a deferred one comes back or how long a declined one
-- stays away. score stands for all that the list said of the person. account decided last.
CREATE TABLE target_suggestion (
  id {identity},
  person TEXT NOT NULL,
  programme TEXT NOT NULL,
  list BIGINT NOT NULL,
  team TEXT NOT NULL,
  owner TEXT NOT NULL,
  practice TEXT NOT NULL,
  rank BIGINT NOT NULL,
  risk DOUBLE PRECISION NOT NULL,
  chance DOUBLE PRECISION NOT NULL,
  value BIGINT NOT NULL,
  low BIGINT NOT NULL,
  high BIGINT NOT NULL,
  reasons {json} NOT NULL,
  action TEXT NOT NULL,
  score TEXT NOT NULL,
  due BIGINT NOT NULL,
  state TEXT NOT NULL,
  open BOOLEAN NOT NULL,
  until BIGINT,
  why TEXT NOT NULL,
  note TEXT NOT NULL,
  version BIGINT NOT NULL,
  made BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  account TEXT NOT NULL
);
CREATE INDEX target_suggestion_person ON target_suggestion (person, programme, id);
CREATE UNIQUE INDEX target_suggestion_open ON target_suggestion (person, programme) WHERE open;
CREATE INDEX target_suggestion_team ON target_suggestion (team, open, due, id);
CREATE INDEX target_suggestion_programme ON target_suggestion (programme, open, rank);
CREATE INDEX target_suggestion_practice ON target_suggestion (practice, open, programme, rank);

-- What was decided about a suggestion, in the order of number.
CREATE TABLE target_decision (
  person TEXT NOT NULL,
  suggestion BIGINT NOT NULL,
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  why TEXT NOT NULL,
  note TEXT NOT NULL,
  until BIGINT,
  account TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, suggestion, number)
) {clustered};

-- Who is in which programme. until is when it ends as planned, ended when it ended before.
CREATE TABLE target_enrolment (
  id {identity},
  person TEXT NOT NULL,
  programme TEXT NOT NULL,
  title TEXT NOT NULL,
  team TEXT NOT NULL,
  suggestion BIGINT NOT NULL,
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,
  ended BIGINT,
  why TEXT NOT NULL,
  account TEXT NOT NULL
);
CREATE INDEX target_enrolment_person ON target_enrolment (person, programme, until);
CREATE INDEX target_enrolment_programme ON target_enrolment (programme, until);

-- What is to be done for who was enrolled.
CREATE TABLE target_task (
  person TEXT NOT NULL,
  enrolment BIGINT NOT NULL,
  number BIGINT NOT NULL,
  programme TEXT NOT NULL,
  team TEXT NOT NULL,
  title TEXT NOT NULL,
  due BIGINT NOT NULL,
  made BIGINT NOT NULL,
  done BIGINT,
  account TEXT NOT NULL,
  PRIMARY KEY (person, enrolment, number)
) {clustered};
CREATE INDEX target_task_team ON target_task (team, due) WHERE done IS NULL;

-- How far the audit log was read: the number of the next entry, the time of the
-- latest, and its day in the place, in days since 1970.
CREATE TABLE review_cursor (
  id BIGINT PRIMARY KEY,
  next BIGINT NOT NULL,
  at BIGINT NOT NULL,
  day BIGINT NOT NULL
);
INSERT INTO review_cursor (id, next, at, day) VALUES (1, 0, 0, 0);

-- What is remembered of an actor between looks, and the day of the latest.
CREATE TABLE review_habit (
  actor TEXT PRIMARY KEY,
  day BIGINT NOT NULL,
  habit {json} NOT NULL
);

-- How many different people an actor looked at on a day, in a role.
CREATE TABLE review_day (
  actor TEXT NOT NULL,
  day BIGINT NOT NULL,
  role TEXT NOT NULL,
  people BIGINT NOT NULL,
  PRIMARY KEY (actor, day)
) {clustered};
CREATE INDEX review_day_role ON review_day (role, day, people);

-- What is unusual: one for an actor, a person, a kind and a day. person is '' where it
-- is about no one in particular. first and last are numbers of audit entries. usual is
-- what would be, of what is counted. officer is who took it up.
CREATE TABLE review_finding (
  id {identity},
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  person TEXT NOT NULL,
  day BIGINT NOT NULL,
  partner TEXT NOT NULL,
  serious BIGINT NOT NULL,
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  looks BIGINT NOT NULL,
  counted BIGINT NOT NULL,
  usual BIGINT NOT NULL,
  state TEXT NOT NULL,
  done BOOLEAN NOT NULL,
  officer TEXT NOT NULL,
  steps BIGINT NOT NULL,
  changed BIGINT,
  UNIQUE (actor, day, person, kind)
);
CREATE INDEX review_finding_open ON review_finding (done, serious DESC, first_at, id);
CREATE INDEX review_finding_person ON review_finding (person);

-- What was done about a finding, by whom (account), when, and in which words.
CREATE TABLE review_step (
  finding BIGINT NOT NULL,
  number BIGINT NOT NULL,
  state TEXT NOT NULL,
  account TEXT NOT NULL,
  at BIGINT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (finding, number)
) {clustered};

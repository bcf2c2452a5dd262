-- One element of a person's plan, as often as it stands there. parent is the entry in which
-- it stands, 0 at the top; position orders those of one element in one parent. value is
-- text, '' in a group. version counts what was written; removed ones are kept. token stands
-- for the form that added it, so that sending it twice adds one.
CREATE TABLE plan_entry (
  id {identity},
  person TEXT NOT NULL,
  parent BIGINT NOT NULL,
  standard TEXT NOT NULL,
  element TEXT NOT NULL,
  position BIGINT NOT NULL,
  value TEXT NOT NULL,
  version BIGINT NOT NULL,
  removed BOOLEAN NOT NULL,
  token TEXT NOT NULL,
  made BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  account TEXT NOT NULL
);
CREATE INDEX plan_entry_person ON plan_entry (person, parent, standard, element, position);
CREATE UNIQUE INDEX plan_entry_token ON plan_entry (person, token) WHERE token <> '';

-- Everything that was ever done to an entry. version is that to which it led, NULL where it
-- left the value as it was; value is what was written or kept aside. page stands for the
-- open page from which it came, '' for none.
CREATE TABLE plan_change (
  id {identity},
  person TEXT NOT NULL,
  entry BIGINT NOT NULL,
  done TEXT NOT NULL,
  value TEXT NOT NULL,
  version BIGINT,
  aside BIGINT,
  page TEXT NOT NULL,
  account TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX plan_change_person ON plan_change (person, id);
CREATE INDEX plan_change_entry ON plan_change (person, entry, version);

-- What was written onto something newer than its writer had seen. seen is the version that
-- the writer had before them; open until somebody says which is to stand.
CREATE TABLE plan_aside (
  id {identity},
  person TEXT NOT NULL,
  entry BIGINT NOT NULL,
  value TEXT NOT NULL,
  seen BIGINT NOT NULL,
  version BIGINT NOT NULL,
  open BOOLEAN NOT NULL,
  account TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX plan_aside_person ON plan_aside (person, open, entry, id);

-- Everybody who signs in. Lists are JSON arrays of texts. version counts the changes
-- of the row; epoch those after which open sessions must end.
CREATE TABLE account (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display TEXT NOT NULL,
  roles {json} NOT NULL,
  partner TEXT NOT NULL,
  practice TEXT NOT NULL,
  teams {json} NOT NULL,
  wards {json} NOT NULL,
  practitioner TEXT NOT NULL,
  person TEXT NOT NULL,
  email TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  break_glass BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  added BIGINT NOT NULL,
  signed_in BIGINT,
  version BIGINT NOT NULL,
  epoch BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_subject ON account (source, subject) WHERE subject <> '';
CREATE INDEX account_person ON account (person) WHERE person <> '';

-- Passwords as PHC strings: a hash with its salt and what it cost.
CREATE TABLE account_password (
  account TEXT PRIMARY KEY,
  hash TEXT NOT NULL,
  at BIGINT NOT NULL
);

-- Passkeys: public keys with what their authenticators last said of themselves.
CREATE TABLE account_passkey (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  credential {json} NOT NULL,
  signs BIGINT NOT NULL,
  added BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX account_passkey_account ON account_passkey (account);

-- Codes that were shown once: of recovery, and of links with which an account is
-- set up. Only their SHA-256 is here.
CREATE TABLE account_recovery (
  account TEXT NOT NULL,
  digest {bytes} NOT NULL,
  PRIMARY KEY (account, digest)
) {clustered};

CREATE TABLE account_setup (
  account TEXT PRIMARY KEY,
  digest {bytes} NOT NULL UNIQUE,
  ends BIGINT NOT NULL
);

-- Attempts that failed, by a keyed hash of the name or the address: when all of
-- them are forgotten, and until when no other is looked at.
CREATE TABLE account_failure (
  about {bytes} PRIMARY KEY,
  ends BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX account_failure_ends ON account_failure (ends);

-- Challenges that were answered, until they would be refused as too old.
CREATE TABLE account_spent (
  digest {bytes} PRIMARY KEY,
  ends BIGINT NOT NULL
);
CREATE INDEX account_spent_ends ON account_spent (ends);

-- The key by which challenges are known as ours and failures are filed.
CREATE TABLE account_key (
  number BIGINT PRIMARY KEY,
  secret {bytes} NOT NULL
);

-- Who is signed in. digest is the SHA-256 of the token that only the browser has;
-- used is when it was last used, within a minute; proved when its owner last showed
-- who it is. subject and sid are what an identity provider calls its owner and its
-- own session.
CREATE TABLE session_open (
  digest {bytes} PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  method TEXT NOT NULL,
  strong BOOLEAN NOT NULL,
  provider TEXT NOT NULL,
  subject TEXT NOT NULL,
  sid TEXT NOT NULL,
  role TEXT NOT NULL,
  purpose TEXT NOT NULL,
  agent TEXT NOT NULL,
  began BIGINT NOT NULL,
  used BIGINT NOT NULL,
  proved BIGINT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX session_open_account ON session_open (account);
CREATE INDEX session_open_provider ON session_open (provider, subject) WHERE provider <> '';
CREATE INDEX session_open_ends ON session_open (ends);

-- What was typed into a form whose session had ended, under a key that only the
-- browser has.
CREATE TABLE session_parked (
  digest {bytes} PRIMARY KEY,
  account TEXT NOT NULL,
  at BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  content {bytes} NOT NULL
);
CREATE INDEX session_parked_account ON session_parked (account);
CREATE INDEX session_parked_ends ON session_parked (ends);

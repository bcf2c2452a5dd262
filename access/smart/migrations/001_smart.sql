-- Apps that the administrator let in. secret is a hash; keys a JSON Web Key Set of
-- public keys; redirects and uses lists of JSON.
CREATE TABLE smart_app (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  uses {json} NOT NULL,
  redirects {json} NOT NULL,
  launch TEXT NOT NULL,
  scopes TEXT NOT NULL,
  partner TEXT NOT NULL,
  purpose TEXT NOT NULL,
  secret {bytes},
  keys {json},
  added BIGINT NOT NULL,
  disabled BIGINT
);

-- Sessions of our pages from which an app is begun about somebody.
CREATE TABLE smart_launch (
  hash {bytes} NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  patient TEXT NOT NULL,
  ends BIGINT NOT NULL
);

-- What apps ask for and nobody has agreed to yet. account is who was shown it first,
-- or whose launch it is.
CREATE TABLE smart_pending (
  hash {bytes} NOT NULL PRIMARY KEY,
  app TEXT NOT NULL,
  redirect TEXT NOT NULL,
  scopes TEXT NOT NULL,
  state TEXT NOT NULL,
  challenge TEXT NOT NULL,
  nonce TEXT NOT NULL,
  account TEXT NOT NULL,
  patient TEXT NOT NULL,
  ends BIGINT NOT NULL
);
CREATE INDEX smart_pending_ends ON smart_pending (ends);

-- What somebody agreed to, or an app was given for itself: all that stems from it
-- ends with it.
CREATE TABLE smart_grant (
  id TEXT NOT NULL PRIMARY KEY,
  how TEXT NOT NULL,
  app TEXT NOT NULL,
  account TEXT NOT NULL,
  scopes TEXT NOT NULL,
  patient TEXT NOT NULL,
  purpose TEXT NOT NULL,
  audience TEXT NOT NULL,
  since BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  revoked BIGINT
);
CREATE INDEX smart_grant_account ON smart_grant (account);
CREATE INDEX smart_grant_app ON smart_grant (app);
CREATE INDEX smart_grant_ends ON smart_grant (ends);

-- Codes to be changed for tokens, once.
CREATE TABLE smart_code (
  hash {bytes} NOT NULL PRIMARY KEY,
  grant_id TEXT NOT NULL,
  redirect TEXT NOT NULL,
  challenge TEXT NOT NULL,
  nonce TEXT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX smart_code_ends ON smart_code (ends);

-- Tokens: kind is access or refresh. A refresh token that was used is kept until it
-- would have ended, to know it again.
CREATE TABLE smart_token (
  hash {bytes} NOT NULL PRIMARY KEY,
  grant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  scopes TEXT NOT NULL,
  issued BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT
);
CREATE INDEX smart_token_ends ON smart_token (ends);

-- Assertions that apps signed, each of which is good once.
CREATE TABLE smart_assertion (
  app TEXT NOT NULL,
  hash {bytes} NOT NULL,
  ends BIGINT NOT NULL,
  PRIMARY KEY (app, hash)
) {clustered};
CREATE INDEX smart_assertion_ends ON smart_assertion (ends);

-- How often something was taken back: one row.
CREATE TABLE smart_revision (
  id BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL
);
INSERT INTO smart_revision (id, number) VALUES (1, 0);

-- Sign-ins that were begun and have not come back, each by the digests of its state
-- and of its browser's secret. A row goes when it is used, or once it is too old.
CREATE TABLE oidc_begun (
  id TEXT PRIMARY KEY,
  browser TEXT NOT NULL,
  provider TEXT NOT NULL,
  back TEXT NOT NULL,
  subject TEXT NOT NULL,
  fresh BIGINT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX oidc_begun_at ON oidc_begun (at);

-- Logout tokens that were acted on, each once: digests of issuer and id, kept until
-- the token has run out.
CREATE TABLE oidc_ended (
  id TEXT PRIMARY KEY,
  until BIGINT NOT NULL
);
CREATE INDEX oidc_ended_until ON oidc_ended (until);

-- What each message said of a person or a visit of a partner, each once. said is
-- the time of the event, which orders what contradicts; sent that of the message.
CREATE TABLE live_statement (
  partner TEXT NOT NULL,
  about TEXT NOT NULL,
  id TEXT NOT NULL,
  digest TEXT NOT NULL,
  said BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  control TEXT NOT NULL,
  event TEXT NOT NULL,
  content {json} NOT NULL,
  PRIMARY KEY (partner, about, id, digest)
) {clustered};

-- Messages that could not be taken, each once however often it came: times and
-- latest count that. A content shorter than bytes is only the beginning of what
-- was too large.
CREATE TABLE live_letter (
  id {identity},
  digest TEXT NOT NULL UNIQUE,
  partner TEXT NOT NULL,
  sender TEXT NOT NULL,
  control TEXT NOT NULL,
  event TEXT NOT NULL,
  reason TEXT NOT NULL,
  at BIGINT NOT NULL,
  latest BIGINT NOT NULL,
  times BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  content {bytes} NOT NULL
);

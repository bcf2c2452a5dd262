-- A referral as it is now. thread is the id of the first referral of its thread. sent is
-- when it was first sent, asked when to the present receiver, turn since when it waits for
-- whoever it waits for, with_sender the microseconds for which the sender was to answer. due
-- is when the answer is wanted, next when something becomes of its being late, level how much
-- of that has happened.
CREATE TABLE plan_referral (
  id {identity},
  person TEXT NOT NULL,
  thread BIGINT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  from_partner TEXT NOT NULL,
  from_team TEXT NOT NULL,
  account TEXT NOT NULL,
  to_partner TEXT NOT NULL,
  to_team TEXT NOT NULL,
  to_name TEXT NOT NULL,
  title TEXT NOT NULL,
  words TEXT NOT NULL,
  urgency TEXT NOT NULL,
  goals {json} NOT NULL,
  worker TEXT NOT NULL,
  team TEXT NOT NULL,
  expected BIGINT,
  contact BIGINT,
  why TEXT NOT NULL,
  made BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  sent BIGINT,
  asked BIGINT,
  turn BIGINT,
  with_sender BIGINT NOT NULL,
  answered BIGINT,
  closed BIGINT,
  due BIGINT,
  late BIGINT,
  next BIGINT,
  level BIGINT NOT NULL
);
CREATE INDEX plan_referral_person ON plan_referral (person, id);
CREATE INDEX plan_referral_team ON plan_referral (to_team, state, id);
CREATE INDEX plan_referral_doing ON plan_referral (team, state, id);
CREATE INDEX plan_referral_partner ON plan_referral (to_partner, state, id) WHERE to_team = '';
CREATE INDEX plan_referral_from ON plan_referral (from_team, state, id);
CREATE INDEX plan_referral_account ON plan_referral (account, state, id);
CREATE INDEX plan_referral_next ON plan_referral (next) WHERE next IS NOT NULL;

-- What was done and said, in the order of number, across the referrals of a thread. party is
-- the team or partner that it was with before.
CREATE TABLE plan_referral_step (
  person TEXT NOT NULL,
  thread BIGINT NOT NULL,
  number BIGINT NOT NULL,
  referral BIGINT NOT NULL,
  version BIGINT NOT NULL,
  act TEXT NOT NULL,
  state TEXT NOT NULL,
  part TEXT NOT NULL,
  party TEXT NOT NULL,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  why TEXT NOT NULL,
  words TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (person, thread, number)
) {clustered};

-- A link by which a partner outside answers once. Of its token only the SHA-256 is kept.
CREATE TABLE plan_referral_link (
  id {identity},
  person TEXT NOT NULL,
  referral BIGINT NOT NULL,
  hash TEXT NOT NULL,
  until BIGINT NOT NULL,
  made BIGINT NOT NULL,
  account TEXT NOT NULL,
  used BIGINT,
  revoked BIGINT
);
CREATE UNIQUE INDEX plan_referral_link_hash ON plan_referral_link (hash);
CREATE INDEX plan_referral_link_of ON plan_referral_link (person, referral);

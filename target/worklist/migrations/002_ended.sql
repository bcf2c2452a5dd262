-- What was written when an enrolment ended; why is then an id of the reasons for it.
ALTER TABLE target_enrolment ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX target_enrolment_team ON target_enrolment (team, until) WHERE ended IS NULL;

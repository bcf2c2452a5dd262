-- What happened, as the packages told it; kept for a while after all have heard.
CREATE TABLE store_event (
  id {identity},
  topic TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload {json} NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX store_event_at ON store_event (at);

-- Who wants to hear of a topic. A lane is event/HANDLER or job/KIND.
CREATE TABLE store_handler (
  topic TEXT NOT NULL,
  lane TEXT NOT NULL,
  PRIMARY KEY (topic, lane)
);

-- What is still to be done: an event to be heard by a handler, or a job.
--   due      when it may be begun; while it is under way, when its lease ends;
--            NULL while an earlier one of its lane and subject is in its way, or it is dead
--   token    of whoever has it under way
--   attempts how often it was begun
--   reason   why it failed last
--   dead     when it was given up
CREATE TABLE store_task (
  id {identity},
  lane TEXT NOT NULL,
  subject TEXT,
  event BIGINT,
  payload {json},
  unique_key TEXT,
  due BIGINT,
  token TEXT,
  attempts BIGINT NOT NULL DEFAULT 0,
  reason TEXT,
  dead BIGINT
);
CREATE INDEX store_task_due ON store_task (lane, due) WHERE due IS NOT NULL;
CREATE INDEX store_task_subject ON store_task (lane, subject, id) WHERE subject IS NOT NULL;
CREATE INDEX store_task_aside ON store_task (lane) WHERE due IS NULL AND dead IS NULL;
CREATE INDEX store_task_event ON store_task (event) WHERE event IS NOT NULL;
CREATE INDEX store_task_dead ON store_task (id) WHERE dead IS NOT NULL;
CREATE UNIQUE INDEX store_task_unique ON store_task (lane, unique_key) WHERE unique_key IS NOT NULL;

-- title: Healthy
-- about: Everybody else.
-- segments: bridges_to_health
-- precedence: 8
-- everybody_else: true
SELECT person_id FROM person

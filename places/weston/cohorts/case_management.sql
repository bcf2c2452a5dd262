-- title: Older people with several conditions
-- about: All who are eligible for case management by a community matron.
-- steps:
--   - {name: aged, title: Aged 70 or over}
--   - {name: conditions, title: At least four long-term conditions}
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '70' YEAR
),
conditions AS (
  SELECT d.person_id
  FROM diagnosis d
  JOIN code_long_term_condition c ON c.code = d.code AND c.system = d.system
  WHERE d.recorded_at < :index_date
  GROUP BY d.person_id
  HAVING COUNT(DISTINCT c.condition) >= 4
)
SELECT person_id FROM aged
INTERSECT
SELECT person_id FROM conditions

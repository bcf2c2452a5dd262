-- title: Older people with COPD or heart failure and other conditions
-- about: 'Whom the virtual ward may bring home earlier: 65 and over with COPD or heart failure and at least three conditions in all.'
-- steps:
--   - {name: aged, title: Aged 65 or over}
--   - {name: heart_or_lung, title: COPD or heart failure on record}
--   - {name: conditions, title: At least three long-term conditions}
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '65' YEAR
),
heart_or_lung AS (
  SELECT DISTINCT d.person_id
  FROM diagnosis d
  JOIN code_long_term_condition c ON c.code = d.code AND c.system = d.system AND c.condition IN ('copd', 'heart_failure')
  WHERE d.recorded_at < :index_date
),
conditions AS (
  SELECT d.person_id
  FROM diagnosis d
  JOIN code_long_term_condition c ON c.code = d.code AND c.system = d.system
  WHERE d.recorded_at < :index_date
  GROUP BY d.person_id
  HAVING COUNT(DISTINCT c.condition) >= 3
)
SELECT person_id FROM aged
INTERSECT
SELECT person_id FROM heart_or_lung
INTERSECT
SELECT person_id FROM conditions

-- title: Candidates for social prescribing
-- about: 30 and over with two or more long-term conditions, who saw their practice more often than once a month.
-- steps:
--   - {name: aged, title: Aged 30 or over}
--   - {name: conditions, title: At least two long-term conditions}
--   - {name: consultations, title: At least 12 GP consultations in the last 12 months}
--   - {name: care_home, title: Living in a care home, exclude: true, why: the home arranges activities}
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '30' YEAR
),
conditions AS (
  SELECT d.person_id
  FROM diagnosis d
  JOIN code_long_term_condition c ON c.code = d.code AND c.system = d.system
  WHERE d.recorded_at < :index_date
  GROUP BY d.person_id
  HAVING COUNT(DISTINCT c.condition) >= 2
),
consultations AS (
  SELECT person_id FROM activity
  WHERE setting = 'gp' AND start_at >= :index_date - INTERVAL '12' MONTH AND start_at < :index_date
  GROUP BY person_id
  HAVING COUNT(*) >= 12
),
care_home AS (
  SELECT DISTINCT person_id FROM service_package
  WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)
)
SELECT person_id FROM aged
INTERSECT
SELECT person_id FROM conditions
INTERSECT
SELECT person_id FROM consultations
EXCEPT
SELECT person_id FROM care_home

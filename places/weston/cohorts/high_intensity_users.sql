-- title: People who come to A&E very often
-- about: Adults with five or more attendances in the last year.
-- steps:
--   - {name: aged, title: Aged 18 or over}
--   - {name: attendances, title: At least five A&E attendances in the last 12 months}
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '18' YEAR
),
attendances AS (
  SELECT person_id FROM activity
  WHERE setting = 'emergency' AND start_at >= :index_date - INTERVAL '12' MONTH AND start_at < :index_date
  GROUP BY person_id
  HAVING COUNT(*) >= 5
)
SELECT person_id FROM aged
INTERSECT
SELECT person_id FROM attendances

-- title: People who may want a pendant alarm
-- about: 80 and over, living at home.
-- steps:
--   - {name: aged, title: Aged 80 or over}
--   - {name: care_home, title: Living in a care home, exclude: true, why: somebody is there day and night}
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '80' YEAR
),
care_home AS (
  SELECT DISTINCT person_id FROM service_package
  WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)
)
SELECT person_id FROM aged
EXCEPT
SELECT person_id FROM care_home

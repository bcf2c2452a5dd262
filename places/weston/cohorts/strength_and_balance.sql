-- title: People old enough for strength and balance classes
-- about: 75 and over, living at home.
-- steps:
--   - {name: aged, title: Aged 75 or over}
--   - {name: care_home, title: Living in a care home, exclude: true, why: the classes are held in the community}
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '75' YEAR
),
care_home AS (
  SELECT DISTINCT person_id FROM service_package
  WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)
)
SELECT person_id FROM aged
EXCEPT
SELECT person_id FROM care_home

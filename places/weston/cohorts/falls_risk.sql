-- title: Older people at risk of falls
-- about: 75 and over at home, with a fall, a broken bone or weak bones on record.
-- steps:
--   - {name: aged, title: Aged 75 or over}
--   - {name: fall, title: 'A fall, a broken hip or wrist, or osteoporosis on record'}
--   - {name: care_home, title: Living in a care home, exclude: true, why: the classes are held in the community}
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '75' YEAR
),
fall AS (
  SELECT DISTINCT d.person_id
  FROM diagnosis d
  JOIN code_falls_risk f ON f.code = d.code AND f.system = d.system
  WHERE d.recorded_at < :index_date
),
care_home AS (
  SELECT DISTINCT person_id FROM service_package
  WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)
)
SELECT person_id FROM aged
INTERSECT
SELECT person_id FROM fall
EXCEPT
SELECT person_id FROM care_home

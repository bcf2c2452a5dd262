-- title: Older people with several conditions who came in as an emergency
-- about: 'Whom a community matron may help most: 70 and over, at least four long-term conditions, an emergency admission in the last year, living at home.'
-- steps:
--   - {name: aged, title: Aged 70 or over}
--   - {name: conditions, title: At least four long-term conditions}
--   - {name: admitted, title: An emergency admission in the last 12 months}
--   - {name: care_home, title: Living in a care home, exclude: true, why: the home has its own weekly round}
--   - {name: virtual_ward, title: On the virtual ward in the last 30 days, exclude: true, why: somebody already looks after them every day}
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
),
admitted AS (
  SELECT a.person_id
  FROM activity a
  JOIN code_admission_method m ON m.code = a.method AND m.emergency = 'yes'
  WHERE a.setting = 'inpatient' AND a.kind = 'spell'
    AND a.start_at >= :index_date - INTERVAL '12' MONTH AND a.start_at < :index_date
  GROUP BY a.person_id
  HAVING COUNT(*) >= 1
),
care_home AS (
  SELECT DISTINCT person_id FROM service_package
  WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)
),
virtual_ward AS (
  SELECT DISTINCT person_id FROM activity
  WHERE setting = 'community' AND kind = 'virtual_ward' AND start_at >= :index_date - INTERVAL '30' DAY AND start_at < :index_date
)
SELECT person_id FROM aged
INTERSECT
SELECT person_id FROM conditions
INTERSECT
SELECT person_id FROM admitted
EXCEPT
SELECT person_id FROM care_home
EXCEPT
SELECT person_id FROM virtual_ward

-- title: Older people with several conditions who came in as an emergency
-- about: 'Whom a community matron may help most: of those eligible for case management whoever had an emergency admission in the last year and lives at home.'
-- within: case_management
-- steps:
--   - {name: admitted, title: An emergency admission in the last 12 months}
--   - {name: care_home, title: Living in a care home, exclude: true, why: the home has its own weekly round}
--   - {name: virtual_ward, title: On the virtual ward in the last 30 days, exclude: true, why: somebody already looks after them every day}
WITH
admitted AS (
  SELECT DISTINCT a.person_id
  FROM activity a
  JOIN code_admission_method m ON m.code = a.method AND m.emergency = 'yes'
  WHERE a.setting = 'inpatient' AND a.kind = 'spell'
    AND a.start_at >= :index_date - INTERVAL '12' MONTH AND a.start_at < :index_date
),
care_home AS (
  SELECT DISTINCT person_id FROM service_package
  WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)
),
virtual_ward AS (
  SELECT DISTINCT person_id FROM activity
  WHERE setting = 'community' AND kind = 'virtual_ward' AND start_at >= :index_date - INTERVAL '30' DAY AND start_at < :index_date
)
SELECT person_id FROM admitted
EXCEPT
SELECT person_id FROM care_home
EXCEPT
SELECT person_id FROM virtual_ward

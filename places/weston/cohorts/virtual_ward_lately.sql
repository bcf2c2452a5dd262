-- title: People who were on the virtual ward lately
-- about: 'Whom the virtual ward has just helped: on it at any time in the last three months, which is as long as it takes somebody on.'
-- steps:
--   - {name: virtual_ward, title: On the virtual ward in the last three months}
WITH
virtual_ward AS (
  SELECT DISTINCT person_id FROM activity
  WHERE setting = 'community' AND kind = 'virtual_ward'
    AND start_at < :index_date AND (end_at IS NULL OR end_at >= :index_date - INTERVAL '3' MONTH)
)
SELECT person_id FROM virtual_ward

-- title: Cancer in decline
-- about: A short period of decline before dying. No partner sends a palliative care register, so signs of decline stand in for it.
-- segments: bridges_to_health
-- precedence: 1
WITH
cancer AS (
  SELECT d.person_id, d.local_activity_id, d.position, d.recorded_at
  FROM diagnosis d
  JOIN code_bridges b ON b.code = d.code AND b.system = d.system AND b.criterion = 'cancer'
  WHERE d.recorded_at < :index_date
),
declining AS (
  SELECT c.person_id
  FROM cancer c
  JOIN activity a ON a.person_id = c.person_id AND a.local_activity_id = c.local_activity_id
  JOIN code_admission_method m ON m.code = a.method AND m.emergency = 'yes'
  WHERE c.position = 1 AND a.setting = 'inpatient' AND a.start_at >= :index_date - INTERVAL '12' MONTH AND a.start_at < :index_date
  UNION
  SELECT person_id FROM observation
  WHERE code = '763264000' AND value >= 7 AND observed_at >= :index_date - INTERVAL '24' MONTH AND observed_at < :index_date
)
SELECT person_id FROM cancer
INTERSECT
SELECT person_id FROM declining

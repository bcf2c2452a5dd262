-- title: Acutely ill, otherwise well
-- about: An emergency admission in the last three months, and likely to be well again.
-- segments: bridges_to_health
-- precedence: 7
SELECT DISTINCT a.person_id
FROM activity a
JOIN code_admission_method m ON m.code = a.method AND m.emergency = 'yes'
WHERE a.setting = 'inpatient' AND a.start_at >= :index_date - INTERVAL '3' MONTH AND a.start_at < :index_date

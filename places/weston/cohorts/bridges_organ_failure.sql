-- title: Organ failure
-- about: Limited reserve and serious flare-ups. Heart failure, chronic liver disease, or COPD that brought somebody into hospital in the last year.
-- segments: bridges_to_health
-- precedence: 2
SELECT d.person_id
FROM diagnosis d
JOIN code_bridges b ON b.code = d.code AND b.system = d.system AND b.criterion = 'organ_failure'
WHERE d.recorded_at < :index_date
UNION
SELECT d.person_id
FROM diagnosis d
JOIN code_bridges b ON b.code = d.code AND b.system = d.system AND b.criterion = 'copd_exacerbation'
JOIN activity a ON a.person_id = d.person_id AND a.local_activity_id = d.local_activity_id AND a.source = d.source
JOIN code_admission_method m ON m.code = a.method AND m.emergency = 'yes'
WHERE a.setting = 'inpatient' AND a.start_at >= :index_date - INTERVAL '12' MONTH AND a.start_at < :index_date

-- title: Mothers and infants
-- about: Pregnant or with a baby in the last nine months, or under one year old.
-- segments: bridges_to_health
-- precedence: 6
SELECT d.person_id
FROM diagnosis d
JOIN code_bridges b ON b.code = d.code AND b.system = d.system AND b.criterion = 'maternity'
WHERE d.recorded_at >= :index_date - INTERVAL '9' MONTH AND d.recorded_at < :index_date
UNION
SELECT person_id FROM person WHERE birth_date > :index_date - INTERVAL '1' YEAR AND birth_date < :index_date

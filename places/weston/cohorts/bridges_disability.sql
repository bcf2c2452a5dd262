-- title: Stable but serious disability
-- about: Learning disability, schizophrenia, or support from the council to live with a disability.
-- segments: bridges_to_health
-- precedence: 4
SELECT d.person_id
FROM diagnosis d
JOIN code_bridges b ON b.code = d.code AND b.system = d.system AND b.criterion = 'disability'
WHERE d.recorded_at < :index_date
UNION
SELECT person_id FROM service_package
WHERE kind IN ('supported_living', 'day_care', 'direct_payment') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)

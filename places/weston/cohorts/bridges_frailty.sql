-- title: Frailty or dementia
-- about: A long course of decline. Dementia, a Clinical Frailty Scale of 6 or more in the last two years, or living in a care home.
-- segments: bridges_to_health
-- precedence: 3
SELECT d.person_id
FROM diagnosis d
JOIN code_bridges b ON b.code = d.code AND b.system = d.system AND b.criterion = 'dementia'
WHERE d.recorded_at < :index_date
UNION
SELECT person_id FROM observation
WHERE code = '763264000' AND value >= 6 AND observed_at >= :index_date - INTERVAL '24' MONTH AND observed_at < :index_date
UNION
SELECT person_id FROM service_package
WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)

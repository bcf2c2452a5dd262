-- title: Chronic conditions, otherwise well
-- about: At least one long-term condition on record.
-- segments: bridges_to_health
-- precedence: 5
SELECT DISTINCT d.person_id
FROM diagnosis d
JOIN code_long_term_condition c ON c.code = d.code AND c.system = d.system
WHERE d.recorded_at < :index_date

-- title: Population
-- about: 'Everybody the partnership is there for: alive, and registered with one of its practices on the index date.'
-- steps:
--   - {name: alive, title: Born and alive on the index date}
--   - {name: registered, title: Registered with a practice on the index date}
WITH
alive AS (
  SELECT person_id FROM person
  WHERE (birth_date IS NULL OR birth_date < :index_date) AND (death_date IS NULL OR death_date >= :index_date)
),
registered AS (
  SELECT DISTINCT r.person_id
  FROM registration r
  JOIN partner p ON p.id = r.source AND p.sector = 'gp'
  WHERE r.registered_from < :index_date AND (r.registered_to IS NULL OR r.registered_to >= :index_date)
)
SELECT person_id FROM alive
INTERSECT
SELECT person_id FROM registered

-- # A cohort: one person_id a row. Programmes, models and measures name it by its file.
-- # This one is special: every other cohort lies within `population` unless it says otherwise.
-- title: Population
-- about: 'Everybody the partnership is there for: alive, and registered with one of its practices on the index date.'
--
-- # Each step is one of the WITH queries below. People are counted step by step, so that
-- # everybody sees whom which step leaves out.
-- steps:
--   - {name: alive, title: Born and alive on the index date}
--   - {name: registered, title: Registered with a practice on the index date}

-- `:index_date` is the day as of which people are chosen: there is no other clock.
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

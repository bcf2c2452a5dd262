-- # A line that starts with "-- #" is an explanation, or a key this cohort does not need.
-- title: Older people at home
-- about: 75 and over, not living in a care home.
--
-- # Within another cohort than `population`, whose steps then come first: the name of one, or everybody.
-- # within: frail_people
--
-- # A step with `exclude: true` gives those who are left out; `why` says the reason to readers.
-- steps:
--   - {name: aged, title: Aged 75 or over}
--   - {name: care_home, title: Living in a care home, exclude: true, why: somebody is there day and night}
--
-- # Cohorts may also part the whole population into segments: the name of the set, whose
-- # turn it is (1 comes first), and of the last one that it takes everybody left.
-- # segments: our_segments
-- # precedence: 1
-- # everybody_else: true

-- The tables are those of `continuum explain`, without names and addresses. The last SELECT
-- chooses those whom the steps choose: INTERSECT for each, EXCEPT for each that leaves out.
WITH
aged AS (
  SELECT person_id FROM person WHERE birth_date <= :index_date - INTERVAL '75' YEAR
),
care_home AS (
  SELECT DISTINCT person_id FROM service_package
  WHERE kind IN ('residential', 'nursing') AND start_date < :index_date AND (end_date IS NULL OR end_date >= :index_date)
)
SELECT person_id FROM aged
EXCEPT
SELECT person_id FROM care_home

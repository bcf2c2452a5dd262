-- The one person that linked registrations add up to. For each value the best
-- registration that has it speaks: a GP's before another partner's, an open
-- registration before a closed one, the latest before an earlier one (the row
-- number settles what is left). Analysts work on `person`; names and addresses
-- stand apart in `demographic`.
CREATE TABLE best AS
SELECT person_id,
  arg_min(nhs_number, o) AS nhs_number, arg_min(title, o) AS title, arg_min(given_name, o) AS given_name,
  arg_min(family_name, o) AS family_name, arg_min(birth_date, o) AS birth_date, arg_min(death_date, o) AS death_date,
  arg_min(nullif(sex, 'unknown'), o) AS sex, arg_min(ethnicity, o) AS ethnicity, arg_min(postcode, o) AS postcode,
  arg_min(address, o) AS address, arg_min(phone, o) AS phone, arg_min(email, o) AS email, arg_min(gp_practice, o) AS gp_practice
FROM (
  SELECT r.*, (CASE WHEN p.sector = 'gp' THEN 0 ELSE 2 END + CASE WHEN r.registered_to IS NULL THEN 0 ELSE 1 END) * 72057594037927936
    + (100000 - date_diff('day', DATE '1890-01-01', coalesce(r.registered_from, DATE '1890-01-01'))) * 68719476736 + r.rowid AS o
  FROM facts.registration r JOIN partner p ON p.id = r.source)
GROUP BY person_id;
CREATE TABLE facts.person AS
SELECT person_id, nhs_number, birth_date, death_date, coalesce(sex, 'unknown') AS sex, ethnicity, a.lsoa, a.imd_decile, gp_practice
FROM best LEFT JOIN (
  SELECT replace(upper(postcode), ' ', '') AS pc, min(lsoa) AS lsoa, min(imd_decile) AS imd_decile FROM facts.area GROUP BY 1
) a ON a.pc = replace(upper(best.postcode), ' ', '')
ORDER BY person_id;
CREATE TABLE facts.demographic AS
SELECT person_id, title, given_name, family_name, address, postcode, phone, email FROM best ORDER BY person_id

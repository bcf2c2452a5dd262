-- feed: gp_maiden_names
-- title: Surnames people had before, as practices remember them
-- partner: weston_gp
-- file: gp/patients.ndjson.gz
-- format: fhir
-- resource: Patient
-- columns:
--   id: id
--   nhs: identifier.where(system='https://fhir.nhs.uk/Id/nhs-number').value
--   given: name.where(use='official').given[0]
--   maiden: name.where(use='maiden').family
--   born: birthDate
--   gender: gender
-- table: registration
-- blank: [nhs_number]
-- reject_limit: 2%
SELECT _row,
  id AS local_id,
  nhs AS nhs_number,
  given AS given_name,
  maiden AS family_name,
  born AS birth_date,
  gender AS sex
FROM raw
WHERE maiden IS NOT NULL

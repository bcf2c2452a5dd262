-- feed: patients
-- title: Patients
-- partner: synthea
-- file: "*.json*"
-- format: fhir
-- resource: Patient
-- columns:
--   id: id
--   prefix: name.where(use='official').prefix
--   given: name.where(use='official').given.join(' ')
--   family: name.where(use='official').family
--   born: birthDate
--   gender: gender
--   race: extension.where(url='http://hl7.org/fhir/us/core/StructureDefinition/us-core-race').extension.where(url='text').valueString
--   zip: address.postalCode
--   line: address.line.join(', ')
--   city: address.city
--   phone: telecom.where(system='phone').value
--   died: deceasedDateTime
-- table: registration
SELECT _row,
  id AS local_id,
  prefix AS title,
  SPLIT_PART(given, ' ', 1) AS given_name,
  NULLIF(SUBSTR(given, LENGTH(SPLIT_PART(given, ' ', 1)) + 2), '') AS middle_name,
  family AS family_name,
  born AS birth_date,
  gender AS sex,
  race AS ethnicity,
  zip AS postcode,
  CONCAT(line, ', ', city) AS address,
  phone,
  died AS death_date
FROM raw

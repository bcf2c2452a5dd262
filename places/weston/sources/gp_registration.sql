-- feed: gp_registration
-- title: People registered with a practice
-- partner: weston_gp
-- file: gp/patients.ndjson.gz
-- format: fhir
-- resource: Patient
-- columns:
--   id: id
--   nhs: identifier.where(system='https://fhir.nhs.uk/Id/nhs-number').value
--   prefix: name.where(use='official').prefix
--   given: name.where(use='official').given[0]
--   middle: name.where(use='official').given[1]
--   family: name.where(use='official').family
--   born: birthDate
--   gender: gender
--   ethnic: extension.where(url='https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory').valueCodeableConcept.coding.code
--   line: address.line
--   postcode: address.postalCode
--   phone: telecom.where(system='phone').value
--   email: telecom.where(system='email').value
--   practice: generalPractitioner.reference.id()
--   joined: extension.where(url='https://weston.example/fhir/Extension-RegistrationPeriod').valuePeriod.start
--   left: extension.where(url='https://weston.example/fhir/Extension-RegistrationPeriod').valuePeriod.end
--   died: deceasedDateTime
-- table: registration
-- blank: [nhs_number]
-- labels: {gp_practice: organisation, ethnicity: ethnicity}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  id AS local_id,
  nhs AS nhs_number,
  prefix AS title,
  given AS given_name,
  middle AS middle_name,
  family AS family_name,
  born AS birth_date,
  gender AS sex,
  ethnic AS ethnicity,
  postcode,
  line AS address,
  phone,
  email,
  practice AS gp_practice,
  joined AS registered_from,
  "left" AS registered_to,
  died AS death_date
FROM raw

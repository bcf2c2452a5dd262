-- feed: gp_next_of_kin
-- title: Next of kin, from the practice record
-- partner: weston_gp
-- file: gp/patients.ndjson.gz
-- format: fhir
-- resource: Patient
-- columns:
--   id: id
--   kin: contact.name.text
--   phone: contact.telecom.value
-- table: relationship
-- reject_limit: 2%
SELECT _row,
  id AS local_id,
  'next_of_kin' AS kind,
  kin AS other_name,
  phone AS other_phone
FROM raw
WHERE kin IS NOT NULL

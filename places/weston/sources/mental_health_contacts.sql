-- feed: mental_health_contacts
-- title: Mental health contacts and ward stays
-- partner: weston_mental_health
-- file: mental_health/contacts.csv.gz
-- format: csv
-- table: activity
-- dates: ["%Y%m%d %H:%M", "%Y%m%d"]
-- codes: {method: contact_medium}
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- labels: {patient_class: attended, primary_diagnosis: diagnosis}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  "LocalPatientId" AS local_id,
  "CareContactId" AS local_activity_id,
  'mental_health' AS setting,
  CASE WHEN "WardDays" IS NOT NULL THEN 'bed_days' WHEN "AttendStatus" = '7' THEN 'missed_contact' ELSE 'contact' END AS kind,
  CONCAT("CareContDate", ' ', "CareContTime") AS start_at,
  CASE WHEN "EndDate" IS NOT NULL THEN CONCAT("EndDate", ' ', "CareContTime") END AS end_at,
  "TeamType" AS team,
  "ConsMechanism" AS method,
  "AttendStatus" AS patient_class,
  "PrimDiagICD10" AS primary_diagnosis,
  COALESCE("WardDays", '1') AS units,
  p.unit AS unit,
  CASE WHEN "AttendStatus" = '7' THEN 0 ELSE CAST(p.pence AS BIGINT) * CAST(COALESCE("WardDays", '1') AS BIGINT) END AS cost_pence,
  CASE WHEN "AttendStatus" = '7' THEN 'no charge when not seen' ELSE CONCAT(p.basis, ' ', p.price_year) END AS cost_basis
FROM raw
LEFT JOIN price_activity p ON p.setting = 'mental_health'
  AND p.kind = CASE WHEN "WardDays" IS NOT NULL THEN 'bed_days' WHEN "TeamType" = 'Talking therapies' THEN 'talking_therapy' ELSE 'contact' END

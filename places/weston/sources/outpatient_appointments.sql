-- feed: outpatient_appointments
-- title: Outpatient appointments, kept or not
-- partner: weston_hospital
-- file: acute/outpatients.csv.gz
-- format: csv
-- table: activity
-- dates: ["%d-%b-%Y %H:%M"]
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- codes: {method: attended}
-- labels: {provider: organisation, referrer: referrer, patient_class: appointment_type, specialty: treatment_function, primary_diagnosis: diagnosis}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  "HospNo" AS local_id,
  "Appt Ref" AS local_activity_id,
  'outpatient' AS setting,
  CASE WHEN a.seen = 'yes' THEN 'appointment' WHEN "Attended" IN ('2', '4') THEN 'cancelled_appointment' ELSE 'missed_appointment' END AS kind,
  CONCAT("Appt Date", ' ', "Appt Time") AS start_at,
  'RW9' AS provider,
  "Referred By" AS referrer,
  "Attended" AS method,
  "Appt Type" AS patient_class,
  "Clinic Specialty" AS specialty,
  "Diagnosis" AS primary_diagnosis,
  '1' AS units,
  'appointment' AS unit,
  CASE WHEN a.seen = 'yes' THEN p.pence ELSE '0' END AS cost_pence,
  CASE WHEN a.seen = 'yes' THEN CONCAT(p.basis, ' ', p.price_year) ELSE 'no charge when not seen' END AS cost_basis
FROM raw
LEFT JOIN code_attended a ON a.code = raw."Attended"
LEFT JOIN price_activity p ON p.setting = 'outpatient'
  AND p.kind = CASE WHEN "Contact Medium" = 'TEL' THEN 'remote' WHEN "Appt Type" = 'N' THEN 'first' ELSE 'follow_up' END

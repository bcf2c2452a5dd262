-- feed: ambulance_incidents
-- title: 999 incidents
-- partner: weston_ambulance
-- file: ambulance/incidents.csv.gz
-- format: csv
-- table: activity
-- dates: ["%d/%m/%Y %H:%M"]
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- codes: {method: ambulance_outcome}
-- labels: {site: organisation, patient_class: ambulance_category, primary_diagnosis: ambulance_complaint}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  "Incident Number" AS local_id,
  "Incident Number" AS local_activity_id,
  'ambulance' AS setting,
  'incident' AS kind,
  CONCAT("Call Date", ' ', "Call Time") AS start_at,
  "Destination" AS site,
  "Outcome" AS method,
  "Category" AS patient_class,
  "Nature of Call" AS primary_diagnosis,
  '1' AS units,
  'incident' AS unit,
  p.pence AS cost_pence,
  CONCAT(p.basis, ' ', p.price_year) AS cost_basis
FROM raw
LEFT JOIN code_ambulance_outcome o ON o.code = raw."Outcome"
LEFT JOIN price_activity p ON p.setting = 'ambulance' AND p.kind = o.price_kind

-- feed: acute_delays
-- title: Why people waited in a hospital bed, from when to when
-- partner: weston_hospital
-- file: acute/admitted.csv.gz
-- format: csv
-- table: circumstance
-- dates: ["%d/%m/%Y %H:%M"]
-- codes: {value: delay_reason}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT _row,
  "LocalPatientID" AS local_id,
  'discharge_delay' AS kind,
  "DelayReason" AS value,
  "DischargeReadyDate" AS from_date,
  "DischargeDateTime" AS to_date
FROM raw
WHERE "DelayReason" IS NOT NULL

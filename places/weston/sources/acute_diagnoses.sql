-- feed: acute_diagnoses
-- title: Diagnoses of admitted care, primary and secondary
-- partner: weston_hospital
-- file: acute/admitted.csv.gz
-- format: csv
-- table: diagnosis
-- dates: ["%d/%m/%Y %H:%M"]
-- labels: {code: diagnosis}
-- reject_limit: 2%
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag1", '.', '') AS code, 'icd10' AS system, '1' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag1" IS NOT NULL
UNION ALL
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag2", '.', '') AS code, 'icd10' AS system, '2' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag2" IS NOT NULL
UNION ALL
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag3", '.', '') AS code, 'icd10' AS system, '3' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag3" IS NOT NULL
UNION ALL
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag4", '.', '') AS code, 'icd10' AS system, '4' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag4" IS NOT NULL
UNION ALL
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag5", '.', '') AS code, 'icd10' AS system, '5' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag5" IS NOT NULL
UNION ALL
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag6", '.', '') AS code, 'icd10' AS system, '6' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag6" IS NOT NULL
UNION ALL
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag7", '.', '') AS code, 'icd10' AS system, '7' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag7" IS NOT NULL
UNION ALL
SELECT _row, "LocalPatientID" AS local_id, "HospitalSpell" AS local_activity_id, REPLACE("Diag8", '.', '') AS code, 'icd10' AS system, '8' AS position, "AdmissionDateTime" AS recorded_at FROM raw WHERE "Diag8" IS NOT NULL

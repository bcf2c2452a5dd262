package cohort_test

import (
	"os"
	"testing"

	"continuum/target/cohort"
	"continuum/target/cohort/cohorttest"
	"continuum/warehouse"
)

const fiveSteps = `-- title: Older people with several conditions and a stay, who live alone
-- steps:
--   - {name: aged_70, title: Alive and aged 70 or over}
--   - {name: conditions, title: At least four long-term conditions}
--   - {name: emergency, title: An emergency admission in the last year}
--   - {name: medicines, title: At least two medicines in the last year}
--   - {name: with_others, title: Lives with others, exclude: true, why: the programme is for people alone}
WITH
aged_70 AS (
  SELECT person_id FROM person
  WHERE birth_date <= :index_date - INTERVAL '70' YEAR AND (death_date IS NULL OR death_date >= :index_date)
),
conditions AS (
  SELECT person_id FROM diagnosis
  WHERE code IN ('I10X', 'E119', 'J441', 'I251', 'I500', 'I48X', 'I639', 'N183') AND recorded_at < :index_date
  GROUP BY person_id HAVING COUNT(DISTINCT code) >= 4
),
emergency AS (
  SELECT DISTINCT person_id FROM activity
  WHERE setting = 'inpatient' AND method LIKE '2%' AND start_at >= :index_date - INTERVAL '12' MONTH AND start_at < :index_date
),
medicines AS (
  SELECT person_id FROM medication
  WHERE started_at >= :index_date - INTERVAL '12' MONTH AND started_at < :index_date
  GROUP BY person_id HAVING COUNT(DISTINCT code) >= 2
),
with_others AS (
  SELECT DISTINCT person_id FROM circumstance WHERE kind = 'living_alone' AND value = 'no' AND from_date < :index_date
)
SELECT person_id FROM aged_70
INTERSECT SELECT person_id FROM conditions
INTERSECT SELECT person_id FROM emergency
INTERSECT SELECT person_id FROM medicines
EXCEPT SELECT person_id FROM with_others
`

// million is a build of 1,000,000 people and 25,000,000 rows about them, sorted as
// builds are. Set CONTINUUM_BENCH to a folder to keep it from one run to the next.
func million(b *testing.B) warehouse.Dir {
	dir := os.Getenv("CONTINUUM_BENCH")
	if dir == "" {
		dir = b.TempDir()
	}
	if _, err := os.Stat(dir + "/live"); err == nil {
		return warehouse.Dir(dir)
	}
	of := "'P' || substr(upper(md5(CAST(hash(i) % 1000000 AS VARCHAR))), 1, 11)"
	cohorttest.Tables{
		"person": `SELECT 'P' || substr(upper(md5(CAST(i AS VARCHAR))), 1, 11) AS id, NULL, DATE '1925-01-01' + CAST(hash(i) % 37000 AS INT),
			CASE WHEN hash(i + 1) % 30 = 0 THEN DATE '2026-01-01' - CAST(hash(i) % 700 AS INT) END, CASE WHEN hash(i + 2) % 2 = 0 THEN 'male' ELSE 'female' END, 'A',
			'E0100' || CAST(hash(i) % 5000 AS VARCHAR), 1 + hash(i + 3) % 10, 'Z900' || CAST(hash(i + 4) % 40 AS VARCHAR) FROM range(1000000) t(i) ORDER BY id`,
		"activity": `BY NAME SELECT ` + of + ` AS person_id, 'gp' AS source, 'gp_contacts' AS feed, CAST(i AS VARCHAR) AS local_activity_id,
			['gp', 'gp', 'gp', 'outpatient', 'community', 'inpatient', 'emergency'][1 + CAST(hash(i + 1) % 7 AS INT)] AS setting, 'contact' AS kind,
			TIMESTAMP '2023-11-01' + to_minutes(CAST(hash(i + 2) % 1576800 AS INT)) AS start_at, ['21', '11', '22', '13'][1 + CAST(hash(i + 3) % 4 AS INT)] AS method,
			CAST(hash(i) % 50000 AS BIGINT) AS cost_pence FROM range(14000000) t(i) ORDER BY person_id, start_at`,
		"diagnosis": `BY NAME SELECT ` + of + ` AS person_id, 'gp' AS source, 'gp_conditions' AS feed, 'icd10' AS system,
			['I10X', 'E119', 'J459', 'J441', 'I251', 'I500', 'I48X', 'I639', 'N183', 'C509', 'F329', 'F03X', 'M199'][1 + CAST(hash(i + 1) % 13 AS INT)] AS code,
			TIMESTAMP '2013-11-01' + to_minutes(CAST(hash(i + 2) % 6576800 AS INT)) AS recorded_at FROM range(8000000) t(i) ORDER BY person_id, recorded_at`,
		"medication": `BY NAME SELECT ` + of + ` AS person_id, 'gp' AS source, 'gp_medication' AS feed, CAST(hash(i + 1) % 40 AS VARCHAR) AS code, 'snomed' AS system,
			TIMESTAMP '2023-11-01' + to_minutes(CAST(hash(i + 2) % 1576800 AS INT)) AS started_at FROM range(2500000) t(i) ORDER BY person_id, started_at`,
		"circumstance": `BY NAME SELECT ` + of + ` AS person_id, 'council' AS source, 'council_circumstances' AS feed, ['living_alone', 'tenure'][1 + CAST(hash(i + 1) % 2 AS INT)] AS kind,
			['yes', 'no'][1 + CAST(hash(i + 3) % 2 AS INT)] AS value, DATE '2023-11-01' + CAST(hash(i + 2) % 1000 AS INT) AS from_date FROM range(500000) t(i) ORDER BY person_id, from_date`,
	}.Write(b, warehouse.Dir(dir), "20261101T000000.000Z-000000")
	return warehouse.Dir(dir)
}

// BenchmarkFunnel counts a cohort of five steps over 1,000,000 people and 25,000,000
// rows, from opening the build to the number of people left at each step:
//
//	CONTINUUM_BENCH=DIR go test ./target/cohort -run '^$' -bench Funnel -benchtime 5x
func BenchmarkFunnel(b *testing.B) {
	dir := million(b)
	p := cohorttest.Place(b, map[string]string{"cohorts/older.sql": fiveSteps})
	set, problems := cohort.Load(p)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	for b.Loop() {
		a, err := dir.Analyse(b.Context(), warehouse.Asking{Place: p})
		if err != nil {
			b.Fatal(err)
		}
		f, err := cohort.On(a, set, cohorttest.IndexDate).Funnel(b.Context(), "older")
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(f.Size), "people")
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

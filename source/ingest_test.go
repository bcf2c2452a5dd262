package source_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"continuum/internal/duck"
	"continuum/internal/progress"
	"continuum/place"
	"continuum/source"
)

const placeYAML = `
-- place/place.yaml --
name: Test
country: GB-ENG
language: en-GB
currency: GBP
timezone: Europe/London
calendar: {financial_year_starts: 04-01}
partners:
  - {id: clinic, name: Clinic, sector: community}
`

// unpack writes a txtar archive with a place and its extracts to a folder.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(placeYAML + archive)).Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// load reads the place below dir with all its problems.
func load(t *testing.T, dir string) (*place.Place, []source.Feed, []place.Problem) {
	t.Helper()
	p, problems, err := place.Load(filepath.Join(dir, "place"))
	if err != nil {
		t.Fatal(err)
	}
	feeds, more := source.Load(p)
	return p, feeds, append(problems, more...)
}

// ingest reads the place's extracts into a scratch database.
func ingest(t *testing.T, dir string) (*source.Staged, *sql.DB, error) {
	t.Helper()
	return ingestWith(context.Background(), t, dir, nil)
}

func ingestWith(ctx context.Context, t *testing.T, dir string, report progress.Func) (*source.Staged, *sql.DB, error) {
	t.Helper()
	p, feeds, problems := load(t, dir)
	for _, x := range problems {
		t.Fatal(x)
	}
	db, err := duck.Open("", duck.Options{Folders: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	staged, err := source.Ingest{DB: db, Place: p, Feeds: feeds, From: filepath.Join(dir, "in"), Progress: report}.Run(ctx)
	return staged, db, err
}

// table reads a query as lines of | separated cells.
func table(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.Query("SELECT coalesce(CAST(COLUMNS(*) AS VARCHAR), '-') FROM (" + query + ")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		cells := make([]sql.NullString, len(names))
		into := make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		text := make([]string, len(cells))
		for i, c := range cells {
			text[i] = c.String
		}
		out = append(out, strings.Join(text, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

const people = `
-- place/sources/people.sql --
-- feed: people
-- title: People
-- partner: clinic
-- file: people.csv
-- format: csv
-- table: registration
-- dates: ["%d/%m/%Y"]
-- blank: [nhs_number]
-- reject_limit: 100%
SELECT _row, ID AS local_id, NHS AS nhs_number, Name AS family_name, DOB AS birth_date, Sex AS sex, Died AS death_date
FROM raw
`

func TestRulesQuarantineRowsWithTheirReason(t *testing.T) {
	dir := unpack(t, people+`
-- in/people.csv --
ID,NHS,Name,DOB,Sex,Died
1,943 476 5919,Smith,09/11/1938,F,
2,943 476 5918,Jones,10/11/1938,M,
3,,Brown,31/02/1950,1,
,,Nobody,01/01/1950,2,
5,,Early,01/01/1850,2,
6,,Ghost,01/01/1990,2,01/01/1980
7,,Odd,01/01/1990,purple,
8,0000000000,Placeholder,01/01/1990,9,
1,943 476 5919,Smith,09/11/1938,F,
`)
	staged, db, err := ingest(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	got := table(t, db, `SELECT local_id, nhs_number, birth_date, sex FROM stage_people WHERE _fault IS NULL ORDER BY local_id`)
	want := []string{"1|9434765919|1938-11-09|female", "2|-|1938-11-10|male", "8|-|1990-01-01|indeterminate"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sound rows (-want +got):\n%s", diff)
	}
	got = table(t, db, `SELECT line, action, reason FROM reject ORDER BY line`)
	want = []string{
		"3|blanked|nhs_number: fails the NHS number check (modulus 11)",
		"4|quarantined|birth_date: not a date",
		"5|quarantined|local_id: missing",
		"6|quarantined|birth_date: impossible date (before 1890 or after 2100)",
		"7|quarantined|death_date: death before birth",
		"8|quarantined|sex: unknown code",
		"10|quarantined|duplicate of an earlier row",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	raw := table(t, db, `SELECT raw FROM reject WHERE line = 4`)
	if len(raw) != 1 || !strings.Contains(raw[0], `"DOB":"31/02/1950"`) {
		t.Errorf("raw row = %s, want the cells as they came", raw)
	}
	r := staged.Reports[0]
	if r.Rows != 9 || r.Quarantined != 6 || r.Blanked != 1 || r.Duplicates != 1 {
		t.Errorf("report: rows %d, quarantined %d, blanked %d, duplicates %d; want 9, 6, 1, 1", r.Rows, r.Quarantined, r.Blanked, r.Duplicates)
	}
	for _, f := range r.Fields {
		if f.Column == "nhs_number" && f.Valid >= 1 {
			t.Errorf("nhs_number validity %.2f, want below 1", f.Valid)
		}
	}
}

func TestOverLimitStopsWithAReport(t *testing.T) {
	dir := unpack(t, strings.ReplaceAll(people, "100%", "10%")+`
-- in/people.csv --
ID,NHS,Name,DOB,Sex,Died
1,,Smith,09/11/1938,F,
2,,Jones,99/99/1938,M,
`)
	_, _, err := ingest(t, dir)
	if err == nil {
		t.Fatal("a feed with half its rows rejected was accepted")
	}
	for _, want := range []string{"sources/people.sql", "people: 1 of 2 rows (50.0%, limit 10.0%)", "birth_date not a date, 1 row, first in people.csv:3", "reject_limit"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
}

func TestFeedFaultsNameTheLine(t *testing.T) {
	cases := []struct{ name, from, to, want string }{
		{"missing raw column", "Name AS family_name", "Surname AS family_name", `sources/people.sql:10: column "Surname": the raw file has no such column`},
		{"unknown canonical column", "Name AS family_name", "Name AS surname", `table registration has no such column`},
		{"no _row", "SELECT _row, ID", "SELECT ID", "does not give _row"},
		{"required column", "ID AS local_id, ", "", "requires"},
		{"syntax", "FROM raw", "FORM raw", "cannot be run"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := unpack(t, strings.Replace(people, c.from, c.to, 1)+"\n-- in/people.csv --\nID,NHS,Name,DOB,Sex,Died\n1,,Smith,09/11/1938,F,\n")
			_, _, err := ingest(t, dir)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error = %v, want %q", err, c.want)
			}
		})
	}
}

func TestCheckFindsEveryProblem(t *testing.T) {
	dir := unpack(t, strings.NewReplacer("partner: clinic", "partner: klinic", "format: csv", "format: cvs", "table: registration", "table: registratoin",
		"blank: [nhs_number]", "blank: [nhs_numbre]", "100%", "lots").Replace(people)+`
-- place/sources/other.sql --
-- feed: people
-- title: Same name
-- partner: clinic
-- file: ../people.csv
-- format: csv
-- table: registration
-- colour: red
SELECT _row, ID AS local_id FROM raw
`)
	_, _, problems := load(t, dir)
	var text []string
	for _, p := range problems {
		text = append(text, p.String())
	}
	all := strings.Join(text, "\n")
	for _, want := range []string{
		`did you mean "clinic"?`, `did you mean "csv"?`, `did you mean "registration"?`, "reject_limit", "sources/other.sql",
		"differs from its file's name", "already used", "inside the extracts folder", "colour",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no problem says %q:\n%s", want, all)
		}
	}
}

func TestCheckSQLWithoutExtracts(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"sound", "", "", ""},
		{"unknown function", "Name AS family_name", "nonesuch(Name) AS family_name", "cannot be run"},
		{"unknown column", "Name AS family_name", "Name AS surname", "no such column"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, feeds, _ := load(t, unpack(t, strings.Replace(people, c.from, c.to, 1)))
			problems, err := source.CheckSQL(context.Background(), p, feeds)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case c.want == "" && len(problems) > 0:
				t.Errorf("problems in a sound feed: %v", problems)
			case c.want != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), c.want)):
				t.Errorf("problems = %v, want one with %q", problems, c.want)
			}
		})
	}
}

func TestCoverageFlagsGapsAndDrops(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("id,day\n")
	n := 0
	for month, rows := range map[string]int{"2025-01": 100, "2025-02": 100, "2025-03": 0, "2025-04": 20, "2025-05": 100} {
		for range rows {
			n++
			csv.WriteString(strings.Join([]string{"c" + itoa(n), month + "-05"}, ",") + "\n")
		}
	}
	dir := unpack(t, `
-- place/sources/contacts.sql --
-- feed: contacts
-- title: Contacts
-- partner: clinic
-- file: contacts.csv
-- format: csv
-- table: activity
-- fresh: 10
-- period: {column: start_at, from: 2025-01-01, to: 2025-05-31}
SELECT _row, '1' AS local_id, id AS local_activity_id, 'community' AS setting, 'contact' AS kind, day AS start_at, NULL AS team FROM raw
-- in/contacts.csv --
`+csv.String())
	staged, _, err := ingest(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	flags := strings.Join(staged.Reports[0].Flags, "\n")
	for _, want := range []string{"no rows in 2025-03", "sudden drop in 2025-04: 20 rows", "stale: the latest row is 26 days", "team is always empty"} {
		if !strings.Contains(flags, want) {
			t.Errorf("no flag %q in:\n%s", want, flags)
		}
	}
}

func itoa(n int) string {
	return string(rune('a'+n%26)) + string(rune('a'+n/26%26)) + string(rune('a'+n/676))
}

package source_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

func wantAll(t *testing.T, err error, code fault.Code, parts ...string) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != code {
		t.Fatalf("error = %v, want one of code %s", err, code)
	}
	for _, want := range parts {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
	if strings.Count(err.Error(), "\n") > 3 {
		t.Errorf("the error is long:\n%v", err)
	}
}

// The report of a feed over its limit leads to the first row of each kind.
func TestOverLimitLeadsToTheRows(t *testing.T) {
	dir := unpack(t, strings.NewReplacer("100%", "0%", "people.csv", `"*.csv"`).Replace(people)+`
-- in/a.csv --
ID,NHS,Name,DOB,Sex,Died
1,,Smith,09/11/1938,F,
-- in/b.csv --
ID,NHS,Name,DOB,Sex,Died
2,,Jones,10/11/1938,M,
3,,Brown,31/02/1950,1,
too,few
`)
	_, _, err := ingest(t, dir)
	wantAll(t, err, fault.Invalid, "sources/people.sql: too many rows", "people: 2 of 4 rows (50.0%, limit 0.0%)",
		"birth_date not a date, 1 row, first in b.csv:3", "expected 6 fields, found 2, 1 row, first in b.csv:4", "raise `reject_limit:`")
}

func TestUnevenFilesAreFlagged(t *testing.T) {
	dir := unpack(t, strings.ReplaceAll(people, "people.csv", `"*.csv"`)+`
-- in/a.csv --
ID,NHS,Name,DOB,Sex,Died
1,,Smith,09/11/1938,F,
-- in/b.csv --
Id,Sex,Died,Surname,DOB,NHS
2,M,,Jones,10/11/1938,
`)
	staged, db, err := ingest(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	flags := strings.Join(staged.Reports[0].Flags, "\n")
	for _, want := range []string{`column "Name" is not in 1 of 2 files, the first is b.csv`, `column "Surname" is not in 1 of 2 files, the first is a.csv`} {
		if !strings.Contains(flags, want) {
			t.Errorf("no flag %q in:\n%s", want, flags)
		}
	}
	if got := table(t, db, "SELECT local_id, sex, birth_date FROM stage_people ORDER BY 1"); strings.Join(got, " ") != "1|female|1938-11-09 2|male|1938-11-10" {
		t.Errorf("rows = %v", got)
	}
}

func parquet(t *testing.T, path, query string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open("", duck.Options{Folders: []string{filepath.Dir(path)}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("COPY (" + query + ") TO " + duck.Literal(path) + " (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
}

func TestParquetFilesMayDiffer(t *testing.T) {
	dir := unpack(t, strings.NewReplacer("people.csv", `"*.parquet"`, "format: csv", "format: parquet").Replace(people))
	parquet(t, filepath.Join(dir, "in", "a.parquet"), "SELECT 1 AS ID, NULL AS NHS, 'Smith' AS Name, '09/11/1938' AS DOB, 'F' AS Sex, NULL AS Died")
	parquet(t, filepath.Join(dir, "in", "b.parquet"), "SELECT 'x' AS more, '10/11/1938' AS DOB, 2 AS ID, NULL AS NHS, 'M' AS Sex, NULL AS Died")
	staged, db, err := ingest(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := table(t, db, "SELECT local_id, family_name, birth_date FROM stage_people ORDER BY 1"); strings.Join(got, " ") != "1|Smith|1938-11-09 2|-|1938-11-10" {
		t.Errorf("rows = %v", got)
	}
	if flags := strings.Join(staged.Reports[0].Flags, "\n"); !strings.Contains(flags, `column "Name" is not in 1 of 2 files, the first is b.parquet`) {
		t.Errorf("flags: %s", flags)
	}
	if err := os.WriteFile(filepath.Join(dir, "in", "b.parquet"), []byte("not parquet at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = ingest(t, dir)
	wantAll(t, err, fault.Invalid, "b.parquet: cannot be read as Parquet: No magic bytes", "correct `format:`")
}

func TestRowsKeepTheirNumber(t *testing.T) {
	for _, row := range []string{"'x' AS _row", "NULL AS _row", "1 AS _row", "CAST(_row AS VARCHAR) AS _row"} {
		problems := feedWith(t, "SELECT id AS local_id,\n"+row+" FROM raw")
		if len(problems) != 1 || problems[0].Line != 8 || !strings.Contains(problems[0].Reason, "_row is not the raw row's own") {
			t.Errorf("%s gave %v", row, problems)
		}
	}
}

func TestConversionsInAFeedAreExplained(t *testing.T) {
	dir := unpack(t, strings.Replace(people, "Name AS family_name", "CAST(CAST(Name AS INTEGER) AS VARCHAR) AS family_name", 1)+
		"\n-- in/people.csv --\nID,NHS,Name,DOB,Sex,Died\n1,,Smith,09/11/1938,F,\n")
	_, _, err := ingest(t, dir)
	wantAll(t, err, fault.Invalid, "sources/people.sql:10: the SELECT cannot be run: Could not convert", "write TRY_CAST")
}

// Front matter that is no YAML is one problem, not one for each key it hides.
func TestBrokenFrontMatterIsOneProblem(t *testing.T) {
	_, _, problems := load(t, unpack(t, strings.Replace(people, "file: people.csv", "file: *.csv", 1)))
	if len(problems) != 1 || problems[0].Line != 4 || !strings.Contains(problems[0].Fix, "double quotes") {
		t.Errorf("problems = %v, want the one of line 4", problems)
	}
}

func TestACancelledFeedIsNotItsFault(t *testing.T) {
	dir := unpack(t, people+"\n-- in/people.csv --\nID,NHS,Name,DOB,Sex,Died\n1,,Smith,09/11/1938,F,\n")
	ctx, cancel := context.WithCancel(context.Background())
	_, _, err := ingestWith(ctx, t, dir, func(stage string, _, _ int64) {
		if stage == "map people" {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want context canceled", err)
	}
}

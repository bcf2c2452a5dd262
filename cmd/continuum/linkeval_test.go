package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/duck"
	"continuum/link"
)

// inParquet writes what a query gives to a Parquet file of the folder.
func inParquet(t *testing.T, dir, name, query string) string {
	t.Helper()
	db, err := duck.Open("", duck.Options{Folders: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	path := filepath.Join(dir, name)
	if _, err := db.ExecContext(t.Context(), "COPY ("+query+") TO "+duck.Literal(path)+" (FORMAT parquet)"); err != nil {
		t.Fatal(err)
	}
	return path
}

func evaluated(t *testing.T, args ...string) (answer linkEvalAnswer, failure string) {
	t.Helper()
	var out, wrong bytes.Buffer
	if run(context.Background(), append([]string{"--json", "link", "evaluate"}, args...), &out, &wrong) != done {
		return answer, wrong.String()
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	return answer, ""
}

// Every file may be Parquet, with the types that a linkage writes; an integer id
// and a date are what they are in text.
func TestEvaluateParquet(t *testing.T) {
	dir := t.TempDir()
	clusters := inParquet(t, dir, "clusters.parquet", `FROM (VALUES (1, 'gp', 7), (2, 'gp', 7), (3, 'er', 8)) t(id, source, person_id)`)
	truth := inParquet(t, dir, "truth.parquet", `FROM (VALUES ('1', 'x', DATE '1938-11-09'), (' 2 ', 'x', NULL), ('3', 'x', DATE '1940-01-01')) t(id, person_id, birth_date)`)
	edges := inParquet(t, dir, "edges.PARQUET", `SELECT l AS "left", 'gp' AS left_source, r AS "right", 'gp' AS right_source, w::FLOAT AS weight, 0.99::DOUBLE AS probability, NULL::TINYINT AS name, rule, kept AS " kept", '' AS cut
		FROM (VALUES ('1', '2', 12.5, 'phone', true), ('2', '3', 3.25, 'given name, "town"', false)) t(l, r, w, rule, kept)`)
	got, failure := evaluated(t, clusters, "--truth", truth, "--edges", edges, "--by", "Birth_Date")
	if failure != "" {
		t.Fatal(failure)
	}
	if got.Records != 3 || got.TruePairs != 3 || got.Right != 1 {
		t.Errorf("%+v", got.Evaluation)
	}
	want := &link.PairEvaluation{
		Pairs: 2, Right: 2, BlockingRecall: 2.0 / 3, Reachable: 1,
		All:   link.Score{Precision: 1, Recall: 2.0 / 3, F1: 0.8},
		Kept:  &link.Score{Precision: 1, Recall: 1.0 / 3, F1: 0.5},
		Best:  &link.BestThreshold{Column: "weight", Threshold: 3.25, Pairs: 2, Score: link.Score{Precision: 1, Recall: 2.0 / 3, F1: 0.8}},
		Rules: []link.RuleEvaluation{{Rule: `given name, "town"`, Pairs: 1, Right: 1, Precision: 1}, {Rule: "phone", Pairs: 1, Right: 1, Precision: 1}},
	}
	if diff := cmp.Diff(want, got.Edges); diff != "" {
		t.Error(diff)
	}
	var groups []string
	for _, g := range got.Groups[0].Groups {
		groups = append(groups, g.Value)
	}
	if diff := cmp.Diff([]string{"", "1930s", "1940s"}, groups); diff != "" {
		t.Error(diff)
	}
}

// A long file is read in parts, each row once and with its number.
func TestEvaluateLongParquet(t *testing.T) {
	path := inParquet(t, t.TempDir(), "long.parquet", `SELECT i AS id, i // 2 AS person_id, CASE WHEN i % 3 = 0 THEN 'f' ELSE 'm' END AS sex FROM range(1100000) t(i)`)
	next := int64(1)
	err := eachChosen(t.Context(), path, func(header []string) ([]int, error) {
		return []int{slices.Index(header, "person_id"), -1, slices.Index(header, "id")}, nil
	}, func(cells [][]byte, line int64) error {
		if line != next || string(cells[2]) != strconv.FormatInt(line-1, 10) || string(cells[0]) != strconv.FormatInt((line-1)/2, 10) || len(cells[1]) > 0 {
			t.Fatalf("row %d (%d): %q", line, next, cells)
		}
		next++
		return nil
	})
	if err != nil || next != 1100001 {
		t.Errorf("%d rows, %v", next-1, err)
	}
}

func TestEvaluateParquetRefuses(t *testing.T) {
	dir := t.TempDir()
	clusters := inParquet(t, dir, "clusters.parquet", `FROM (VALUES ('1', 'a'), ('2', 'b')) t(id, person_id)`)
	twice := inParquet(t, dir, "twice.parquet", `FROM (VALUES ('1', 'a'), ('1', 'b')) t(id, person_id)`)
	text := filepath.Join(dir, "text.parquet")
	if err := os.WriteFile(text, []byte("id,person_id\n1,a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		twice: `twice.parquet:2: column "id": the id occurs twice (also on line 1) (found "1")`,
		text:  "text.parquet: is not a Parquet file; name a Parquet file; one of another kind needs its own ending, such as .csv",
	} {
		if _, failure := evaluated(t, clusters, "--truth", file); !strings.Contains(failure, want) {
			t.Errorf("%s, want %s", failure, want)
		}
	}
}

// TestLongTexts refuses a text that no line of CSV could hold, unless nothing asks
// for its column.
func TestLongTexts(t *testing.T) {
	dir := t.TempDir()
	path := inParquet(t, dir, "people.parquet", `SELECT i AS id, 'Mary' || i AS given_name, 'Smith' AS family_name, '1938-11-09' AS birth_date, repeat('x', 2000000) AS notes FROM range(20) t(i)`)
	config := filepath.Join(dir, "link.yaml")
	if err := os.WriteFile(config, []byte("fields:\n  given_name: {columns: [given_name]}\n  birth_date: {columns: [birth_date]}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := refused(t, "link", path, "--id", "id", "--out", filepath.Join(dir, "no")); !strings.Contains(said, `people.parquet:1: column "notes": the text is longer than 1 MiB; shorten it, or leave the column out`) {
		t.Error(said)
	}
	if said := linked(t, "link", path, "--id", "id", "--config", config, "--out", filepath.Join(dir, "who")); !strings.HasPrefix(said, "20 records are ") {
		t.Error(said)
	}
}

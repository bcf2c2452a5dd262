package source_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/place"
	"continuum/source"
)

// feedWith is a place whose one feed is this SELECT; its SQL begins on line 7.
func feedWith(t *testing.T, query string) []place.Problem {
	t.Helper()
	dir := unpack(t, `
-- place/codes/kind.csv --
code,name,source,valid_from,valid_to
1,One,test,2020-01-01,
-- place/sources/people.sql --
-- feed: people
-- title: People
-- partner: clinic
-- file: people.csv
-- format: csv
-- table: registration
`+query+"\n")
	p, feeds, problems := load(t, dir)
	more, err := source.CheckSQL(context.Background(), p, feeds)
	if err != nil {
		t.Fatal(err)
	}
	return append(problems, more...)
}

func TestFeedsReadTheirOwnRowsOnly(t *testing.T) {
	for _, c := range []struct{ query, line, word string }{
		{"SELECT _row, id AS local_id FROM raw,\n read_csv('/etc/passwd')", "8", "read_csv"},
		{"SELECT _row, id AS local_id, (SELECT max(content)\nFROM read_text('/etc/hostname')) AS title FROM raw", "8", "read_text"},
		{"SELECT _row, id AS local_id FROM raw, '/etc/passwd'", "7", "/etc/passwd"},
		{"SELECT _row, id AS local_id FROM raw, 'code_x.csv'", "7", "code_x.csv"},
		{"SELECT _row, id AS local_id FROM raw, glob('/*')", "7", "glob"},
		{"SELECT _row, id AS local_id FROM raw, query('SELECT 1')", "7", "query"},
		{"SELECT _row, id AS local_id FROM raw, query_table('reject')", "7", "query_table"},
		{"SELECT _row, id AS local_id FROM raw, duckdb_settings()", "7", "duckdb_settings"},
		{"SELECT _row, id AS local_id FROM raw, pg_catalog.pg_class", "7", "pg_class"},
		{"SELECT _row, id AS local_id FROM raw, information_schema.tables", "7", "tables"},
		{"SELECT _row, id AS local_id FROM raw, reject", "7", "reject"},
		{"SELECT _row, id AS local_id FROM raw, stage_people", "7", "stage_people"},
		{"SELECT _row, id AS local_id FROM raw, memory.main.raw_0", "7", "raw_0"},
		{"SELECT _row, id AS local_id FROM raw WHERE id IN (SELECT name FROM duckdb_views)", "7", "duckdb_views"},
		{"WITH duckdb_settings AS (SELECT * FROM duckdb_settings) SELECT _row, id AS local_id FROM raw", "7", "duckdb_settings"},
		{"WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT _row, id AS local_id FROM raw", "7", "b"},
		{"WITH RECURSIVE reject AS (SELECT source FROM reject UNION ALL SELECT source FROM reject) SELECT _row, id AS local_id FROM raw", "7", "reject"},
		{"SELECT _row, id AS local_id FROM raw, (SELECT 1 FROM (WITH reject AS (SELECT 1) SELECT 1)), reject", "7", "reject"},
		{"SELECT _row, id AS local_id FROM raw, (DESCRIBE raw)", "7", "SHOW_REF"},
		{"SELECT _row, id AS local_id FROM raw, range(100)", "7", "range"},
		{"SELECT _row, id AS local_id,\n\n current_setting('threads') AS title FROM raw", "9", "current_setting"},
		{"SELECT _row, id AS local_id, getvariable('x') AS title FROM raw", "7", "getvariable"},
		{"SELECT _row, id AS local_id, json_serialize_plan('SELECT 1')::VARCHAR AS title FROM raw", "7", "json_serialize_plan"},
		{"SELECT _row, id AS local_id, nextval('s')::VARCHAR AS title FROM raw", "7", "nextval"},
		{"SELECT _row, id AS local_id, write_log('x') AS title FROM raw", "7", "write_log"},
		{"SELECT _row, id AS local_id, pg_get_viewdef(1) AS title FROM raw", "7", "pg_get_viewdef"},
		{"SELECT _row, id AS local_id, NOW()::VARCHAR AS title FROM raw", "7", "now"},
		{"SELECT _row, id AS local_id, current_date::VARCHAR AS title FROM raw", "7", "current_date"},
		{"SELECT _row, id AS local_id, CURRENT_TIMESTAMP::VARCHAR AS title FROM raw", "7", "current_timestamp"},
		{"SELECT _row, id AS local_id, random()::VARCHAR AS title FROM raw", "7", "random"},
		{"SELECT _row, id AS local_id, uuid()::VARCHAR AS title FROM raw", "7", "uuid"},
		{"SELECT _row, id AS local_id FROM raw USING SAMPLE 10%", "7", "SAMPLE"},
		{"SELECT _row, id AS local_id FROM raw TABLESAMPLE 10%", "7", "SAMPLE"},
	} {
		problems := feedWith(t, c.query)
		if len(problems) != 1 || !strings.HasPrefix(strings.ToLower(problems[0].String()), "sources/people.sql:"+c.line+": ") || !strings.EqualFold(problems[0].Value, c.word) {
			t.Errorf("%s\ngave %v, want line %s and %s", c.query, problems, c.line, c.word)
		}
	}
}

func TestAFeedIsOneSelect(t *testing.T) {
	out := filepath.Join(t.TempDir(), "written")
	for _, query := range []string{
		"COPY (SELECT 1) TO '" + out + "'",
		"SELECT _row, id AS local_id FROM raw; COPY (SELECT 1) TO '" + out + "'",
		"SELECT _row, id AS local_id FROM raw); COPY (SELECT 1) TO '" + out + "'; SELECT (1",
		"SELECT _row, id AS local_id FROM raw; SELECT 1",
		"ATTACH '" + out + "'",
		"INSTALL httpfs",
		"LOAD httpfs",
		"SET threads = 1",
		"PRAGMA database_list",
		"CALL duckdb_settings()",
		"DROP TABLE reject",
		"SELECT _row, id AS local_id FROM raw /* never closed",
	} {
		if problems := feedWith(t, query); len(problems) != 1 || problems[0].Line != 7 {
			t.Errorf("%s\ngave %v, want one problem on line 7", query, problems)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a feed wrote a file")
	}
}

func TestWhatFeedsMayDo(t *testing.T) {
	for _, query := range []string{
		"SELECT _row, id AS local_id, upper(trim(a)) || lpad(b, 3, '0') AS title FROM raw",
		"SELECT min(_row) AS _row, id AS local_id, max(a) AS title FROM raw GROUP BY id",
		"SELECT _row, r.id AS local_id, k.name AS title FROM raw r LEFT JOIN code_kind k ON k.code = r.kind",
		"WITH raw AS (SELECT * FROM raw WHERE a = 'x'), b AS (SELECT * FROM raw) SELECT _row, id AS local_id FROM b",
		"WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT _row, id AS local_id FROM raw, n WHERE i = 1",
		"SELECT _row, id AS local_id, word AS title FROM raw, unnest(string_split(a, ' ')) AS t(word)",
		"SELECT _row, id AS local_id, unnest([a, b]) AS title FROM raw",
		"SELECT _row, id AS local_id FROM raw QUALIFY row_number() OVER (PARTITION BY id ORDER BY _row) = 1",
		"SELECT _row, id AS local_id FROM raw WHERE a = 'x' UNION ALL SELECT _row, id FROM raw WHERE a <> 'x'",
		"SELECT _row, id AS local_id, nullif(split_part(a, ' ', 1), '') AS title, nhs_digits(n) AS nhs_number FROM raw",
		"SELECT _row, id AS local_id, strftime(try_strptime(d, '%d/%m/%Y'), '%Y-%m-%d') AS birth_date FROM raw",
		"SELECT _row, id AS local_id, list_aggregate(list_sort([a, b]), 'string_agg', ' ') AS title FROM raw",
		"SELECT _row, id AS local_id, CASE WHEN regexp_matches(a, '^x') THEN replace(a, 'x', '') ELSE coalesce(b, 'y') END AS title FROM raw",
		"SELECT _row, id AS local_id, raw.current_date AS birth_date FROM raw",
		"SELECT _row, v.id AS local_id FROM raw JOIN (VALUES ('1')) v(id) ON v.id = raw.x -- the end",
	} {
		if problems := feedWith(t, query); len(problems) > 0 {
			t.Errorf("%s\ngave %v", query, problems)
		}
	}
}

package splink

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

func shortModel(t testing.TB) *Model {
	t.Helper()
	m, err := Parse("short.json", readFile(t, "testdata/short.json"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParseReadsTheShorterForm(t *testing.T) {
	want := &Model{
		Prior: 0.01, Convergence: 0.0001, Iterations: 25,
		Rules: []Rule{{SQL: "l.name=r.name"}},
		Comparisons: []Comparison{{Name: "name", Levels: []Level{
			{SQL: "l.name is null or r.name is null", Null: true},
			{SQL: "l.name=r.name", M: 0.9, U: 0.25, TFColumn: "name", TFWeight: 1},
			{SQL: "ELSE", M: 0.1, U: 0.75},
		}}},
	}
	if diff := cmp.Diff(want, shortModel(t)); diff != "" {
		t.Error(diff)
	}
}

func TestParseReadsWhatSplinkSaves(t *testing.T) {
	m := peopleModel(t)
	if m.LinkType != DedupeOnly || m.UniqueID != "unique_id" || m.Prior != 0.05 || m.Convergence != 0.001 || m.Iterations != 30 {
		t.Errorf("settings: %+v", m)
	}
	want := Kept{
		"retain_matching_columns": "true", "retain_intermediate_calculation_columns": "false", "additional_columns_to_retain": `["source"]`,
		"sql_dialect": `"duckdb"`, "linker_uid": "null", "bayes_factor_column_prefix": `"bf_"`, "source_dataset_column_name": `"source"`,
	}
	if diff := cmp.Diff(want, m.Kept); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Rule{SQL: "l.first_name = r.surname AND r.first_name = l.surname", Kept: Kept{"sql_dialect": `"duckdb"`, "salting_partitions": "4"}}, m.Rules[1]); diff != "" {
		t.Error(diff)
	}
	level := Level{
		SQL: `jaro_winkler_similarity("first_name_l", "first_name_r") >= 0.88`, Label: "Jaro-Winkler >= 0.88", M: 0.2, U: 0.01,
		TFColumn: "first_name", TFWeight: 0.5, TFFloor: 0.2,
	}
	if diff := cmp.Diff(level, m.Comparisons[0].Levels[2]); diff != "" {
		t.Error(diff)
	}
	if l := m.Comparisons[1].Levels; !l[1].TFOwnBaseline || l[2].TFColumn != "" || l[2].TFWeight != 0 {
		t.Errorf("frequency settings: %+v", l)
	}
}

func TestComparisonsAreNamedAfterTheirColumns(t *testing.T) {
	m, err := Parse("m.json", []byte(`{"comparisons": [
		{"comparison_levels": [{"sql_condition": "lower(city_l) = lower(city_r)"}, {"sql_condition": "ELSE"}]},
		{"comparison_levels": [{"sql_condition": "lat_l = lat_r and long_l = long_r"}, {"sql_condition": "ELSE"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := m.Comparisons[0].Name, m.Comparisons[1].Name; a != "city" || b != "custom_lat_long" {
		t.Errorf("%s, %s", a, b)
	}
}

// TestFaults changes one place of a sound model at a time.
func TestFaults(t *testing.T) {
	sound := string(readFile(t, "testdata/short.json"))
	for _, c := range []struct{ old, new, want string }{
		{sound, "", "m.json:1: not a JSON file: "},
		{sound, "[]", `m.json:1: a JSON object is needed here (found "a list")`},
		{sound, sound + "{}", "something follows the model"},
		{`"true_pairs": 3`, `"true_pairs": 3, "true_pairs": 4`, "m.json:3: not a JSON file: "},
		{`"true_pairs": 3`, `"deterministic": true`, `m.json:3: column "deterministic": a setting that is not known and might change the result (found "deterministic"); remove it, or mend its name`},
		{`"true_pairs": 3`, `"link_type": "link"`, `m.json:3: column "link_type": not a kind of linkage (found "link"); write dedupe_only, link_only or link_and_dedupe`},
		{`"true_pairs": 3`, `"link_type": 3`, `m.json:3: column "link_type": a text is needed here (found "3")`},
		{`"true_pairs": 3`, `"max_iterations": 2.5`, `column "max_iterations": a whole number is needed here (found "2.5")`},
		{`"true_pairs": 3`, `"max_iterations": -1`, `column "max_iterations": less than none`},
		{`"true_pairs": 3`, `"em_convergence": 7`, `column "em_convergence": not a change at which training can stop`},
		{`0.01`, `1`, `m.json:2: column "probability_two_random_records_match": not a chance between 0 and 1, both excluded (found "1")`},
		{`0.01`, `"x"`, `a number is needed here (found "x")`},
		{`["l.name=r.name"]`, `"l.name=r.name"`, `m.json:4: column "blocking_rules": a list is needed here, of at most 1000`},
		{`"l.name=r.name"]`, `"l.name=r.name", "name(l)"]`, `m.json:4: column "blocking_rules[1]": the function is not supported at character 1 (found "name")`},
		{`["l.name=r.name"]`, `[{"blocking_rule": "l.name=r.name", "arrays_to_explode": ["name"]}]`, `column "blocking_rules[0].arrays_to_explode": blocking on the elements of a list is not supported`},
		{`["l.name=r.name"]`, `[{"blocking_rule": "l.name=r.name", "chunks": 2}]`, `column "blocking_rules[0].chunks": a setting that is not known`},
		{`["l.name=r.name"]`, `[], "blocking_rules_to_generate_predictions": []`, `a setting under two of its names (found "blocking_rules_to_generate_predictions")`},
		{`"gamma": 1`, `"gamma": 2`, `m.json:8: column "comparisons[0].levels[1].gamma": not the number that the order of the levels gives, which is 1 (found "2")`},
		{`"name": "name", `, `"name": "", `, ``},
		{`"u": 0.25`, `"u": 0`, `m.json:8: column "comparisons[0].levels[1].u": not a chance between 1e-300 and 1 (found "0")`},
		{`"u": 0.25`, `"u": 1.5`, `m.json:8: column "comparisons[0].levels[1].u": not a chance between 1e-300 and 1 (found "1.5")`},
		{`"u": 0.25`, `"u": 1e999`, `a number is needed here (found "1e999")`},
		{`"tf_weight": 1`, `"tf_weight": -1`, `column "comparisons[0].levels[1].tf_weight": not a share of the adjustment`},
		{`"tf_weight": 1`, `"tf_minimum_u_value": 2`, `column "comparisons[0].levels[1].tf_minimum_u_value": not a frequency`},
		{`"tf_column": "name"`, `"tf_column": "surname"`, `m.json:8: column "comparisons[0].levels[1].tf_column": the comparison has no level of plain equality on this column, whose u a frequency replaces (found "surname"); add one, or set disable_tf_exact_match_detection`},
		{`"tf_column": "name"`, `"tf_table": "name"`, `column "comparisons[0].levels[1].tf_table": a setting that is not known`},
		{`"condition": "ELSE"`, `"condition": "l.name <> r.name"`, `m.json:9: column "comparisons[0].levels[2].condition": the last level, and no other, must be ELSE and not a null level`},
		{`"condition": "l.name=r.name"`, `"condition": "else"`, `m.json:8: column "comparisons[0].levels[1].condition": the last level, and no other, must be ELSE`},
		{`"condition": "l.name=r.name"`, `"condition": "l.name=name"`, `m.json:8: column "comparisons[0].levels[1].condition": a column that is of neither record at character 8 (found "name")`},
		{`"comparisons": [`, `"comparisons": [{"name": "name", "levels": [{"condition": "l.a=r.a"}, {"condition": "ELSE"}]}, `, `column "comparisons[1].name": a comparison needs a name of its own (found "name")`},
		{`"comparisons": [`, `"comparisons": [{"name": "a", "levels": [{"condition": "ELSE"}]}, `, `column "comparisons[0].levels": one level alone has no starting m and u`},
		{`"comparisons": [`, `"comparisons": [{"name": "a", "levels": []}, `, `column "comparisons[0].levels": no level, or too many`},
		{`"comparisons": [`, `"comparisons": [3, `, `column "comparisons[0]": a JSON object is needed here (found "3")`},
		{`"comparisons": [`, `"comparisons": [], "other": [`, `a setting that is not known`},
		{`"true_pairs": 3`, `"true_pairs": ` + strings.Repeat("[", 100), "nested too deep"},
		{`"true_pairs": 3`, `"additional_columns_to_retain": [` + strings.Repeat("1,", 300_000) + "1]", "too much for a model"},
		{sound, strings.Repeat(" ", maxFile+1), "too large for a model"},
	} {
		_, err := Parse("m.json", []byte(strings.Replace(sound, c.old, c.new, 1)))
		if c.want == "" && err == nil {
			continue
		}
		if err == nil || c.want == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60s: %.60s\ngot  %v\nwant %s", c.old, c.new, err, c.want)
		}
	}
}

func TestJSONIsWhatSplinkReads(t *testing.T) {
	for _, name := range []string{"people", "short"} {
		m, err := Parse(name, readFile(t, "testdata/"+name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.JSON()
		if err != nil {
			t.Fatal(err)
		}
		golden := "testdata/" + name + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(readFile(t, golden)), string(got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestJSONRefusesAnUnsoundModel(t *testing.T) {
	m := shortModel(t)
	m.Comparisons[0].Levels[1].SQL = "rm(l.name)"
	if _, err := m.JSON(); err == nil || !strings.Contains(err.Error(), `column "comparisons[0].comparison_levels[1].sql_condition": the function is not supported`) {
		t.Errorf("%v", err)
	}
}

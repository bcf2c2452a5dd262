package warehouse

import (
	"fmt"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/source"
)

// AnalysisTable is a table that queries about many people may read.
type AnalysisTable struct {
	Name    string
	Columns []AnalysisColumn
	People  bool // each row is of one person, by person_id

	other bool // rows name another person, by other_person_id
}

// AnalysisColumn is one of its columns, with the engine's type.
type AnalysisColumn struct{ Name, Type string }

// Identifying columns of canonical tables, which no analysis meets.
var identifying = []string{
	"local_id", "nhs_number", "title", "given_name", "middle_name", "family_name", "postcode", "address", "phone", "email",
	"other_local_id", "other_name", "other_phone",
}

// AnalysisTables are the tables of a build that queries about many people may read:
// the person, the canonical tables without what identifies somebody, and the partners.
func AnalysisTables() []AnalysisTable { return analysisTables() }

func analysisTables() []AnalysisTable {
	out := []AnalysisTable{
		{
			Name: "person", People: true,
			Columns: []AnalysisColumn{
				{"person_id", "VARCHAR"},
				{"birth_date", "DATE"},
				{"death_date", "DATE"},
				{"sex", "VARCHAR"},
				{"ethnicity", "VARCHAR"},
				{"lsoa", "VARCHAR"},
				{"imd_decile", "BIGINT"},
				{"gp_practice", "VARCHAR"},
			},
		},
		{Name: "partner", Columns: []AnalysisColumn{{"id", "VARCHAR"}, {"name", "VARCHAR"}, {"sector", "VARCHAR"}, {"ods", "VARCHAR"}}},
	}
	for _, t := range source.Tables {
		out = append(out, analysisTable(t))
	}
	return out
}

func analysisTable(t source.Table) AnalysisTable {
	a := AnalysisTable{Name: t.Name, People: t.Person}
	if t.Person {
		a.Columns = append(a.Columns, AnalysisColumn{"person_id", "VARCHAR"})
	}
	if column, _ := relation(t); column != "" {
		a.other = true
		a.Columns = append(a.Columns, AnalysisColumn{"other_person_id", "VARCHAR"})
	}
	if t.Person {
		a.Columns = append(a.Columns, AnalysisColumn{"source", "VARCHAR"}, AnalysisColumn{"feed", "VARCHAR"})
	}
	for _, c := range t.Columns {
		if !t.Person || !slices.Contains(identifying, c.Name) {
			a.Columns = append(a.Columns, AnalysisColumn{c.Name, c.Type.SQLType()})
		}
	}
	return a
}

// view is the table as queries read it: without who is hidden, and without saying who
// somebody around another is where that one is hidden.
func (t AnalysisTable) view(hides bool) string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = duck.Ident(c.Name)
		if hides && t.other && c.Name == "other_person_id" {
			columns[i] = "CASE WHEN other_person_id NOT IN (SELECT person_id FROM hidden) THEN other_person_id END AS other_person_id"
		}
	}
	where := ""
	if hides && t.People {
		where = " WHERE person_id NOT IN (SELECT person_id FROM hidden)"
	}
	return fmt.Sprintf("CREATE VIEW %s AS SELECT %s FROM build.%s%s", duck.Ident(t.Name), strings.Join(columns, ", "), duck.Ident(t.Name), where)
}

// empty is the table without rows, for judging queries where there is no build.
func (t AnalysisTable) empty() string {
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = duck.Ident(c.Name) + " " + c.Type
	}
	return fmt.Sprintf("CREATE TABLE %s (%s)", duck.Ident(t.Name), strings.Join(columns, ", "))
}

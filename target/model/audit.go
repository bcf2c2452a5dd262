package model

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/place"
)

// Groups are the kinds of groups for each of which a model is judged apart,
// whether or not it knows them.
var Groups = []string{"deprivation", "sex", "ethnicity", "age"}

// audit tells of each person of a population which groups they belong to, one slice
// for each of Groups; "" where it is not known. It sees the whole build, for a group
// is no forecast.
func (m *Models) audit(ctx context.Context, f *Facts, people []string, index time.Time) ([][]string, error) {
	s, err := f.session(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	defer s.close()
	rows := map[string]int{}
	for i, id := range people {
		rows[id] = i
	}
	out := make([][]string, len(Groups))
	for g := range out {
		out[g] = make([]string, len(people))
	}
	names := ethnicities(f.Place)
	query := fmt.Sprintf("SELECT person_id, sex, ethnicity, CAST(imd_decile AS DOUBLE), CAST(date_sub('year', birth_date, %s) AS DOUBLE) FROM person", date(index))
	err = s.each(ctx, query, func(v []driver.Value) {
		i, ok := rows[text(v[0])]
		if !ok {
			return
		}
		if decile, known := v[3].(float64); known && decile >= 1 && decile <= 10 {
			out[0][i] = fifths[(int(decile)-1)/2]
		}
		if sex := text(v[1]); sex != "unknown" {
			out[1][i] = sex
		}
		out[2][i] = names(text(v[2]))
		if age, known := v[4].(float64); known && age >= 0 {
			out[3][i] = ageBand(int(age))
		}
	})
	return out, fault.Wrap(err, "reading the groups that people belong to")
}

var fifths = [5]string{"1 (most deprived)", "2", "3", "4", "5 (least deprived)"}

func ageBand(age int) string {
	switch {
	case age < 18:
		return "0 to 17"
	case age < 40:
		return "18 to 39"
	case age < 65:
		return "40 to 64"
	case age < 75:
		return "65 to 74"
	case age < 85:
		return "75 to 84"
	}
	return "85 and over"
}

// ethnicities gives the name of an ethnic category by the place's code list
// ethnicity.csv, the code itself where there is none.
func ethnicities(p *place.Place) func(code string) string {
	names := map[string]string{}
	if p != nil {
		for _, t := range p.Codes {
			for i := range t.Rows {
				if t.Name == "ethnicity" && t.Cell(i, "name") != "" {
					names[t.Cell(i, "code")] = t.Cell(i, "name")
				}
			}
		}
	}
	return func(code string) string {
		if name := names[code]; name != "" {
			return name
		}
		return code
	}
}

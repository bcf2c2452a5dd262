package source

import "continuum/place"

// Labels name coded values for people to read: feed -> canonical column -> code -> name.
type Labels map[string]map[string]map[string]string

// Name gives the name of a code, or the code itself where no list names it.
func (l Labels) Name(feed, column, code string) string {
	if name := l[feed][column][code]; name != "" {
		return name
	}
	return code
}

// LabelsOf gathers the names from the code lists that feeds declare in codes: and labels:.
func LabelsOf(p *place.Place, feeds []Feed) Labels {
	lists := map[string]map[string]string{}
	for _, t := range p.Codes {
		names := map[string]string{}
		for row := range t.Rows {
			names[t.Cell(row, "code")] = t.Cell(row, "name")
		}
		lists[t.Name] = names
	}
	out := Labels{}
	for _, f := range feeds {
		columns := map[string]map[string]string{}
		for column, list := range f.Codes {
			columns[column] = lists[list]
		}
		for column, list := range f.Labels {
			columns[column] = lists[list]
		}
		if len(columns) > 0 {
			out[f.Name] = columns
		}
	}
	return out
}

package main

import "strings"

// parameter is one SearchParameter.
type parameter struct {
	URL        string   `json:"url"`
	Code       string   `json:"code"`
	Base       []string `json:"base"`
	Type       string   `json:"type"`
	Expression string   `json:"expression"`
	Target     []string `json:"target"`
	Component  []struct {
		Definition string `json:"definition"`
		Expression string `json:"expression"`
	} `json:"component"`
}

func writeSearch(from, to string) error {
	all, err := readLines[parameter](from, "search-parameters.jsonl.gz")
	if err != nil {
		return err
	}
	t := newTable("Search parameters (SearchParameter)", "id, code, kind, types, expression, targets, components (id=expression; ...)")
	for _, p := range all {
		if isAdded(p.Expression) {
			continue
		}
		var components []string
		for _, c := range p.Component {
			components = append(components, short(c.Definition, parameters)+"="+line(c.Expression))
		}
		t.row(short(p.URL, parameters), p.Code, p.Type, strings.Join(p.Base, " "), p.Expression,
			strings.Join(p.Target, " "), strings.Join(components, "; "))
	}
	return t.save(to, "search.tsv")
}

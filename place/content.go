package place

import (
	"bytes"
	"path"
	"strings"
)

// take checks one file as far as every place agrees on its form, and keeps the
// tables. What a file says is judged by the package that reads it.
func (p *Place) take(f File) []Problem {
	if f.Name == "place.yaml" {
		return nil // see describe
	}
	switch path.Ext(f.Name) {
	case ".yaml":
		var whatever any
		return Decode(f.Name, f.Data, &whatever)
	case ".sql":
		_, _, _, problems := FrontMatter(f.Name, f.Data)
		return problems
	case ".csv":
		return p.takeTable(f)
	}
	if len(bytes.TrimSpace(f.Data)) == 0 {
		return []Problem{{File: f.Name, Reason: "the file is empty", Fix: "fill it or remove it"}}
	}
	return checkText(f.Name, f.Data)
}

func (p *Place) takeTable(f File) []Problem {
	if strings.HasPrefix(f.Name, "instruments/") {
		_, problems := ReadTable(f)
		return problems
	}
	table, problems := readTable(f)
	s := &sheet{Table: table, problems: problems}
	if strings.HasPrefix(f.Name, "prices/") {
		s.checkPrices()
		p.Prices = append(p.Prices, table)
	} else {
		s.checkCodes()
		p.Codes = append(p.Codes, table)
	}
	return s.problems
}

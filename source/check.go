package source

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"continuum/place"
	"continuum/source/extract"
)

var formats = []string{"csv", "parquet", "xlsx", "fhir"}

var encodings = []string{"utf-8", "latin-1", "utf-16"}

func read(file place.File) (Feed, []place.Problem) {
	f := Feed{}
	body, line, problems := place.DecodeSQL(file.Name, file.Data, &f)
	lead := len(body) - len(strings.TrimLeft(body, " \t\r\n"))
	f.Path, f.At.File, f.BodyLine = file.Name, file.Name, line+strings.Count(body[:lead], "\n")
	f.SQL = strings.TrimRight(body[lead:], "; \r\n\t")
	return f, problems
}

// check judges the front matter; the SELECT is judged by CheckSQL.
func (f Feed) check(p *place.Place) []place.Problem {
	var out []place.Problem
	bad := func(key, value, reason, fix string) {
		out = append(out, f.At.Problem(key, value, reason, fix))
	}
	f.checkNames(p, bad)
	f.checkLayout(bad)
	f.checkRules(p, bad)
	if f.SQL == "" {
		bad("table", "", "the feed has no SELECT", "write one SELECT over the table raw below the front matter")
	}
	return out
}

type complain func(key, value, reason, fix string)

func (f Feed) checkNames(p *place.Place, bad complain) {
	if want := strings.TrimSuffix(filepath.Base(f.Path), ".sql"); f.Name != want {
		bad("feed", f.Name, "the feed's name differs from its file's name", "write `feed: "+want+"`")
	}
	if f.Title == "" {
		bad("title", "", "the feed has no title", "say in a few words what it holds")
	}
	if _, ok := p.Partner(f.Partner); !ok {
		bad("partner", f.Partner, "no such partner in place.yaml", place.Suggest(f.Partner, p.PartnerIDs()))
	}
	if _, ok := TableNamed(f.Table); !ok {
		bad("table", f.Table, "no such canonical table", place.Suggest(f.Table, TableNames()))
	}
	if f.Files == "" || filepath.IsAbs(f.Files) || !filepath.IsLocal(f.Files) {
		bad("file", f.Files, "the file pattern must lie inside the extracts folder", "write it relative, such as acute/admitted_*.csv.gz")
	}
}

func (f Feed) checkLayout(bad complain) {
	if !slices.Contains(formats, f.Format) {
		bad("format", f.Format, "unknown format", place.Suggest(f.Format, formats))
	}
	if f.Encoding != "" && !slices.Contains(encodings, f.Encoding) {
		bad("encoding", f.Encoding, "unknown encoding", place.Suggest(f.Encoding, encodings))
	}
	if len([]rune(f.Delim)) > 1 {
		bad("delimiter", f.Delim, "the delimiter must be one character", `write for example delimiter: ";" (a tab is "\t")`)
	}
	if (f.Format == "fhir") != (f.Resource != "") || (f.Format == "fhir") != (len(f.Columns) > 0) {
		bad("resource", f.Resource, "a FHIR feed names one resource type and its columns; other feeds name neither", "")
	}
	for name, path := range f.Columns {
		if _, err := extract.ParsePath(path); err != nil {
			bad("columns."+name, path, err.Error(), "")
		}
	}
}

func (f Feed) checkRules(p *place.Place, bad complain) {
	t := f.target()
	known := func(key, column string) {
		if _, ok := t.Column(column); !ok && t.Name != "" {
			bad(key, column, "table "+t.Name+" has no such column", place.Suggest(column, t.Names()))
		}
	}
	for key, lists := range map[string]map[string]string{"codes.": f.Codes, "labels.": f.Labels} {
		for column, list := range lists {
			known(key+column, column)
			if _, ok := p.File("codes/" + list + ".csv"); !ok {
				bad(key+column, list, "there is no codes/"+list+".csv", place.Suggest(list, tableNames(p.Codes)))
			}
		}
	}
	for i, column := range f.Blank {
		key := fmt.Sprintf("blank[%d]", i)
		known(key, column)
		if c, _ := t.Column(column); c.Required {
			bad(key, column, "the column is required, so a row without it cannot be kept", "take it off the list")
		}
	}
	if _, err := percent(f.Limit); err != nil {
		bad("reject_limit", f.Limit, "not a share of rows", "write it as a percentage, such as 2%")
	}
	f.checkPeriod(known, bad)
}

func (f Feed) checkPeriod(known func(key, column string), bad complain) {
	if f.Period == (Period{}) {
		return
	}
	known("period.column", f.Period.Column)
	from, okFrom := isoDate(f.Period.From)
	to, okTo := isoDate(f.Period.To)
	if !okFrom || !okTo || to.Before(from) {
		bad("period", f.Period.From+" to "+f.Period.To, "not a period", "write from and to as yyyy-mm-dd, from not after to")
	}
}

func tableNames(tables []place.Table) []string {
	out := make([]string, len(tables))
	for i, t := range tables {
		out[i] = t.Name
	}
	return out
}

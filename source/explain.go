package source

// Origin is one feed that fills a canonical table.
type Origin struct {
	Feed    string   `json:"feed"`
	Title   string   `json:"title"`
	Partner string   `json:"partner"`
	Files   string   `json:"files"`
	Format  string   `json:"format"`
	Path    string   `json:"path"`
	Rules   []string `json:"rules"` // what would quarantine or blank a row
}

// Origins says what feeds a canonical table; CheckSQL must have judged the feeds.
func Origins(table string, feeds []Feed) []Origin {
	out := []Origin{}
	for _, f := range feeds {
		if f.Table != table {
			continue
		}
		o := Origin{Feed: f.Name, Title: f.Title, Partner: f.Partner, Files: f.Files, Format: f.Format, Path: f.Path}
		m := mapping{feed: f, table: f.target(), types: f.gives}
		for _, r := range append(m.converted(), m.judged()...) {
			action := "quarantines the row"
			if f.blanks(r.column) {
				action = "blanks the value"
			}
			o.Rules = append(o.Rules, r.message()+" "+action)
		}
		out = append(out, o)
	}
	return out
}

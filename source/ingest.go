package source

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"

	"golang.org/x/sync/errgroup"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/progress"
	"continuum/place"
	"continuum/source/extract"
)

// Ingest reads a place's feeds into staging tables of a scratch database.
type Ingest struct {
	DB       *sql.DB // scratch; tables stage_<feed> and reject are made in it
	Place    *place.Place
	Feeds    []Feed
	From     string // extracts folder
	Progress progress.Func

	// Suppressed tells of a partner's id of a person whether nothing of them may be
	// kept; nil for nobody.
	Suppressed func(partner, localID string) bool
}

// Staged is what an ingest leaves: a staging table for each feed, what each was
// made of and how good it is, in the order of the feeds.
type Staged struct {
	Feeds   []Feed
	Reports []Report
	Inputs  [][]Input // per feed
}

// Rows is how many rows were staged for a canonical table.
func (s *Staged) Rows(table string) int64 {
	var n int64
	for i, f := range s.Feeds {
		if f.Table == table {
			n += s.Reports[i].Rows
		}
	}
	return n
}

// Sound is the SQL of a feed's sound rows: source, feed, _row and every column of
// its canonical table, NULL where the feed does not give it.
func (s *Staged) Sound(feed int) string {
	f, given := s.Feeds[feed], map[string]bool{}
	for _, field := range s.Reports[feed].Fields {
		given[field.Column] = true
	}
	list := []string{duck.Literal(f.Partner) + " AS source", duck.Literal(f.Name) + " AS feed", "_row"}
	for _, c := range f.target().Columns {
		if given[c.Name] {
			list = append(list, duck.Ident(c.Name))
		} else {
			list = append(list, fmt.Sprintf("CAST(NULL AS %s) AS %s", c.Type.SQLType(), duck.Ident(c.Name)))
		}
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM " + StageTable(f.Name) + " WHERE _fault IS NULL"
}

// StageTable is the staging table of a feed: the canonical columns it gives, _row, _fault, _note.
func StageTable(feed string) string { return duck.Ident("stage_" + feed) }

// Run reads everything. A feed over its reject limit, without files or with a
// file that cannot be read fails it; broken rows do not.
func (in Ingest) Run(ctx context.Context) (*Staged, error) {
	groups, err := in.groups()
	if err != nil {
		return nil, err
	}
	if err := in.prepare(ctx); err != nil {
		return nil, err
	}
	reports, inputs := map[string]Report{}, map[string][]Input{}
	results := make(chan outcome, len(in.Feeds))
	work, wctx := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0)) // the engine works on the goroutine that asks
	for _, g := range groups {
		work.Go(func() error { return in.readGroup(wctx, g, results) })
	}
	err = work.Wait()
	close(results)
	for o := range results {
		reports[o.feed], inputs[o.feed] = o.report, o.inputs
	}
	if err != nil {
		return nil, err
	}
	return in.staged(reports, inputs)
}

type outcome struct {
	feed   string
	report Report
	inputs []Input
}

// staged puts the outcomes in the feeds' order and refuses feeds over their limit, all at once.
func (in Ingest) staged(reports map[string]Report, inputs map[string][]Input) (*Staged, error) {
	s := &Staged{Feeds: in.Feeds}
	for _, f := range in.Feeds {
		s.Reports = append(s.Reports, reports[f.Name])
		s.Inputs = append(s.Inputs, inputs[f.Name])
	}
	return s, overLimit(s)
}

func (in Ingest) prepare(ctx context.Context) error {
	for _, m := range append(slices.Clone(macros), impureCalls) {
		if _, err := in.DB.ExecContext(ctx, m); err != nil {
			return fault.Wrap(err, "preparing the conversions")
		}
	}
	_, err := in.DB.ExecContext(ctx, `CREATE TABLE reject (source VARCHAR, feed VARCHAR, file VARCHAR, line BIGINT,
		reason VARCHAR, action VARCHAR, raw VARCHAR)`)
	if err != nil {
		return fault.Wrap(err, "preparing the table of rejects")
	}
	return reference(ctx, in.DB, in.Place)
}

// groups puts feeds that read the same files together and finds the files, largest group first.
func (in Ingest) groups() ([]*group, error) {
	byKey := map[string]*group{}
	var out []*group
	for _, f := range in.Feeds {
		key := fmt.Sprintf("%s\x00%s\x00%s\x00%s\x00%s", f.Files, f.Format, f.Delim, f.Encoding, f.Sheet)
		g := byKey[key]
		if g == nil {
			g = &group{id: len(out)}
			if err := g.find(in.From, f); err != nil {
				return nil, err
			}
			byKey[key] = g
			out = append(out, g)
		}
		g.feeds = append(g.feeds, f)
	}
	sort.SliceStable(out, func(i, k int) bool { return out[i].bytes > out[k].bytes })
	return out, nil
}

func (g *group) find(dir string, f Feed) error {
	files, err := extract.Glob(dir, f.Files)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return &fault.Error{
			Code: fault.Invalid, File: f.Path, Column: "file", Value: f.Files,
			Reason: "no file in the extracts folder matches the feed's pattern", Fix: "put the extract there, or correct `file:`",
		}
	}
	g.files = files
	for _, path := range files {
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return fault.Wrap(err, "naming %s", path)
		}
		info, err := os.Stat(path)
		if err != nil {
			return &fault.Error{Code: fault.Unavailable, File: name, Reason: "cannot be read", Err: err}
		}
		g.names = append(g.names, filepath.ToSlash(name))
		g.bytes += info.Size()
	}
	return nil
}

// readGroup loads the files once and stages every feed that reads them.
func (in Ingest) readGroup(ctx context.Context, g *group, results chan<- outcome) error {
	conn, err := in.DB.Conn(ctx)
	if err != nil {
		return fault.Wrap(err, "opening the scratch database")
	}
	defer conn.Close()
	defer g.close()
	if err := g.load(ctx, conn, in.Progress); err != nil {
		return err
	}
	for set, f := range g.feeds {
		r, err := in.stageFeed(ctx, conn, g, set, f)
		if err != nil {
			return err
		}
		results <- outcome{f.Name, r, g.inputs}
	}
	_, err = conn.ExecContext(ctx, "DROP VIEW IF EXISTS raw; DROP TABLE IF EXISTS "+g.table())
	return fault.Wrap(err, "clearing the raw rows of %s", g.feeds[0].Files)
}

// stageFeed runs one feed's SELECT over the raw rows, keeps what breaks a rule
// apart and measures the rest.
func (in Ingest) stageFeed(ctx context.Context, conn *sql.Conn, g *group, set int, f Feed) (Report, error) {
	in.Progress.Report("map "+f.Name, 0, 1)
	if _, err := conn.ExecContext(ctx, g.view(set, f)); err != nil {
		return Report{}, fault.Wrap(err, "showing the raw rows of %s", f.Path)
	}
	raw := g.columns
	if f.Format == "fhir" {
		raw = f.rawColumns()
	}
	m, err := bind(ctx, conn, f, raw)
	if err != nil {
		return Report{}, err
	}
	_, err = conn.ExecContext(ctx, m.stage(StageTable(f.Name)))
	if err := g.finish(f.sqlFault(err, raw)); err != nil {
		return Report{}, err
	}
	q := &quality{ctx: ctx, conn: conn, m: m, g: g, first: set == 0, suppressed: in.Suppressed}
	r, err := q.report()
	in.Progress.Report("map "+f.Name, 1, 1)
	return r, fault.Wrap(err, "measuring feed %s", f.Name)
}

// overLimit lists every feed that rejects more than it may, with its reasons.
func overLimit(s *Staged) error {
	var over []string
	var first Feed
	for i, r := range s.Reports {
		if r.Rows > 0 && float64(r.Quarantined) > r.RejectLimit*float64(r.Rows) {
			if len(over) == 0 {
				first = s.Feeds[i]
			}
			over = append(over, r.overLimit())
		}
	}
	if len(over) == 0 {
		return nil
	}
	return &fault.Error{Code: fault.Invalid, File: first.Path, Reason: "too many rows break a rule, so nothing was built", Fix: "mend the extract or the feed, or raise `reject_limit:` if these rows may be left out:" + indented(over)}
}

func indented(lines []string) string {
	var out string
	for _, l := range lines {
		out += "\n  " + l
	}
	return out
}

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
	"continuum/link/page"
)

type linkCmd struct {
	Files    linkRunCmd    `cmd:"" name:"run" default:"withargs" help:"Link files (the default)."`
	Update   linkUpdateCmd `cmd:"" help:"Link again what --keep kept, with the records that came, changed or went since."`
	History  linkPastCmd   `cmd:"" help:"Tell what became of people's ids in what --keep kept."`
	Merge    linkMergeCmd  `cmd:"" help:"Put together what shards found."`
	Evaluate linkEvalCmd   `cmd:"" help:"Measure clusters against the truth."`
	Search   linkSearchCmd `cmd:"" help:"Say who in linked files each of some records could be, and why."`
	Model    linkModelCmd  `cmd:"" help:"Show what a Splink model says; with --json write it back as Splink reads it."`
}

// linkFiles are the records to link and what to link them by.
type linkFiles struct {
	Files  []string `arg:"" help:"CSV (also compressed) or Parquet files of records." type:"existingfile"`
	ID     string   `required:"" help:"Column that names a record." placeholder:"COL"`
	Source string   `help:"Column that names the partner a record comes from; by default each file is one." placeholder:"COL"`
	Config string   `help:"A link.yaml; by default one is proposed from the columns and written to --out." placeholder:"FILE"`
	Model  string   `help:"A model.json of an earlier run, or a model that Splink saved, to link by." placeholder:"FILE" type:"existingfile"`
	Memory string   `help:"Memory to stay near, as 8GiB; what does not fit goes to disk (11GiB, or what the machine has)." placeholder:"SIZE"`
	Out    string   `required:"" help:"Folder for the answer." placeholder:"DIR"`
}

type linkRunCmd struct {
	linkFiles
	Probability *float64 `help:"With a Splink model: pairs are linked from this probability on (0.95)." placeholder:"P"`
	Shard       string   `help:"Compare only share I of N, for link merge." placeholder:"I/N"`
	Keep        bool     `help:"Give people lasting ids and keep in --out what link update needs."`
}

// Run links the files' records.
func (c linkRunCmd) Run(a *app) error {
	isSplink, err := c.splinkModel()
	if err != nil {
		return err
	}
	if isSplink && c.Keep {
		return &fault.Error{Code: fault.Invalid, Column: "--keep", Reason: "what a Splink model links is not kept", Fix: "leave --keep or --model out"}
	}
	if isSplink {
		return c.runSplink(a)
	}
	if c.Probability != nil {
		return &fault.Error{Code: fault.Invalid, Column: "--probability", Reason: "only a Splink model given by --model is asked for it", Fix: "set threshold in a link.yaml and give that by --config"}
	}
	switch {
	case c.Keep:
		return c.keep(a)
	case c.Shard != "":
		return c.shard(a)
	}
	out, err := a.holdOut(c.Out)
	if err != nil {
		return err
	}
	defer out.close()
	set, err := c.take(a)
	if err != nil {
		return err
	}
	result, err := set.linker.Run(a.ctx, a.stages())
	if err != nil {
		return set.explain(err)
	}
	return c.finish(a, out, set, result)
}

// stages shows the stages of a linkage as they are done.
func (a *app) stages() func(stage string, done, total int64) {
	return func(stage string, done, total int64) { a.bars.report().Report(stage, done, total) }
}

// recordSet is records taken in, and what they are linked by.
type recordSet struct {
	cfg     link.Config
	linker  *link.Linker
	keys    *recordKeys
	id      string            // column
	sourced bool              // a column names the source
	model   string            // file, "" where none is given
	who     *identity.Outcome // people's ids where they are to last

	reading time.Duration
}

// take reads all files.
func (c *linkFiles) take(a *app) (*recordSet, error) {
	if err := stayNear(c.Memory, c.Out); err != nil {
		return nil, err
	}
	if err := c.different(); err != nil {
		return nil, err
	}
	cfg, err := c.config(a)
	if err != nil {
		return nil, err
	}
	cfg.Unique = true
	set := &recordSet{cfg: cfg, linker: link.New(cfg), id: c.ID, sourced: c.Source != ""}
	if c.Model != "" {
		if err := set.use(c.Model); err != nil {
			return nil, err
		}
	}
	start := time.Now()
	set.keys, err = c.readLinked(a, set.linker, &cfg)
	set.reading = time.Since(start)
	return set, err
}

// use makes the linker judge by a model.
func (s *recordSet) use(path string) error {
	model, err := readModel(path)
	if err != nil {
		return err
	}
	s.model = path
	return inFile(s.linker.Use(model), path)
}

// explain tells which records, or which model, an error means.
func (s *recordSet) explain(err error) error {
	if twice := (*link.TwiceError)(nil); errors.As(err, &twice) {
		return s.keys.twice(twice.First, twice.Again, s.id, s.sourced)
	}
	if stale := (*link.StaleError)(nil); errors.As(err, &stale) {
		return inFile(stale.Err, s.model)
	}
	return fault.Wrap(err, "linking")
}

// finish writes the answer and says what was found.
func (c *linkFiles) finish(a *app, out *outFolder, set *recordSet, result *link.Result) error {
	a.hear(result)
	if err := c.writeAnswer(a.ctx, out, set, result); err != nil {
		return err
	}
	if err := out.place(); err != nil {
		return err
	}
	return c.answer(a, len(result.Person), result.Persons, "edges.parquet, report.html", result.Report)
}

// hear tells what a linkage warns of, and gives its report what was told before.
func (a *app) hear(result *link.Result) {
	for _, text := range result.Report.Warnings {
		a.warn("%s.", text)
	}
	result.Report.Warnings = append([]string{}, a.warnings...)
}

// writeAnswer writes the files of the answer, which are yet to take their places.
func (c *linkFiles) writeAnswer(ctx context.Context, out *outFolder, set *recordSet, result *link.Result) error {
	result.Report.Seconds["read"] = set.reading.Seconds()
	files := map[string]func(io.Writer) error{
		"clusters.csv": func(w io.Writer) error { return writeClusters(w, result, set) },
		"report.json":  result.WriteReport,
		"report.html":  func(w io.Writer) error { return c.writePage(w, set, result) },
		"model.json":   result.Model().Write,
		"link.yaml":    set.cfg.Write,
	}
	if filepath.Clean(c.Config) == filepath.Join(c.Out, configName) { // as its writer left it
		delete(files, configName)
	}
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return writeEdges(ctx, out, result, set.keys) })
	work.Go(func() error { return out.writeAll(files) })
	return work.Wait()
}

// mostGroups is how many people worth a look the report lists.
const mostGroups = 50

func (c *linkFiles) writePage(w io.Writer, set *recordSet, result *link.Result) error {
	names := make([]string, len(c.Files))
	for i, f := range c.Files {
		names[i] = filepath.Base(f)
	}
	groups := result.Groups(mostGroups)
	for i := range groups {
		groups[i].Person++ // as in clusters.csv
	}
	return page.Write(w, page.Page{Files: names, Report: result.Report, Examples: result.Examples(set.keys.key), Groups: groups})
}

// inFile names a file in a fault that names none.
func inFile(err error, file string) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.File != "" {
		return err
	}
	at := *f
	at.File = file
	return &at
}

// config reads the configuration, or proposes one from the files.
func (c *linkFiles) config(a *app) (link.Config, error) {
	if c.Config != "" {
		return a.linkConfig(c.Config)
	}
	var samples []link.Sample
	for _, path := range c.Files {
		s, err := sampleOf(a.ctx, path)
		if err != nil {
			return link.Config{}, err
		}
		samples = append(samples, s)
	}
	cfg := link.Propose(samples, c.ID, c.Source)
	if len(cfg.Fields) == 0 {
		return cfg, &fault.Error{Code: fault.Invalid, File: c.Files[0], Line: 1, Reason: "no column is known by its name or contents as one of a person's details", Fix: "name the columns in a link.yaml and give it by --config"}
	}
	return cfg, nil
}

// answer says what was found.
func (c *linkFiles) answer(a *app, records, persons int, edges string, report any) error {
	if a.json {
		return a.print(report)
	}
	a.bars.wait(nil)
	a.line("%s %s. %s holds clusters.csv, %s and report.json.", isOrAre(records, "record"), people(persons), c.Out, edges)
	return nil
}

func (a *app) linkConfig(path string) (link.Config, error) {
	if path == "" {
		return link.DefaultConfig(), nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return link.Config{}, &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read", Err: err}
	}
	cfg, problems := link.ParseConfig(path, data)
	if len(problems) > 0 {
		p := problems[0]
		return cfg, &fault.Error{Code: fault.Invalid, File: path, Line: int64(p.Line), Value: p.Value, Reason: p.Reason, Fix: p.Fix}
	}
	return cfg, nil
}

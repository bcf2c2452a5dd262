package main

import (
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/link"
)

type linkCmd struct {
	Files    linkRunCmd   `cmd:"" name:"run" default:"withargs" help:"Link files (the default)."`
	Evaluate linkEvalCmd  `cmd:"" help:"Measure clusters against the truth."`
	Model    linkModelCmd `cmd:"" help:"Show what a Splink model says; with --json write it back as Splink reads it."`
}

type linkRunCmd struct {
	Files       []string `arg:"" help:"CSV (also compressed) or Parquet files of records." type:"existingfile"`
	ID          string   `required:"" help:"Column that names a record." placeholder:"COL"`
	Source      string   `help:"Column that names the partner a record comes from; by default each file is one." placeholder:"COL"`
	Config      string   `help:"A link.yaml; the default serves records of people." placeholder:"FILE" xor:"engine"`
	Model       string   `help:"A Splink model (JSON) to link by, instead of the engine's own way." placeholder:"FILE" type:"existingfile" xor:"engine"`
	Probability *float64 `help:"With --model: pairs are linked from this probability on (0.95)." placeholder:"P"`
	Out         string   `required:"" help:"Folder for clusters.csv, edges.csv and report.json." placeholder:"DIR"`
}

// Run links the files' records.
func (c linkRunCmd) Run(a *app) error {
	if c.Model != "" {
		return c.runSplink(a)
	}
	if c.Probability != nil {
		return &fault.Error{Code: fault.Invalid, Column: "--probability", Reason: "only a model given by --model is asked for it", Fix: "set threshold in a link.yaml and give that by --config"}
	}
	cfg, err := a.linkConfig(c.Config)
	if err != nil {
		return err
	}
	own := &ownRecords{linker: link.New(cfg)}
	in, err := c.readRecords(a.ctx, own)
	if err != nil {
		return err
	}
	result, err := own.linker.Run(a.ctx, func(stage string, done, total int64) { a.bars.report().Report(stage, done, total) })
	if err != nil {
		return fault.Wrap(err, "linking")
	}
	id := func(i int) link.Registration { return in.keys[i] }
	err = c.write(map[string]func(io.Writer) error{
		"clusters.csv": func(w io.Writer) error { return result.WriteClusters(w, id) },
		"edges.csv":    func(w io.Writer) error { return result.WriteEdges(w, id) },
		"report.json":  result.WriteReport,
	})
	if err != nil {
		return err
	}
	return c.answer(a, len(in.keys), result.Persons, result.Report)
}

// ownRecords hands records to our own engine.
type ownRecords struct {
	linker  *link.Linker
	mapping link.Mapping
}

func (o *ownRecords) header(_ string, names []string) error {
	o.mapping = link.Propose(names)
	return nil
}

func (o *ownRecords) record(key link.Registration, cells []string) {
	r := o.mapping.Record(cells)
	r.Source, r.LocalID = key.Source, key.LocalID
	o.linker.Add(r)
}

// answer says what was found.
func (c linkRunCmd) answer(a *app, records, persons int, report any) error {
	if a.json {
		return a.print(report)
	}
	a.bars.wait(nil)
	a.line("%d records are %d people. %s holds clusters.csv, edges.csv and report.json.", records, persons, c.Out)
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

// write makes the files of the answer.
func (c linkRunCmd) write(files map[string]func(io.Writer) error) error {
	if err := os.MkdirAll(c.Out, 0o750); err != nil {
		return &fault.Error{Code: fault.Unavailable, File: c.Out, Reason: "cannot be made", Err: err}
	}
	var work errgroup.Group
	for name, write := range files {
		work.Go(func() error { return writeFile(filepath.Join(c.Out, name), write) })
	}
	return work.Wait()
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err}
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err}
	}
	return fault.Wrap(f.Close(), "writing %s", path)
}

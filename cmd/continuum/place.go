package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/place"
	"continuum/places"
	"continuum/source"
	"continuum/target/cohort"
	"continuum/target/instrument"
	"continuum/target/model"
	"continuum/target/programme"
	"continuum/warehouse"
)

// placeArg is the argument most commands take.
type placeArg struct {
	Place string `arg:"" help:"The place folder."`
}

// dataFlag says where a place's builds are.
type dataFlag struct {
	Data string `help:"Folder of the place's builds." placeholder:"DIR" default:"" env:"CONTINUUM_DATA"`
}

func (d dataFlag) dir(placeDir string) warehouse.Dir {
	if d.Data != "" {
		return warehouse.Dir(d.Data)
	}
	return warehouse.DirOf(placeDir)
}

// loaded is a place folder with what every package made of its files.
type loaded struct {
	place   *place.Place
	feeds   []source.Feed
	link    link.Config
	access  *access.Rules
	cohorts *cohort.Set
	models  *model.Models

	programmes []programme.Programme
}

// load reads the folder and gathers the problems of every package.
func load(ctx context.Context, dir string) (loaded, []place.Problem, error) {
	l, problems, err := declared(ctx, dir)
	if err != nil {
		return l, nil, err
	}
	more, err := source.CheckSQL(ctx, l.place, l.feeds)
	if err != nil {
		return loaded{}, nil, err
	}
	problems = append(problems, more...)
	if more, err = cohort.CheckSQL(ctx, l.place, l.cohorts); err != nil {
		return loaded{}, nil, err
	}
	problems = append(problems, more...)
	if more, err = model.CheckPlace(ctx, l.place, l.cohorts, l.models); err != nil {
		return loaded{}, nil, err
	}
	return l, place.Sort(append(problems, more...)), nil
}

// declared is load without a look at the SQL of feeds, cohorts and models, which takes most of its time
// and matters to builds alone.
func declared(_ context.Context, dir string) (loaded, []place.Problem, error) {
	p, problems, err := place.Load(dir)
	if err != nil {
		return loaded{}, nil, err
	}
	l := loaded{place: p, link: link.DefaultConfig()}
	var more []place.Problem
	l.feeds, more = source.Load(p)
	problems = append(problems, more...)
	if file, ok := p.File("link.yaml"); ok {
		var wrong []link.Problem
		l.link, wrong = link.ParsePlaceConfig(file.Name, file.Data, p.PartnerIDs())
		for _, w := range wrong {
			problems = append(problems, place.Problem{File: file.Name, Line: w.Line, Value: w.Value, Reason: w.Reason, Fix: w.Fix})
		}
	}
	l.access, more = access.Load(p)
	problems = append(problems, more...)
	l.cohorts, more = cohort.Load(p)
	problems = append(problems, more...)
	_, more = instrument.Load(p)
	problems = append(problems, more...)
	l.models, more = model.Load(p)
	problems = append(problems, more...)
	l.programmes, more = programme.Load(p)
	return l, place.Sort(append(problems, more...)), nil
}

// sound loads a place that must have no problem.
func (a *app) sound(dir string) (loaded, error) { return a.without(load, dir) }

// served loads a place to serve what was built of it.
func (a *app) served(dir string) (loaded, error) { return a.without(declared, dir) }

// without loads a place in some way and refuses one with problems.
func (a *app) without(read func(context.Context, string) (loaded, []place.Problem, error), dir string) (loaded, error) {
	l, problems, err := read(a.ctx, dir)
	if err != nil {
		return l, err
	}
	if len(problems) == 0 {
		return l, nil
	}
	for _, p := range problems {
		fmt.Fprintln(a.err, p)
	}
	return l, &fault.Error{Code: fault.Invalid, File: dir, Reason: counted(problems) + " in the place folder", Fix: "`continuum check` lists what to mend"}
}

func counted(problems []place.Problem) string {
	if len(problems) == 1 {
		return "1 problem"
	}
	return fmt.Sprintf("%d problems", len(problems))
}

type initCmd struct {
	Dir  string `arg:"" help:"Folder to make."`
	Name string `help:"Name of the place." default:"Example place"`
}

// Run writes the template.
func (c initCmd) Run(a *app) error {
	if c.Dir == "" {
		return &fault.Error{Code: fault.Invalid, Reason: "no folder is named", Fix: "name the one to make; . is the folder you are in"}
	}
	if err := place.Init(c.Dir, c.Name); err != nil {
		return err
	}
	if err := usualAccess(c.Dir); err != nil {
		return err
	}
	a.line("Made %s. Next:\n  continuum check %s\n  continuum build %s --from EXTRACTS\n  continuum serve %s", c.Dir, c.Dir, c.Dir, c.Dir)
	return nil
}

// usualAccess writes the example place's rules of access, which name nothing of that
// place, with the code lists that they need: to begin with, and to be made one's own.
func usualAccess(dir string) error {
	src := places.Weston()
	for _, pattern := range []string{"access/*", "codes/sensitive_*.csv"} {
		names, err := fs.Glob(src, pattern)
		if err != nil {
			return fault.Wrap(err, "reading the example place")
		}
		for _, name := range names {
			data, err := fs.ReadFile(src, name)
			if err != nil {
				return fault.Wrap(err, "reading the example place")
			}
			to := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
				return &fault.Error{Code: fault.Unavailable, File: to, Reason: "cannot be made", Err: bare(err)}
			}
			if err := os.WriteFile(to, data, 0o600); err != nil {
				return &fault.Error{Code: fault.Unavailable, File: to, Reason: "cannot be written", Err: bare(err)}
			}
		}
	}
	return nil
}

type checkCmd struct {
	placeArg
}

// Run prints every problem and fails when there is one.
func (c checkCmd) Run(a *app) error {
	l, problems, err := load(a.ctx, c.Place)
	if err != nil {
		return err
	}
	var warnings []place.Problem
	if len(problems) == 0 {
		warnings = append(l.access.Warnings(), programme.Warnings(l.programmes)...)
	}
	if a.json {
		if err := a.print(map[string]any{"place": c.Place, "problems": listed(problems), "warnings": listed(warnings)}); err != nil {
			return err
		}
	} else {
		for _, p := range problems {
			a.line("%s", p)
		}
		for _, p := range warnings {
			a.warn("%s", p)
		}
	}
	if len(problems) > 0 {
		fmt.Fprintf(a.err, "continuum: %s in %s\n", counted(problems), c.Place)
		return exitStatus(failed)
	}
	if !a.json {
		a.line("%s is sound: %d partners, %d feeds, %d code lists, %d price lists, %d cohorts, %d models, %d programmes, %d access policies kept by %d examples.",
			c.Place, len(l.place.Partners), len(l.feeds), len(l.place.Codes), len(l.place.Prices), len(l.cohorts.All), len(l.models.All), len(l.programmes), len(l.access.Policies.List()), len(l.access.Examples))
	}
	return nil
}

// listed gives a list that is [] and not null where it is empty.
func listed(problems []place.Problem) []place.Problem { return append([]place.Problem{}, problems...) }

type buildCmd struct {
	placeArg
	dataFlag
	databaseFlag
	From   string `required:"" help:"Folder with the partners' extracts." placeholder:"DIR"`
	Memory string `help:"What the analytical engine may use." default:"4GB"`
	Keep   int    `help:"Finished builds to keep; 0 keeps all." default:"5"`
}

// Run makes a new build and serves it.
func (c buildCmd) Run(a *app) error {
	m, err := a.build(c.Place, c.dir(c.Place), c.databaseFlag, c.From, c.Memory, c.Keep)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(m)
	}
	a.bars.wait(nil)
	printBuild(a, m)
	if m.Suppressed > 0 {
		a.line("%d registrations are of people who were erased; %d rows of theirs were left out.", m.Suppressed, m.Erased)
	}
	return nil
}

var size = regexp.MustCompile(`^[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B$`)

func (a *app) build(dir string, data warehouse.Dir, database databaseFlag, from, memory string, keep int) (warehouse.Manifest, error) {
	l, err := a.sound(dir)
	if err != nil {
		return warehouse.Manifest{}, err
	}
	if info, err := os.Stat(from); err != nil || !info.IsDir() {
		return warehouse.Manifest{}, &fault.Error{Code: fault.Invalid, File: from, Reason: "is not a folder of extracts", Fix: "give the folder the feeds' file patterns start from"}
	}
	if !size.MatchString(memory) {
		return warehouse.Manifest{}, &fault.Error{Code: fault.Invalid, Column: "--memory", Value: memory, Reason: "not a size of memory", Fix: "write it as 4GB or 500MB"}
	}
	from, err = filepath.Abs(from)
	if err != nil {
		return warehouse.Manifest{}, fault.Wrap(err, "finding the extracts")
	}
	gone, err := a.suppressed(l.place, data, database)
	if err != nil {
		return warehouse.Manifest{}, err
	}
	job := warehouse.Job{
		Place: l.place, Feeds: l.feeds, Link: l.link, From: from, Data: data, Version: version,
		Memory: memory, Keep: keep, Now: now, Progress: a.bars.report(), Suppressed: gone,
	}
	m, err := job.Build(a.ctx)
	if err != nil {
		return m, err
	}
	if err := forgetScores(a.ctx, data, gone); err != nil {
		a.warn("the build is live, but %s", err)
	}
	return m, nil
}

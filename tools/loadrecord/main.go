// Command loadrecord puts a server of FHIR R4 under load and says how it fared:
// how fast it takes transaction bundles, answers reads, gives a person's whole
// record and searches. Only right answers count: it knows what it sent, so it
// knows how many matches each search must have. It speaks plain HTTP, so that any
// server of FHIR can stand beside ours in the same run.
//
//	go run -C tools ./loadrecord -base http://127.0.0.1:8080/fhir -resources 100000
//
// It is aimed at this machine alone: any address but the loopback is refused. All
// phases are bounded in count and in time.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// options are what the command line says.
type options struct {
	name, base, serve, bundles, disk, out string
	phases                                []string
	resources, clients, repeats           int
	seconds, limit                        time.Duration
	seed                                  uint64
	pid                                   int
	compare                               string
	some                                  bool // who asks sees some of the people only
}

func main() {
	o, err := parsed(os.Args[1:])
	switch {
	case err != nil:
	case o.compare != "":
		err = compare(o.compare)
	default:
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		err = run(ctx, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "loadrecord:", err)
		os.Exit(1)
	}
}

func parsed(args []string) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("loadrecord", flag.ContinueOnError)
	f.StringVar(&o.name, "name", "continuum", "what the server is called in the report")
	f.StringVar(&o.base, "base", "http://127.0.0.1:8080/fhir", "where the server's FHIR API begins; on the loopback")
	f.StringVar(&o.serve, "serve", "", "command that starts the server, whose start is timed; none: it runs already")
	f.IntVar(&o.pid, "pid", 0, "process of a server that runs already, to tell its memory")
	f.StringVar(&o.bundles, "bundles", "", "folder of transaction bundles (.json.bz2); none: they are made up from the seed")
	f.Uint64Var(&o.seed, "seed", 1, "of what is made up and of the questions")
	f.IntVar(&o.resources, "resources", 100_000, "resources that the server holds after the import, or holds already")
	f.IntVar(&o.clients, "clients", 4, "clients that import at once")
	f.DurationVar(&o.seconds, "each", 10*time.Second, "length of each timed run")
	f.IntVar(&o.repeats, "repeats", 3, "runs of each kind")
	f.DurationVar(&o.limit, "limit", 30*time.Minute, "most that the import may take")
	f.BoolVar(&o.some, "some", false, "whoever asks sees some of the people only: questions are about these")
	f.StringVar(&o.disk, "disk", "", "folder on the database's disk, whose fsync rate is told")
	f.StringVar(&o.out, "out", "", "file for the report as JSON")
	f.StringVar(&o.compare, "compare", "", "two reports, FIRST,SECOND: print how many times better the first is, and do nothing else")
	phases := f.String("phases", "import,read,everything,search", "what to do, in this order: import, relate (a care team of RW9 for every fifth person), read, everything, search")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	o.phases = strings.Split(*phases, ",")
	return o, o.bounded()
}

// bounded refuses what would be too much, and any address that is not of this machine.
func (o *options) bounded() error {
	for _, b := range []struct {
		what      string
		n, lo, hi int
	}{
		{"resources", o.resources, 1, 5_000_000},
		{"clients", o.clients, 1, 256},
		{"repeats", o.repeats, 1, 20},
		{"seconds each", int(o.seconds / time.Second), 1, 300},
		{"minutes of import", int(o.limit / time.Minute), 1, 120},
	} {
		if b.n < b.lo || b.n > b.hi {
			return fmt.Errorf("%d %s: it must be from %d to %d", b.n, b.what, b.lo, b.hi)
		}
	}
	for _, p := range o.phases {
		if !slices.Contains([]string{"import", "relate", "read", "everything", "search"}, p) {
			return fmt.Errorf("%q is no phase", p)
		}
	}
	_, err := placeOf(o.base)
	return err
}

func run(ctx context.Context, o *options) error {
	place, err := placeOf(o.base)
	if err != nil {
		return err
	}
	rep := newReport(o)
	place.some = o.some
	s, err := started(ctx, o, place, rep)
	if err != nil {
		return err
	}
	defer s.stop()
	load, err := loadOf(o)
	if err != nil {
		return err
	}
	rep.line("data", fmt.Sprintf("%d resources of %d people in %d copies of %d bundles", load.resources(), load.people(), load.copies, len(load.templates)))
	l := &lab{options: o, place: place, load: load, report: rep, server: s}
	for _, phase := range o.phases {
		steps := map[string]func(context.Context) error{"import": l.fill, "relate": l.relate, "read": l.read, "everything": l.everything, "search": l.search}
		if err := steps[phase](ctx); err != nil {
			return fmt.Errorf("%s: %w", phase, err)
		}
	}
	if o.out == "" {
		return nil
	}
	text, err := json.MarshalIndent(rep, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.out, append(text, '\n'), 0o644)
}

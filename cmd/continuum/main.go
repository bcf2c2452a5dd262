// Command continuum is the whole product in one binary: it reads a local care
// partnership's extracts, works out who is who, and shows each person's record
// to the people who help them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"continuum/internal/fault"
)

// Exit statuses.
const (
	done   = 0
	failed = 1
	usage  = 2
)

// version is set at build time.
var version = "dev"

type cli struct {
	JSON  bool `help:"Answer in JSON for machines."`
	Quiet bool `short:"q" help:"No progress."`

	Demo     demoCmd     `cmd:"" help:"Make the seeded example place, build it and serve it on this machine."`
	Init     initCmd     `cmd:"" help:"Write a commented template of a place folder."`
	Check    checkCmd    `cmd:"" help:"Judge a place folder: every problem with its file, line and fix."`
	Explain  explainCmd  `cmd:"" help:"Show what feeds a canonical table, or what a partner, team or code list is."`
	Synth    synthCmd    `cmd:"" help:"Write the extracts of an invented place with known truth, or records to link."`
	Build    buildCmd    `cmd:"" help:"Read extracts, link people and make a new build live."`
	Builds   buildsCmd   `cmd:"" help:"List builds, compare two, or roll back."`
	Link     linkCmd     `cmd:"" help:"Say who is who in any files, also by a Splink model; link evaluate measures the answer."`
	Person   personCmd   `cmd:"" help:"Show one person's record."`
	Identity identityCmd `cmd:"" help:"Tell what became of people's ids, and rule who is one person."`
	Search   searchCmd   `cmd:"" help:"Find people by name, date of birth, NHS number or postcode."`
	Serve    serveCmd    `cmd:"" help:"Serve the pages of a place on this machine."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// app is what every command gets: where to write and how to show progress.
type app struct {
	ctx  context.Context
	out  io.Writer
	err  io.Writer
	json bool
	bars *bars
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c cli
	status := -1
	parser, err := kong.New(&c, kong.Name("continuum"),
		kong.Description("Integrated health and social care for a local partnership, in one binary."),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { status = code }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "continuum:", err)
		return failed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if status >= 0 {
		return status
	}
	if err != nil {
		fmt.Fprintf(stderr, "continuum: %v; see `continuum --help`\n", err)
		return usage
	}
	a := &app{ctx: ctx, out: stdout, err: stderr, json: c.JSON, bars: newBars(stderr, c.Quiet)}
	err = command.Run(a)
	a.bars.wait(err)
	return a.end(err)
}

// end turns an error into an exit status and tells the user.
func (a *app) end(err error) int {
	var quiet exitStatus
	var bad *fault.Error
	status := failed
	if errors.As(err, &bad) && bad.Flag() && bad.Code == fault.Invalid {
		status = usage
	}
	switch {
	case err == nil:
		return done
	case errors.As(err, &quiet):
		return int(quiet)
	case errors.Is(err, context.Canceled), a.ctx.Err() != nil:
		fmt.Fprintln(a.err, "continuum: interrupted; no live build was changed")
		return failed
	case a.json:
		_ = a.print(map[string]any{"error": err.Error(), "code": fault.CodeOf(err)})
	}
	fmt.Fprintln(a.err, "continuum:", err)
	return status
}

// exitStatus ends a command that has already said what is wrong.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// print writes a value as JSON.
func (a *app) print(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return fault.Wrap(enc.Encode(v), "writing the answer")
}

// line writes one line of text.
func (a *app) line(format string, args ...any) {
	fmt.Fprintf(a.out, format+"\n", args...)
}

// say tells a person what is being done; machines and the quiet hear nothing.
func (a *app) say(format string, args ...any) {
	if !a.json && !a.bars.quiet {
		a.bars.say(fmt.Sprintf(format, args...))
	}
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(a *app) error {
	if a.json {
		return a.print(map[string]string{"version": version})
	}
	a.line("continuum %s", version)
	return nil
}

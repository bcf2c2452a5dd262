// Command continuum is the whole product in one binary: it reads a local care
// partnership's extracts, works out who is who, and shows each person's record
// to the people who help them.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
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
	User     userCmd     `cmd:"" help:"List, add, change and disable the accounts of whoever signs in."`
	Audit    auditCmd    `cmd:"" help:"Show who looked and who did what; sign the audit log, and check what was signed."`
	Review   reviewCmd   `cmd:"" help:"Follow up who looked in a way that is unusual."`
	Rights   rightsCmd   `cmd:"" help:"Answer what people ask of their record: export, requests, what is due, erasing, legal holds."`
	App      appCmd      `cmd:"" help:"List, add and disable apps that may ask for access."`
	Score    scoreCmd    `cmd:"" help:"Score people by published instruments, or a place's own, from any file of codes."`
	Train    trainCmd    `cmd:"" help:"Learn from a file whose outcome is known to predict it in another, and say how well."`
	Predict  predictCmd  `cmd:"" help:"Score the rows of a file by a model that train wrote, with reasons if asked."`
	Offer    offerCmd    `cmd:"" help:"Choose whom to offer a programme, and how many, by what a pilot of it showed."`
	Target   targetCmd   `cmd:"" help:"Find whom to help: cohorts, segments, models and lists."`
	Token    tokenCmd    `cmd:"" help:"Mint a short-lived access token for a script."`
	Access   accessCmd   `cmd:"" help:"List the policies, try their examples, and explain who may see what."`
	Letters  lettersCmd  `cmd:"" help:"List, replay or discard what arrived live and could not be taken."`
	Backup   backupCmd   `cmd:"" help:"Write a backup of builds and database, also while they are served."`
	Restore  restoreCmd  `cmd:"" help:"Restore a backup into an empty data folder and database."`
	Verify   verifyCmd   `cmd:"" help:"Read a place's data or a backup whole and say what is damaged."`
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

	unchanged string   // what an interruption left as it was
	warnings  []string // given so far
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
		if slices.Contains(args, "--json") { // what was parsed so far may lack it
			a := &app{out: stdout}
			_ = a.print(map[string]any{"error": err.Error(), "code": fault.Invalid})
		}
		fmt.Fprintf(stderr, "continuum: %v; see `continuum --help`\n", err)
		return usage
	}
	answer := &answerWriter{Writer: stdout}
	a := &app{ctx: ctx, out: answer, err: stderr, json: c.JSON, bars: newBars(stderr, c.Quiet), unchanged: "no live build was changed"}
	if strings.HasPrefix(command.Command(), "link") {
		a.unchanged = ""
	}
	err = command.Run(a)
	a.bars.wait(err)
	return a.end(cmp.Or(err, answer.fault()))
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
		text := strings.TrimSuffix("interrupted; "+a.unchanged, "; ")
		if a.json {
			_ = a.print(map[string]any{"error": text, "code": fault.Unavailable})
		}
		fmt.Fprintln(a.err, "continuum:", text)
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

// answerWriter is standard output; it remembers that an answer did not reach it.
type answerWriter struct {
	io.Writer
	err error // the first
}

// Write writes some of the answer.
func (w *answerWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

func (w *answerWriter) fault() error {
	if w.err == nil {
		return nil
	}
	return &fault.Error{Code: fault.Unavailable, File: "standard output", Reason: "cannot be written", Err: bare(w.err), Fix: "make room where it goes, and run again"}
}

// print writes a value as JSON; an object gets the warnings given so far.
func (a *app) print(v any) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fault.Wrap(err, "writing the answer")
	}
	whole := bytes.TrimSpace(text.Bytes())
	if len(a.warnings) > 0 {
		whole = withWarnings(whole, a.warnings)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, whole, "", "  "); err != nil {
		return fault.Wrap(err, "writing the answer")
	}
	out.WriteByte('\n')
	_, err := a.out.Write(out.Bytes())
	return fault.Wrap(err, "writing the answer")
}

// withWarnings adds warnings to an object that does not list them itself.
func withWarnings(object []byte, warnings []string) []byte {
	var has map[string]json.RawMessage
	fields, whole := bytes.CutSuffix(object, []byte("}"))
	if json.Unmarshal(object, &has) != nil || has["warnings"] != nil || !whole || len(has) == 0 {
		return object
	}
	var list bytes.Buffer
	enc := json.NewEncoder(&list)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(warnings) // texts always can be
	return slices.Concat(fields, []byte(`,"warnings":`), bytes.TrimSpace(list.Bytes()), []byte("}"))
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

// warn tells of what may not be meant, whoever listens.
func (a *app) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	a.warnings = append(a.warnings, text)
	a.bars.say("warning: " + text)
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

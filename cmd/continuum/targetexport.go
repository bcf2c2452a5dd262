package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"os"

	"github.com/RoaringBitmap/roaring/v2"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/target/cohort"
)

// exportFlags say where people of a cohort are written, and under which names.
type exportFlags struct {
	Out     string `help:"Write the people into this CSV file, which must not be there; the audit notes it." placeholder:"FILE.csv"`
	Project string `help:"Write them under the pseudonyms of this project of planning or research, without whoever opted out." placeholder:"NAME"`
	Domain  string `help:"Name of the place's server, by which it makes the pseudonyms of a project." default:"localhost"`
}

// exported says what was written.
type exported struct {
	File     string `json:"file"`
	People   int    `json:"people"`
	OptedOut int    `json:"opted_out"` // of them, left out because they opted out of planning and research
	Project  string `json:"project,omitempty"`
}

// exportedRow is a person and what is told of them.
type exportedRow struct {
	person string
	cells  []string
}

// exportable is what can be written: a header behind person_id, and the rows.
type exportable struct {
	what   string
	header []string
	rows   func(ctx context.Context, k *cohort.Crowd) ([]exportedRow, error)
}

// members are the people of a cohort.
func members(f *cohort.Funnel) exportable {
	return exportable{"members of " + f.Cohort, nil, func(ctx context.Context, k *cohort.Crowd) ([]exportedRow, error) {
		return rowsOf(ctx, k, f.Members())
	}}
}

// leftOut are those whom the steps of a cohort left out, each with the first.
func leftOut(f *cohort.Funnel) exportable {
	rows := func(ctx context.Context, k *cohort.Crowd) (all []exportedRow, err error) {
		for i, s := range f.Steps {
			some, err := rowsOf(ctx, k, f.LeftOut(i), s.Cohort, s.Step, stepTitle(s))
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		return all, nil
	}
	return exportable{"left out of " + f.Cohort, []string{"cohort", "step", "title"}, rows}
}

// moved are those who came into a cohort or left it.
func moved(x *cohort.Change) exportable {
	rows := func(context.Context, *cohort.Crowd) (all []exportedRow, err error) {
		for _, m := range x.Moved() {
			all = append(all, exportedRow{m.Person, []string{map[bool]string{true: "came", false: "left"}[m.In], m.Reason}})
		}
		return all, nil
	}
	return exportable{"changes of " + x.Cohort, []string{"change", "why"}, rows}
}

func rowsOf(ctx context.Context, k *cohort.Crowd, numbers *roaring.Bitmap, cells ...string) ([]exportedRow, error) {
	ids, err := k.Names(ctx, numbers)
	out := make([]exportedRow, len(ids))
	for i, id := range ids {
		out[i] = exportedRow{id, cells}
	}
	return out, err
}

// export writes people into a new file, whole or not at all, once the audit has noted
// who writes whom.
func (c *exportFlags) export(a *app, in *targetPlace, d *targetDesk, k *cohort.Crowd, what exportable) (*exported, error) {
	kept, end, err := a.openKept(d.loaded, d.dir, in.databaseFlag)
	if err != nil {
		return nil, err
	}
	defer end()
	rows, err := what.rows(a.ctx, k)
	if err != nil {
		return nil, err
	}
	done := &exported{File: c.Out, Project: c.Project}
	name := func(person string) string { return person }
	if c.Project != "" {
		before := len(rows)
		if rows, err = kept.withoutOptedOut(a.ctx, rows); err != nil {
			return nil, err
		}
		done.OptedOut = before - len(rows)
		if name, err = c.pseudonyms(d); err != nil {
			return nil, err
		}
	}
	done.People = len(rows)
	ctx := access.With(access.Through(a.ctx, "command"), byHand("continuum target"))
	return done, writeNew(c.Out, func(f *os.File) error {
		if err := writeRows(f, what.header, rows, name); err != nil {
			return err
		}
		return kept.noteExport(ctx, what.what, c.Project, rows)
	})
}

// noteExport notes whom an export is about before it can be read.
func (k *kept) noteExport(ctx context.Context, what, project string, rows []exportedRow) error {
	e := audit.Entry{Action: "export", Outcome: audit.OK, Interface: "command", Type: "Group", Reason: what}
	if project != "" {
		e.Reason += ", pseudonymised for " + project
	}
	for _, r := range rows {
		e.People = append(e.People, r.person)
	}
	return k.gate.Note(ctx, e)
}

func writeRows(f *os.File, header []string, rows []exportedRow, name func(string) string) error {
	buffer := bufio.NewWriterSize(f, 1<<16)
	out := csv.NewWriter(buffer)
	_ = out.Write(append([]string{"person_id"}, header...)) // Error tells below
	for _, r := range rows {
		_ = out.Write(append([]string{name(r.person)}, r.cells...))
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return unwritten(f.Name(), err)
	}
	return fault.Wrap(buffer.Flush(), "writing %s", f.Name())
}

func (a *app) printExport(x *exported) {
	if x == nil {
		return
	}
	a.line("Wrote %s: %d people; the audit has noted it.", x.File, x.People)
	if x.Project != "" {
		a.line("They bear the pseudonyms of %s; %d who opted out are not among them.", x.Project, x.OptedOut)
	}
}

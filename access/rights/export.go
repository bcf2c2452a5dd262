package rights

import (
	"archive/zip"
	"bufio"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/record"
	"continuum/store"
)

// Exported counts what an export holds.
type Exported struct {
	Resources int64 `json:"resources"` // kept, deleted ones too
	Versions  int64 `json:"versions"`  // of these
	Facts     int64 `json:"facts"`     // what partners' extracts say
	Looks     int64 `json:"looks"`     // entries of the audit
	Requests  int64 `json:"requests"`
}

// Export writes everything held about a person as a zip archive: index.html for the
// person to read, bundle.json with all of it in FHIR (a Bundle of the type collection),
// audit.csv with who looked, and other.json with what FHIR has no place for. It is
// noted in the audit before anything leaves. Of the same record at the same time it is
// the same bytes. NotFound where nothing is held.
func (r *Rights) Export(ctx context.Context, out io.Writer, person string) (Exported, error) {
	if err := checkPerson(person); err != nil {
		return Exported{}, err
	}
	err := r.db.Write(ctx, func(tx *store.Tx) error { return r.note(ctx, tx, "export", person, nil) })
	if err != nil {
		return Exported{}, fault.Wrap(err, "exporting a record")
	}
	if err := r.Looks.Settle(ctx); err != nil {
		return Exported{}, fault.Wrap(err, "exporting a record")
	}
	n, err := r.export(ctx, out, person, r.Now())
	return n, fault.Wrap(err, "exporting a record")
}

// export writes the archive of one snapshot.
func (r *Rights) export(ctx context.Context, out io.Writer, person string, at time.Time) (n Exported, err error) {
	x := &exporting{Rights: r, ctx: ctx, person: person, at: at.UTC().Truncate(time.Second)}
	if r.Accounts != nil {
		if x.accounts, err = r.Accounts.AccountsOf(ctx, person); err != nil {
			return n, err
		}
	}
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		x.tx = tx
		if err := x.gather(); err != nil {
			return err
		}
		return x.write(out)
	})
	return x.count, err
}

// exporting is an export being written.
type exporting struct {
	*Rights
	ctx    context.Context
	tx     *store.Tx
	person string
	at     time.Time
	count  Exported

	traces     []record.Trace // by section
	facts      []record.Held
	registered []link.Registration
	relations  []record.Relation
	accounts   []Account
	requests   []Request
	findings   []Finding
	also       []Also
	held       time.Time // since when a hold stands
	keys       []string  // by which the person was known, the present one first
}

// gather finds what there is, but contents and who looked, which may be much.
func (x *exporting) gather() (err error) {
	if x.traces, err = x.Record.Traces(x.tx, x.person); err != nil {
		return err
	}
	if x.keys, err = x.aliases(x.tx, x.person); err != nil {
		return err
	}
	files, err := x.attached(x.tx, x.person, x.traces)
	if err != nil {
		return err
	}
	x.traces = append(x.traces, files...)
	slices.SortStableFunc(x.traces, func(a, b record.Trace) int {
		return strings.Compare(access.SectionOf(a.Type.Name), access.SectionOf(b.Type.Name))
	})
	x.count.Resources = int64(len(x.traces))
	for _, step := range []func() error{x.gatherFacts, x.gatherRelated, x.gatherRequests} {
		if err := step(); err != nil {
			return err
		}
	}
	if len(x.traces)+len(x.facts)+len(x.registered)+len(x.relations)+len(x.accounts)+len(x.requests)+len(x.also) == 0 {
		return &fault.Error{Code: fault.NotFound, Reason: "nothing is held about this person", Fix: "use the id that `continuum person` shows, or Patient/ID"}
	}
	return nil
}

// gatherFacts finds what partners' extracts say.
func (x *exporting) gatherFacts() (err error) {
	if x.Facts == nil {
		return nil
	}
	ids := []string{strings.TrimPrefix(x.person, patientType.Name+"/")}
	patients, err := x.Record.PatientsOf(x.tx, x.person)
	if err != nil {
		return err
	}
	for _, key := range patients {
		ids = append(ids, key.ID)
	}
	beside, err := x.Facts.Beside(x.ctx, x.tx, ids)
	if err != nil {
		return err
	}
	x.facts, x.count.Facts = beside.Held, int64(len(beside.Held))
	x.registered, err = x.registrations(x.ctx, x.tx, x.person)
	slices.SortFunc(x.registered, func(a, b link.Registration) int {
		return strings.Compare(a.Source+"\x00"+a.LocalID, b.Source+"\x00"+b.LocalID)
	})
	return err
}

func (x *exporting) gatherRelated() (err error) {
	if x.relations, err = x.Record.Relations(x.tx, x.person); err != nil {
		return err
	}
	if x.Findings != nil {
		if x.findings, err = x.Findings.FindingsOf(x.ctx, x.tx, x.person); err != nil {
			return err
		}
	}
	for _, h := range x.Holders {
		some, err := h.AlsoOf(x.ctx, x.tx, x.person)
		if err != nil {
			return err
		}
		x.also = append(x.also, some...)
	}
	return nil
}

func (x *exporting) gatherRequests() error {
	for _, key := range x.keys {
		for after := int64(0); ; {
			some, err := x.Requests(x.tx, Query{Person: key, Ended: true, After: after, Most: 1000})
			if err != nil {
				return err
			}
			x.requests = append(x.requests, some...)
			if len(some) < 1000 {
				break
			}
			after = some[len(some)-1].ID
		}
	}
	x.count.Requests = int64(len(x.requests))
	holds, err := x.Holds(x.tx)
	x.held = holds[x.person].Since
	return err
}

// write writes the files of the archive, one after the other.
func (x *exporting) write(out io.Writer) error {
	archive := zip.NewWriter(out)
	for _, f := range []struct {
		name string
		put  func(*bufio.Writer) error
	}{{"bundle.json", x.bundle}, {"audit.csv", x.csv}, {"other.json", x.other}, {"index.html", x.page}} {
		to, err := archive.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: x.at})
		if err != nil {
			return fault.Wrap(err, "writing %s", f.name)
		}
		w := bufio.NewWriterSize(to, 1<<16)
		if err := f.put(w); err != nil {
			return fault.Wrap(err, "writing %s", f.name)
		}
		if err := w.Flush(); err != nil {
			return fault.Wrap(err, "writing %s", f.name)
		}
	}
	return fault.Wrap(archive.Close(), "writing the archive")
}

package fhir

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/store"
)

// entryError says which entry failed a transaction.
type entryError struct {
	place string
	error
}

// Unwrap gives what was wrong.
func (e *entryError) Unwrap() error { return e.error }

// Error names the entry.
func (e *entryError) Error() string { return e.place + ": " + e.error.Error() }

func at(x *step, err error) error {
	if err == nil {
		return nil
	}
	return &entryError{x.place, err}
}

// mostReads is how many reads one transaction may have.
const mostReads = 100

// transaction does all that a bundle asks for, or nothing.
func (s *Server) transaction(r *http.Request, steps []*step) error {
	reads := 0
	for _, x := range steps {
		if err := at(x, x.understand()); err != nil {
			return err
		}
		if x.reads() {
			reads++
		}
	}
	if reads > mostReads {
		return &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("%d reads in a transaction; at most %d are made, as others wait for it", reads, mostReads), Fix: "send a batch"}
	}
	for _, x := range steps {
		if x.reads() {
			continue // passes the door when it is answered
		}
		if err := at(x, s.pass(r.Context(), interactions[x.method], x.typ.Name, x.id)); err != nil {
			return err
		}
	}
	visitOf(r.Context()).wants("transaction", "", "") // else it would be noted as its last part
	sorted := slices.Clone(steps)
	slices.SortStableFunc(sorted, func(a, b *step) int { return cmp.Compare(order[a.method], order[b.method]) })
	t := &transaction{Server: s, request: r, steps: sorted}
	if err := s.db.Read(r.Context(), t.prepare); err != nil {
		return err
	}
	return s.db.Write(r.Context(), t.run)
}

var interactions = map[string]string{
	http.MethodDelete: "delete", http.MethodPost: "create", http.MethodPut: "update", http.MethodPatch: "patch",
}

// transaction is one under way. What it writes is prepared on a snapshot, before
// it waits for its turn to write, so that writers do not wait for one another's
// reading; it is prepared anew where a condition has another answer by then.
type transaction struct {
	*Server
	request *http.Request
	tx      *store.Tx
	steps   []*step
	targets map[string]string           // by full URL, or by condition: Type/id
	met     map[string]*record.Resource // by condition: what meets it, nil for nothing
	asked   map[string]bool             // conditions of entries
	meant   map[record.Key]bool
}

// prepare finds what each entry is of, and drafts what is to be written.
func (t *transaction) prepare(tx *store.Tx) error {
	t.tx, t.targets, t.met = tx, map[string]string{}, map[string]*record.Resource{}
	t.asked, t.meant = map[string]bool{}, map[record.Key]bool{}
	for _, x := range t.steps {
		var err error
		if x.writes, err = t.choose(x); err == nil {
			err = t.once(x)
		}
		if err != nil {
			return at(x, err)
		}
	}
	for _, x := range t.steps {
		if x.writes && x.method != http.MethodDelete {
			if err := at(x, t.draft(x)); err != nil {
				return err
			}
		}
	}
	return nil
}

// run writes what was prepared.
func (t *transaction) run(tx *store.Tx) error {
	t.tx = tx
	if !t.still() {
		if err := t.prepare(tx); err != nil {
			return err
		}
	}
	if err := t.allowed(tx); err != nil {
		return err
	}
	w := t.record.Writer(tx)
	if err := w.Bring(t.fresh()); err != nil {
		return err
	}
	for _, x := range t.steps {
		if x.writes {
			if err := at(x, t.write(w, x)); err != nil {
				return err
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := t.noteUnchanged(); err != nil {
		return err
	}
	return t.answerReads()
}

// noteUnchanged notes entries that were to change something and found it so already:
// what they met was read.
func (t *transaction) noteUnchanged() error {
	var entries []audit.Entry
	for _, x := range t.steps {
		if x.reads() || x.changed {
			continue
		}
		e := audit.Entry{Action: actions[interactions[x.method]], Outcome: audit.OK, Interface: "fhir", Type: x.typ.Name}
		if x.id != "" {
			e.Resources = []string{x.key().String()}
		}
		if x.answer.status == http.StatusOK {
			var err error
			if e.People, err = t.record.PeopleIn(t.tx, []record.Resource{{Key: x.key()}}, nil); err != nil {
				return err
			}
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 || t.gate == nil {
		return nil
	}
	return t.gate.Append(t.request.Context(), t.tx, entries...)
}

// allowed refuses what whoever acts may not write; of patches the content is judged
// when it is known.
func (t *transaction) allowed(tx *store.Tx) error {
	var drafts []*record.Draft
	new := map[record.Key]bool{}
	for _, x := range t.steps {
		if x.writes && x.draft != nil {
			drafts = append(drafts, x.draft)
			new[x.draft.Key] = x.method == http.MethodPost || x.named == "" && x.node.Get("id").Text() == ""
		}
	}
	return t.mayPut(tx, drafts, new)
}

// fresh gives the drafts that need no version before them.
func (t *transaction) fresh() (drafts []*record.Draft) {
	for _, x := range t.steps {
		if x.writes && x.draft != nil && x.ifMatch == record.AnyVersion {
			drafts = append(drafts, x.draft)
		}
	}
	return drafts
}

// answerReads answers what entries only ask for, as it is after the writes; one
// that cannot be answered fails the transaction.
func (t *transaction) answerReads() error {
	r := t.request.WithContext(within(t.request.Context(), t.tx))
	sum := 0
	for _, x := range t.steps {
		if !x.reads() {
			continue
		}
		if x.answer = t.alone(r, x); x.answer.status >= http.StatusBadRequest {
			return at(x, &answeredError{x.answer})
		}
		if sum += len(x.answer.body); sum > mostAnswered {
			return at(x, errTooMuch())
		}
	}
	return nil
}

// still tells whether all conditions are met by what met them before.
func (t *transaction) still() bool {
	for condition, before := range t.met {
		name, query, _ := strings.Cut(condition, "?")
		now, err := t.matching(t.tx, definition.ResourceOf(name), query)
		if err != nil { // preparing anew says which entry it is of
			return false
		}
		if (now == nil) != (before == nil) || now != nil && (now.Key != before.Key || now.Version != before.Version) {
			return false
		}
	}
	return true
}

// meets finds the one resource that meets a condition, each condition once.
func (t *transaction) meets(typ *definition.Type, query string) (*record.Resource, error) {
	condition := typ.Name + "?" + query
	met, known := t.met[condition]
	if !known {
		var err error
		if met, err = t.matching(t.tx, typ, query); err != nil {
			return nil, err
		}
		t.met[condition] = met
	}
	return met, nil
}

// choose finds the resource that an entry writes, and whether it does.
func (t *transaction) choose(x *step) (write bool, err error) {
	x.id, x.answer, x.draft = x.named, nil, nil
	if x.reads() {
		return false, nil
	}
	var met *record.Resource
	condition := x.query
	if x.method == http.MethodPost {
		condition = x.unless
	}
	if condition != "" {
		key := x.typ.Name + "?" + condition
		if t.asked[key] {
			return false, fault.New(fault.Invalid, "another entry has the condition %s too, so which is first would decide", key)
		}
		t.asked[key] = true
		if met, err = t.meets(x.typ, condition); err != nil {
			return false, err
		}
	}
	switch {
	case x.method == http.MethodDelete && condition != "" && met == nil:
		x.answer = &answer{status: http.StatusNoContent}
		return false, nil
	case x.method == http.MethodPatch && condition != "" && met == nil:
		return false, fault.New(fault.NotFound, "nothing meets the condition %s", condition)
	case (x.method == http.MethodDelete || x.method == http.MethodPatch) && met != nil:
		x.id = met.ID
	case x.method == http.MethodPost && met != nil:
		x.answer, x.id = t.written(&record.Outcome{Resource: *met}), met.ID
		return false, t.known(x)
	case x.method == http.MethodPost:
		x.id = t.newID()
	case condition != "":
		if x.id, err = t.replaced(x.node.Get("id").Text(), met); err != nil {
			return false, err
		}
	}
	if x.method == http.MethodDelete {
		return true, nil
	}
	return true, t.known(x)
}

// known lets others refer to an entry by its full URL, if it is one.
func (t *transaction) known(x *step) error {
	if !isAddress(x.fullURL) {
		return nil
	}
	if _, twice := t.targets[x.fullURL]; twice {
		return &fault.Error{Code: fault.Invalid, Column: "fullUrl", Value: x.fullURL, Reason: "another entry has it too, so that nobody can tell what a reference means"}
	}
	t.targets[x.fullURL] = x.key().String()
	return nil
}

// once refuses a bundle of which two entries mean one resource.
func (t *transaction) once(x *step) error {
	if x.reads() || x.id == "" {
		return nil
	}
	if t.meant[x.key()] {
		return fault.New(fault.Invalid, "%s is meant by another entry too", x.key())
	}
	t.meant[x.key()] = true
	return nil
}

// draft prepares what an entry writes.
func (t *transaction) draft(x *step) (err error) {
	if x.method == http.MethodPatch {
		return nil // of what is there when it is written
	}
	n, err := t.resolved(x.node)
	if err != nil {
		return err
	}
	x.draft, err = t.drafted(x.typ, x.id, n)
	return err
}

func (t *transaction) write(w *record.Writer, x *step) error {
	if x.method == http.MethodDelete {
		if err := t.writable(x.typ, x.id); err != nil {
			return err
		}
		x.answer = &answer{status: http.StatusNoContent}
		there, err := t.mayDelete(t.tx, x.key())
		if !there || err != nil {
			return err
		}
		x.changed, err = w.Delete(x.key(), x.ifMatch, t.now())
		return matchFault(err, x.ifMatch)
	}
	if x.method == http.MethodPatch {
		var err error
		if x.draft, err = t.patched(t.tx, x.key(), x.change); err != nil {
			return err
		}
		if err := t.mayPut(t.tx, []*record.Draft{x.draft}, nil); err != nil {
			return err
		}
	}
	out, err := w.Put(x.draft, x.ifMatch)
	if err != nil {
		return matchFault(err, x.ifMatch)
	}
	x.answer, x.changed = t.written(&out), !out.Same
	return nil
}

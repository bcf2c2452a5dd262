package sheet

import (
	"context"

	"continuum/internal/fault"
	"continuum/plan/standard"
)

// Edit writes one value of a plan. It names an entry; or, for what stands at most once, the
// element, which need not stand there yet.
type Edit struct {
	Entry    int64
	Under    int64  // the entry below which the element is; 0: the top of the standard
	Standard string // where Under is 0
	Element  string // path from there, such as "Free text"
	Seen     int64  // version that the writer had before them; 0: nothing
	Value    string
	// Page stands for one open page, such as a random word in it. A page whose network
	// failed does not know of its own last save, and is not told that somebody else wrote.
	Page string
}

// Saved is what came of writing.
type Saved struct {
	Entry Entry  // as it stands; zero where nothing was written onto nothing
	Aside *Aside // what was written, kept beside it, as somebody wrote meanwhile; nil: it stands
}

// New adds an entry to a plan.
type New struct {
	Under    int64  // the entry below which it is to stand; 0: the top of the standard
	Standard string // where Under is 0
	Element  string // path from there
	Value    string // of a leaf; may be empty
	Token    string // of the form; sending one twice adds one
}

// longestToken bounds tokens of forms and pages, in bytes.
const longestToken = 100

func soundToken(token string) error {
	if len(token) <= longestToken && plain(token) {
		return nil
	}
	return &fault.Error{Code: fault.Invalid, Column: "token", Reason: "the token of the form is too long or no text", Fix: "load the page again; copy what you wrote first"}
}

// Set writes a value as the actor of the context. Where somebody wrote onto the version that
// was seen, or took it out, what is written is kept aside (Saved.Aside). Errors leave the
// text with its writer: Denied where no policy lets them write, Invalid where the value or
// what it is of makes no sense, NotFound where there is no such entry.
func (s *Sheets) Set(ctx context.Context, person string, edit Edit) (saved Saved, err error) {
	err = s.write(ctx, person, "writing into a plan", "update", func(h *hand) (string, error) {
		saved = Saved{}
		if err := soundToken(edit.Page); err != nil {
			return "", err
		}
		h.page = edit.Page
		return h.set(&edit, &saved)
	})
	return saved, err
}

func (h *hand) set(edit *Edit, saved *Saved) (about string, err error) {
	at, err := h.spotOf(edit)
	if err != nil {
		return "", err
	}
	value, err := sound(at.of, edit.Value)
	switch {
	case err != nil:
		return "", err
	case at.of.Many && at.entry == nil:
		return "", &fault.Error{Code: fault.Invalid, Column: at.of.Name, Reason: "“" + at.of.Name + "” can stand in a plan several times, and it is not said which to write", Fix: "add one, or name the entry"}
	case at.entry != nil:
		saved.Entry = *at.entry
		return at.of.Path, h.put(saved, edit.Seen, value)
	case value == "":
		return "", nil
	}
	parent, err := h.lay(&at, Added)
	if err == nil {
		saved.Entry, err = h.create(parent, at.of, value, "", Added)
	}
	return at.of.Path, err
}

func (h *hand) spotOf(edit *Edit) (at spot, err error) {
	if edit.Entry == 0 {
		return h.reach(edit.Under, edit.Standard, edit.Element)
	}
	e, err := entryOf(h.tx, h.person, edit.Entry)
	if err != nil {
		return at, err
	}
	if at.of, at.entry = e.Element(), &e; at.of == nil {
		err = &fault.Error{Code: fault.Conflict, Value: e.Path, Reason: "the standard has this element no more", Fix: "write into another; what stands here is kept"}
	}
	return at, err
}

// put writes onto an entry what somebody wrote who saw a version, or keeps it aside.
func (h *hand) put(saved *Saved, seen int64, value string) error {
	e := &saved.Entry
	if value == e.Value {
		return nil
	}
	before, err := h.since(e, seen, value)
	if err != nil || before.has {
		return err
	}
	out, err := gone(h.tx, e)
	if err != nil {
		return err
	}
	fresh := seen == 0 && e.Version == 1 && e.Value == ""
	if !out && (seen == e.Version || fresh || before.own) {
		return h.bring(e, Wrote, value, false, 0)
	}
	saved.Aside, err = h.keepAside(e, seen, value)
	return err
}

// since tells what came of an entry since a version was seen.
type since struct {
	has bool // the value is what was seen, or was taken from this page already: there is nothing to write
	own bool // all was written from this page
}

func (h *hand) since(e *Entry, seen int64, value string) (was since, err error) {
	if seen == e.Version {
		return was, nil
	}
	was.own = h.page != "" && seen < e.Version
	for row, err := range h.tx.Query("SELECT version, value, page, account FROM plan_change WHERE person = $1 AND entry = $2 AND version >= $3 ORDER BY version", h.person, e.ID, seen) {
		var version int64
		var then, page, account string
		if err == nil {
			err = row.Scan(&version, &then, &page, &account)
		}
		if err != nil {
			return was, err
		}
		own := h.page != "" && page == h.page && account == by(h.ctx)
		was.has = was.has || value == then && (own || version == seen)
		was.own = was.own && (own || version == seen)
	}
	return was, nil
}

// Add adds an entry as the actor of the context: of what can stand several times a further
// one at the end, of other elements the one that there is. Errors are as those of Set, and
// Conflict where that below which it is to stand was taken out.
func (s *Sheets) Add(ctx context.Context, person string, n New) (saved Saved, err error) {
	err = s.write(ctx, person, "adding to a plan", "create", func(h *hand) (string, error) {
		saved = Saved{}
		if err := soundToken(n.Token); err != nil {
			return "", err
		}
		return h.add(&n, &saved)
	})
	return saved, err
}

func (h *hand) add(n *New, saved *Saved) (about string, err error) {
	if old, err := h.sent(n.Token); old != nil || err != nil {
		return h.again(old, n, saved, err)
	}
	at, err := h.reach(n.Under, n.Standard, n.Element)
	if err != nil {
		return "", err
	}
	value, err := sound(at.of, n.Value)
	if err != nil {
		return "", err
	}
	if at.entry != nil {
		saved.Entry = *at.entry
		return at.of.Path, h.onto(saved, 0, value)
	}
	parent, err := h.lay(&at, Added)
	if err == nil {
		saved.Entry, err = h.create(parent, at.of, value, n.Token, Added)
	}
	return at.of.Path, err
}

// sent is what a form added already; nil: nothing.
func (h *hand) sent(token string) (*Entry, error) {
	if token == "" {
		return nil, nil
	}
	all, err := entries(h.tx, "person = $1 AND token = $2", h.person, token)
	if len(all) == 0 {
		return nil, err
	}
	return &all[0], err
}

// again takes a form that was sent before. A text that is another than then is written onto
// what it added.
func (h *hand) again(old *Entry, n *New, saved *Saved, err error) (string, error) {
	var of *standard.Element
	if err == nil {
		of = old.Element()
	}
	if of == nil {
		return "", err
	}
	value, err := sound(of, n.Value)
	if err != nil {
		return "", err
	}
	saved.Entry = *old
	return of.Path, h.onto(saved, 1, value)
}

// onto is put for a text that may be left out.
func (h *hand) onto(saved *Saved, seen int64, value string) error {
	if value == "" {
		return nil
	}
	return h.put(saved, seen, value)
}

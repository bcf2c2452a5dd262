package sheet

import (
	"context"

	"continuum/internal/fault"
)

// Remove takes an entry, with all that stands in it, out of sight, as the actor of the
// context. It stays in the history and can be restored. Conflict where somebody wrote onto
// the version that was seen; errors besides as those of Set.
func (s *Sheets) Remove(ctx context.Context, person string, entry, seen int64) (e Entry, err error) {
	return s.change(ctx, person, "taking something out of a plan", "delete", entry, func(h *hand, e *Entry) error {
		if e.Removed || e.Version != seen {
			return changedMeanwhile()
		}
		return h.bring(e, TookOut, e.Value, true, 0)
	})
}

// Restore puts back what was removed, with all that stands in it. Conflict where somebody did
// meanwhile, or where another stands in its place that can stand once only.
func (s *Sheets) Restore(ctx context.Context, person string, entry, seen int64) (e Entry, err error) {
	return s.change(ctx, person, "putting something back into a plan", "update", entry, func(h *hand, e *Entry) error {
		if !e.Removed || e.Version != seen {
			return changedMeanwhile()
		}
		if of := e.Element(); of != nil && !of.Many {
			other, err := live(h.tx, h.person, e.Parent, of)
			if err != nil {
				return err
			}
			if len(other) > 0 {
				return &fault.Error{Code: fault.Conflict, Column: field(of), Reason: "another “" + field(of) + "” stands in its place", Fix: "take that one out first, or copy from this one what is to stay"}
			}
		}
		return h.bring(e, PutBack, e.Value, false, 0)
	})
}

// Move lets an entry stand before another of its element and parent, or last where that is 0.
// It is no new version: whoever writes into it meanwhile is not disturbed.
func (s *Sheets) Move(ctx context.Context, person string, entry, before int64) (e Entry, err error) {
	return s.change(ctx, person, "ordering a plan", "update", entry, func(h *hand, e *Entry) error {
		all, err := entries(h.tx, "person = $1 AND parent = $2 AND standard = $3 AND element = $4", h.person, e.Parent, e.Standard, e.Path)
		if err != nil {
			return err
		}
		ids, err := moved(all, e.ID, before)
		if err != nil {
			return err
		}
		for i, id := range ids {
			if _, err := h.tx.Exec("UPDATE plan_entry SET position = $1 WHERE person = $2 AND id = $3", int64(i+1), h.person, id); err != nil {
				return err
			}
			if id == e.ID {
				e.Position = int64(i + 1)
			}
		}
		return h.log(e, Moved, "", 0, 0)
	})
}

// moved gives the order in which one entry stands before another.
func moved(all []Entry, id, before int64) (ids []int64, err error) {
	placed := false
	for _, e := range all {
		if e.ID == id {
			continue
		}
		if e.ID == before {
			ids, placed = append(ids, id), true
		}
		ids = append(ids, e.ID)
	}
	if placed {
		return ids, nil
	}
	if before != 0 {
		return nil, &fault.Error{Code: fault.Invalid, Column: "before", Reason: "that before which it is to stand is not of the same kind and place", Fix: "read the plan again and choose one that stands beside it"}
	}
	return append(ids, id), nil
}

// change does something with an entry that is there.
func (s *Sheets) change(ctx context.Context, person, doing, action string, entry int64, f func(h *hand, e *Entry) error) (e Entry, err error) {
	err = s.write(ctx, person, doing, action, func(h *hand) (string, error) {
		if e, err = entryOf(h.tx, person, entry); err != nil {
			return "", err
		}
		return e.Path, f(h, &e)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

package relation_test

import (
	"context"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/record/sight"
	"continuum/store"
)

func contextThatEnds(t *testing.T) (context.Context, func()) {
	return context.WithCancel(t.Context())
}

// TestGrants says things of somebody, twice each, and takes them back.
func TestGrants(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		const p = "P7QK2M9XW4TB"
		later := time.Now().Add(time.Hour)
		for _, c := range []struct {
			name string
			do   func(tx *store.Tx) error
			want string
		}{
			{"claim", func(tx *store.Tx) error { return w.Claim(tx, p, "ann", later) }, "claimed:ann"},
			{"another claims", func(tx *store.Tx) error { return w.Claim(tx, p, "bob", later) }, "claimed:ann claimed:bob"},
			{"a claim that is over", func(tx *store.Tx) error { return w.Claim(tx, p, "cat", time.Now().Add(-time.Second)) }, "claimed:ann claimed:bob"},
			{"unclaim", func(tx *store.Tx) error { return w.Unclaim(tx, p, "ann") }, "claimed:bob"},
			{"break the glass", func(tx *store.Tx) error { return w.BreakGlass(tx, p, "ann", later) }, "break-glass:ann claimed:bob"},
			{"end it", func(tx *store.Tx) error { return w.EndBreakGlass(tx, "ann") }, "claimed:bob"},
			{"share", func(tx *store.Tx) error { return w.Share(tx, p, "joe", []string{"results", "problems"}, time.Time{}) }, "claimed:bob shared:problems:joe shared:results:joe"},
			{"share less", func(tx *store.Tx) error { return w.Share(tx, p, "joe", []string{"results"}, later) }, "claimed:bob shared:results:joe"},
			{"unshare", func(tx *store.Tx) error { return w.Unshare(tx, p, "joe") }, "claimed:bob"},
			{"mark", func(tx *store.Tx) error { return w.Mark(tx, p, sight.Dissent) }, "claimed:bob dissent:"},
			{"mark otherwise", func(tx *store.Tx) error { return w.Mark(tx, p, sight.Prominent) }, "claimed:bob dissent: prominent:"},
			{"unmark", func(tx *store.Tx) error { return w.Unmark(tx, p, sight.Dissent) }, "claimed:bob prominent:"},
			{"unmark what was not", func(tx *store.Tx) error { return w.Unmark(tx, p, sight.Sealed) }, "claimed:bob prominent:"},
		} {
			for range 2 {
				w.write(c.do)
				if got := w.relations(p); got != c.want {
					t.Errorf("%s: %q, want %q", c.name, got, c.want)
				}
			}
		}
		for name, do := range map[string]func(tx *store.Tx) error{
			"no section":       func(tx *store.Tx) error { return w.Share(tx, p, "joe", []string{"all"}, later) },
			"no mark":          func(tx *store.Tx) error { return w.Mark(tx, p, sight.Self) },
			"without end":      func(tx *store.Tx) error { return w.Claim(tx, p, "ann", time.Time{}) },
			"glass for ever":   func(tx *store.Tx) error { return w.BreakGlass(tx, p, "ann", time.Time{}) },
			"of nobody":        func(tx *store.Tx) error { return w.Claim(tx, p, "", later) },
			"shared by nobody": func(tx *store.Tx) error { return w.Share(tx, "", "joe", []string{"results"}, later) },
		} {
			if err := w.db.Write(t.Context(), do); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if got := w.relations(p); got != "claimed:bob prominent:" {
			t.Errorf("what was refused left %q", got)
		}
	})
}

package record

import (
	"context"
	"fmt"
	"testing"

	"continuum/record/definition"
	"continuum/store"
)

// TestWatch hears of what is new, changed and gone, of watched types only, and
// undoes a change by its error.
func TestWatch(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		var heard []string
		refuse := false
		r.Watch([]string{"Patient"}, func(tx *store.Tx, before, after *Resource) error {
			if refuse {
				return context.Canceled
			}
			text := ""
			for _, x := range []*Resource{before, after} {
				if x == nil {
					text += " none"
				} else {
					text += fmt.Sprintf(" %d of %d bytes", x.Version, min(len(x.Content), 1))
				}
			}
			heard = append(heard, text)
			return nil
		})
		for _, x := range []string{
			`{"resourceType":"Patient","id":"a"}`, `{"resourceType":"Patient","id":"a","active":true}`, `{"resourceType":"Patient","id":"a","active":true}`,
			`{"resourceType":"Group","id":"a","type":"person","actual":true}`,
		} {
			if _, err := d.put(x, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		key := Key{definition.ResourceOf("Patient"), "a"}
		d.delete(key)
		d.delete(key)
		if _, err := d.put(`{"resourceType":"Patient","id":"a"}`, AnyVersion); err != nil {
			t.Fatal(err)
		}
		want := "[ none 1 of 1 bytes  1 of 1 bytes 2 of 1 bytes  2 of 1 bytes none  none 4 of 1 bytes]"
		if got := fmt.Sprint(heard); got != want {
			t.Errorf("heard %s, want %s", got, want)
		}
		refuse = true
		if _, err := d.put(`{"resourceType":"Patient","id":"b"}`, AnyVersion); err == nil {
			t.Error("the watcher's error was lost")
		}
		if _, err := d.read(Key{key.Type, "b"}, 0); err == nil {
			t.Error("what a watcher refused was kept")
		}
	})
}

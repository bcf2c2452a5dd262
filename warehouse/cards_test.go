package warehouse

import (
	"os"
	"path/filepath"
	"testing"

	"continuum/internal/fault"
)

// TestDamagedCardsAreRefused: a file cut anywhere gives an error, never a panic
// or somebody else's banner.
func TestDamagedCardsAreRefused(t *testing.T) {
	whole := []byte(`{"person_id":"PA"}{"person_id":"PB"}` +
		"\x00\x00\x00\x00\x00\x00\x00\x00" + "\x12\x00\x00\x00\x00\x00\x00\x00" + "\x24\x00\x00\x00\x00\x00\x00\x00" + "\x02\x00\x00\x00\x00\x00\x00\x00")
	path := filepath.Join(t.TempDir(), "people.cards")
	open := func(data []byte) (*cards, error) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return openCards(path)
	}
	c, err := open(whole)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"PA": true, "PB": true, "P0": false, "PAA": false, "PC": false} {
		p, ok, err := c.find(id)
		if err != nil || ok != want || (ok && p.ID != id) {
			t.Errorf("find %s: %v %v %v", id, p.ID, ok, err)
		}
	}
	for n := range len(whole) {
		c, err := open(whole[:n])
		if err == nil && c.people > 0 {
			_, err = c.person(0)
		}
		if err != nil && fault.CodeOf(err) != fault.Internal {
			t.Errorf("cut at %d: %v", n, err)
		}
		if err == nil && c.people > 0 {
			t.Errorf("a file cut at %d of %d was taken for whole", n, len(whole))
		}
	}
}

package access_test

import (
	"path/filepath"
	"strings"
	"testing"

	"continuum/access"
	"continuum/place"
)

func weston(t testing.TB) *access.Rules {
	t.Helper()
	p, wrong, err := place.Load(filepath.Join("..", "places", "weston"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range wrong {
		t.Error(x)
	}
	r, problems := access.Load(p)
	for _, x := range problems {
		t.Error(x)
	}
	return r
}

func TestWestonIsSound(t *testing.T) {
	r := weston(t)
	if len(r.Policies.List()) < 20 || len(r.Examples) < 20 {
		t.Errorf("%d policies and %d examples", len(r.Policies.List()), len(r.Examples))
	}
}

// weston50 is Weston with as many policies again, so that there are fifty or more.
func weston50(b *testing.B) *access.Rules {
	b.Helper()
	p, _, err := place.Load(filepath.Join("..", "places", "weston"))
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range p.Files {
		if strings.HasSuffix(f.Name, ".cedar") {
			text := strings.ReplaceAll(string(f.Data), `@id("`, `@id("more-`)
			p.Files = append(p.Files, place.File{Name: strings.Replace(f.Name, ".cedar", "_more.cedar", 1), Data: []byte(text)})
		}
	}
	r, _ := access.Load(p)
	return r
}

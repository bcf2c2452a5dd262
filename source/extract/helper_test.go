package extract

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/fault"
)

// got collects what a reader hands over, copying each field; a nil field is "∅".
type got struct {
	rows   []string // "line|set: field field"
	fields [][]string
	broken []Broken
	failAt int // fail at this row, 0 never
}

var errSink = errors.New("sink is full")

func (g *got) Row(r Row) error {
	fields := make([]string, len(r.Fields))
	for i, f := range r.Fields {
		fields[i] = string(f)
		if f == nil {
			fields[i] = "∅"
		}
	}
	g.fields = append(g.fields, fields)
	g.rows = append(g.rows, fmt.Sprintf("%d/%d %s", r.Line, r.Set, strings.Join(fields, "·")))
	if g.failAt == len(g.rows) {
		return errSink
	}
	return nil
}

func (g *got) Broken(b Broken) error {
	g.broken = append(g.broken, b)
	return nil
}

// text is everything handed over in a readable form.
func (g *got) text() string {
	var b strings.Builder
	for _, r := range g.rows {
		b.WriteString(r + "\n")
	}
	for _, x := range g.broken {
		fmt.Fprintf(&b, "broken %d: %s <%s>\n", x.Line, x.Reason, x.Raw[:min(len(x.Raw), 60)])
	}
	return b.String()
}

// nothing takes rows without looking.
type nothing struct{ rows, broken int }

func (n *nothing) Row(Row) error       { n.rows++; return nil }
func (n *nothing) Broken(Broken) error { n.broken++; return nil }

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// readAll opens and reads a file into a got.
func readAll(t testing.TB, path string, f Format) (*got, *File, error) {
	t.Helper()
	file, err := Open(path, f)
	if err != nil {
		return nil, nil, err
	}
	t.Cleanup(func() { file.Close() })
	g := &got{}
	err = file.Each(context.Background(), g)
	return g, file, err
}

// wantFault checks that err is a fault of the code that names the file and says want.
func wantFault(t *testing.T, err error, code fault.Code, path string, want ...string) {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a fault", err)
	}
	if e.Code != code || e.File != path || e.Fix == "" {
		t.Errorf("code %q, file %q, fix %q in %v", e.Code, e.File, e.Fix, err)
	}
	for _, w := range want {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\ngot:\n%s\nwant:\n%s", what, got, want)
	}
}

package audit

import (
	"bytes"
	"strings"
	"testing"

	"continuum/internal/fault"
)

func TestExport(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		filled(t, l, 0, 600)
		early, err := l.Checkpoint(t.Context())
		must(t, err)
		must(t, l.Pack(t.Context()))
		filled(t, l, 600, 50)
		late, err := l.Checkpoint(t.Context())
		must(t, err)
		var out bytes.Buffer
		must(t, l.Export(t.Context(), &out))
		for _, text := range []string{early, late} {
			c, err := ReadCheckpoint(text, l.known)
			must(t, err)
			tree, err := RootOf(bytes.NewReader(out.Bytes()), c.N)
			if err != nil || tree != c.Tree {
				t.Errorf("of %d exported entries the tree is %v, not %v: %v", c.N, tree, c.Tree, err)
			}
		}
		if tree, err := RootOf(bytes.NewReader(out.Bytes()), -1); err != nil || tree.N != 650 {
			t.Errorf("%v, %v", tree, err)
		}
		all := out.String()
		for name, bad := range map[string]string{
			"cut off":           all[:len(all)-10],
			"one short":         all[strings.Index(all, "\n")+1:],
			"shorter than that": all[:1000],
		} {
			if _, err := RootOf(strings.NewReader(bad), 650); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func FuzzRootOf(f *testing.F) {
	f.Add(append(Encode(Entry{Action: "read", Outcome: OK}), '\n'), int64(-1))
	f.Fuzz(func(t *testing.T, text []byte, size int64) {
		tree, err := RootOf(bytes.NewReader(text), size)
		if err == nil && (size >= 0 && tree.N != size || tree.N > int64(len(text))) {
			t.Errorf("%d entries of %d", tree.N, size)
		}
	})
}

package audit

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// twin is the same tree as tlog makes it.
type twin []tlog.Hash

func (r *twin) add(t testing.TB, n int64, line []byte) {
	more, err := tlog.StoredHashes(n, line, r)
	must(t, err)
	*r = append(*r, more...)
}

func (r *twin) ReadHashes(indexes []int64) (out []tlog.Hash, err error) {
	for _, i := range indexes {
		out = append(out, (*r)[i])
	}
	return out, nil
}

// TestTree compares the log with tlog's own tree, when nothing, some and most of it
// is packed.
func TestTree(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		var r twin
		n := int64(0)
		for _, count := range []int{1, 6, 250, 900, 1500, 2000} {
			filled(t, l, int(n), count)
			must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
				for end := n + int64(count); n < end; n++ {
					e, err := l.Entry(tx, n)
					must(t, err)
					r.add(t, n, Encode(e))
				}
				agrees(t, l, tx, n, &r)
				return nil
			}))
			if count != 900 {
				must(t, l.Pack(t.Context()))
			}
			must(t, l.db.Read(t.Context(), func(tx *store.Tx) error { agrees(t, l, tx, n, &r); return nil }))
			sound(t, l)
		}
	})
}

// agrees proves entries and growth at random sizes.
func agrees(t *testing.T, l *Log, tx *store.Tx, n int64, r *twin) {
	t.Helper()
	s, err := readState(tx)
	must(t, err)
	want, err := tlog.TreeHash(n, r)
	must(t, err)
	if s.size != n || rootOf(s.peaks) != want {
		t.Fatalf("of %d entries the root is %s, not %s", s.size, rootOf(s.peaks), want)
	}
	for range 20 {
		size := 1 + rand.Int64N(n)
		old, index := 1+rand.Int64N(size), rand.Int64N(size)
		root, err := tlog.TreeHash(size, r)
		must(t, err)
		before, err := tlog.TreeHash(old, r)
		must(t, err)
		p, err := l.Inclusion(tx, index, size)
		must(t, err)
		e, err := l.Entry(tx, index)
		must(t, err)
		must(t, tlog.CheckRecord(p, size, root, index, tlog.RecordHash(Encode(e))))
		c, err := l.Consistency(tx, old, size)
		must(t, err)
		must(t, tlog.CheckTree(c, size, root, old, before))
	}
	for _, ask := range [][2]int64{{n, n}, {-1, n}, {0, n + 1}} {
		if _, err := l.Inclusion(tx, ask[0], ask[1]); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("entry %d of %d was proved: %v", ask[0], ask[1], err)
		}
	}
	if _, err := l.Consistency(tx, 1, n+1); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("growth beyond the end was proved: %v", err)
	}
}

// TestTextsOffline checks with nothing but texts and the public key, and that no
// changed byte of any passes.
func TestTextsOffline(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		ctx := context.Background()
		filled(t, l, 0, 700)
		older, err := l.Checkpoint(ctx)
		must(t, err)
		again, err := l.Checkpoint(ctx)
		must(t, err)
		filled(t, l, 700, 1200)
		must(t, l.Pack(ctx))
		proof, err := l.Proof(ctx, 1234)
		must(t, err)
		newer, err := l.Checkpoint(ctx)
		must(t, err)
		grown, err := l.Grown(ctx, older, newer)
		must(t, err)
		known, err := Keys(l.key.Public())
		must(t, err)

		e, signed, err := CheckProof(proof, known)
		if err != nil || e.Sequence != 1234 || e.Request != "r1234" || signed.N != 1900 || signed.Origin != origin {
			t.Fatal(e, signed, err)
		}
		must(t, CheckGrown(grown, older, newer, known))
		if again != older || !strings.HasSuffix(proof, newer) {
			t.Error("a log that did not grow was signed again")
		}
		altered(proof, func(s string) {
			if _, _, err := CheckProof(s, known); err == nil {
				t.Errorf("a changed proof passes:\n%s", s)
			}
		})
		altered(older, func(s string) {
			if err := CheckGrown(grown, s, newer, known); err == nil {
				t.Errorf("a changed checkpoint passes:\n%s", s)
			}
		})
		altered(grown, func(s string) {
			if err := CheckGrown(s, older, newer, known); err == nil {
				t.Errorf("a changed proof of growth passes:\n%s", s)
			}
		})
		if _, err := l.Proof(ctx, 1900); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("what is not there was proved: %v", err)
		}
		var texts []string
		must(t, l.db.Read(ctx, func(tx *store.Tx) error { texts, err = l.Checkpoints(tx, 0, 10); return err }))
		if len(texts) != 2 || texts[0] != older || texts[1] != newer {
			t.Errorf("kept are %q", texts)
		}
		sound(t, l, older, newer)
	})
}

// altered gives a text with each byte changed in turn.
func altered(text string, check func(string)) {
	for i := range len(text) {
		b := []byte(text)
		b[i] ^= 1 << (i % 7)
		check(string(b))
	}
}

func FuzzCheckProof(f *testing.F) {
	f.Add(proofHeader + "\nextra e30=\nindex 0\n\n" + origin + "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— " + origin + " Az3grlgt\n")
	known, err := Keys()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, err := CheckProof(text, known); err == nil {
			t.Error("proved without a key")
		}
		if err := CheckGrown(text, text, text, known); err == nil {
			t.Error("grown without a key")
		}
		if c, err := parseTree(text); err == nil && !strings.HasPrefix(text, checkpointText(c.Origin, c.N, c.Hash)) {
			t.Errorf("%q is read as %+v", text, c)
		}
	})
}

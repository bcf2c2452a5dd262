package audit

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// grownHeader begins a text that shows how one checkpoint goes on from another.
const grownHeader = "continuum-audit-consistency/1"

// Grown is a text that shows without the database that a newer checkpoint's log
// begins with all that was in an older one's: the hashes of RFC 6962, 2.1.2. Denied
// or Invalid where a checkpoint is not of this log, NotFound where it has more
// entries than there are.
func (l *Log) Grown(ctx context.Context, older, newer string) (string, error) {
	from, to, err := pair(older, newer, l.known)
	if err != nil {
		return "", err
	}
	var p tlog.TreeProof
	if from.N > 0 {
		err = l.db.Read(ctx, func(tx *store.Tx) error {
			p, err = l.Consistency(tx, from.N, to.N)
			return err
		})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%d %d\n", grownHeader, from.N, to.N)
	for _, h := range p {
		fmt.Fprintln(&b, h)
	}
	return b.String(), err
}

// CheckGrown checks what Grown gave. Invalid where the text is none, Denied where the
// newer log does not begin with the older one: somebody changed what had been signed.
func CheckGrown(text, older, newer string, known note.Verifiers) error {
	from, to, err := pair(older, newer, known)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 2 || len(lines) > 2+128 || lines[0] != grownHeader || lines[1] != fmt.Sprint(from.N, " ", to.N) {
		return &fault.Error{Code: fault.Invalid, Reason: "this does not show how the one checkpoint goes on from the other", Fix: "ask for it with these two checkpoints"}
	}
	var p tlog.TreeProof
	for _, s := range lines[2:] {
		h, err := tlog.ParseHash(s)
		if err != nil || h.String() != s {
			return &fault.Error{Code: fault.Invalid, Reason: "one of the hashes is none", Fix: "give the text as the log wrote it"}
		}
		p = append(p, h)
	}
	if from.N == 0 && len(p) == 0 {
		return nil // every log begins with the empty one
	}
	if tlog.CheckTree(p, to.N, to.Hash, from.N, from.Hash) != nil {
		return &fault.Error{Code: fault.Denied, Reason: "the newer log does not begin with what the older checkpoint signed", Fix: "keep both checkpoints and tell the privacy officer"}
	}
	return nil
}

// pair reads two checkpoints of one log.
func pair(older, newer string, known note.Verifiers) (from, to Signed, err error) {
	if from, err = ReadCheckpoint(older, known); err != nil {
		return from, to, err
	}
	if to, err = ReadCheckpoint(newer, known); err != nil {
		return from, to, err
	}
	if from.Origin != to.Origin || from.N > to.N {
		err = &fault.Error{Code: fault.Invalid, Reason: "these are not an older and a newer checkpoint of one log", Fix: "give the one of fewer entries first"}
	}
	return from, to, err
}

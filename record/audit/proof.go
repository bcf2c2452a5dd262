package audit

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// Inclusion proves that the tree of the first size entries has this one at its place
// (RFC 6962, 2.1.1; tlog.CheckRecord checks it). NotFound where there are not so many.
func (l *Log) Inclusion(tx *store.Tx, index, size int64) (tlog.RecordProof, error) {
	h, err := l.hashes(tx)
	if err != nil {
		return nil, err
	}
	if index < 0 || index >= size || size > h.s.size {
		return nil, noEntry(index)
	}
	p, err := tlog.ProveRecord(size, index, h)
	return p, fault.Wrap(err, "proving that an audit entry is in the log")
}

// Consistency proves that the tree of the first size entries begins with that of the
// first old ones (RFC 6962, 2.1.2; tlog.CheckTree checks it), so that nothing of them
// was changed since. NotFound where there are not so many.
func (l *Log) Consistency(tx *store.Tx, old, size int64) (tlog.TreeProof, error) {
	h, err := l.hashes(tx)
	if err != nil {
		return nil, err
	}
	if old < 1 || old > size || size > h.s.size {
		return nil, &fault.Error{Code: fault.NotFound, Reason: "the audit log never had so many entries", Value: fmt.Sprintf("%d, %d", old, size), Fix: "ask with the sizes of two checkpoints, the smaller first"}
	}
	p, err := tlog.ProveTree(size, old, h)
	return p, fault.Wrap(err, "proving that the audit log only grew")
}

func noEntry(n int64) error {
	return &fault.Error{Code: fault.NotFound, Reason: "there is no such audit entry", Value: strconv.FormatInt(n, 10)}
}

// Proof is a text that shows without the database that an entry is in the log: the
// entry as it was hashed, the proof and the newest checkpoint, which is signed now
// if it does not cover the entry (C2SP tlog-proof, the entry as its extra data).
func (l *Log) Proof(ctx context.Context, index int64) (string, error) {
	checkpoint, size, err := l.covering(ctx, index)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = l.db.Read(ctx, func(tx *store.Tx) error {
		e, err := l.Entry(tx, index)
		if err != nil {
			return err
		}
		p, err := l.Inclusion(tx, index, size)
		fmt.Fprintf(&b, "%s\nextra %s\nindex %d\n", proofHeader, base64.StdEncoding.EncodeToString(Encode(e)), index)
		for _, h := range p {
			fmt.Fprintln(&b, h)
		}
		return err
	})
	return b.String() + "\n" + checkpoint, err
}

const proofHeader = "c2sp.org/tlog-proof@v1"

// covering gives the newest checkpoint, made now if it does not cover an entry.
func (l *Log) covering(ctx context.Context, index int64) (text string, size int64, err error) {
	err = l.db.Read(ctx, func(tx *store.Tx) error {
		s, err := readState(tx)
		if err == nil && (index < 0 || index >= s.size) {
			err = noEntry(index)
		}
		if err != nil || s.checkpoints == 0 {
			return err
		}
		size = s.signed
		return tx.QueryRow("SELECT note FROM audit_checkpoint WHERE size = $1", size).Scan(&text)
	})
	if err != nil || index < size {
		return text, size, err
	}
	if text, err = l.Checkpoint(ctx); err != nil {
		return "", 0, err
	}
	signed, err := ReadCheckpoint(text, l.known)
	return text, signed.N, err
}

// CheckProof checks what Proof gave and gives the entry and the checkpoint. Invalid
// where the text is no proof, Denied where it does not prove what it says.
func CheckProof(text string, known note.Verifiers) (Entry, Signed, error) {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(text) > 16<<20 || len(lines) < 3 || len(lines) > 3+63 || lines[0] != proofHeader {
		return Entry{}, Signed{}, noProof("it has not its lines")
	}
	signed, err := ReadCheckpoint(checkpoint, known)
	if err != nil {
		return Entry{}, Signed{}, err
	}
	line, index, path, err := parseProof(lines[1:])
	if err != nil {
		return Entry{}, Signed{}, err
	}
	if index >= signed.N || tlog.CheckRecord(path, signed.N, signed.Hash, index, tlog.RecordHash(line)) != nil {
		return Entry{}, Signed{}, &fault.Error{Code: fault.Denied, Reason: "the entry is not in the log that the checkpoint signs", Fix: "ask for the proof again; should it fail again, tell the privacy officer"}
	}
	e, err := Decode(line)
	if err == nil && e.Sequence != index {
		err = noProof("the entry has another number")
	}
	return e, signed, err
}

// parseProof reads the lines behind the first: extra, index, and the hashes.
func parseProof(lines []string) (entry []byte, index int64, path tlog.RecordProof, err error) {
	extra, isExtra := strings.CutPrefix(lines[0], "extra ")
	number, isIndex := strings.CutPrefix(lines[1], "index ")
	entry, err = base64.StdEncoding.DecodeString(extra)
	if err != nil || base64.StdEncoding.EncodeToString(entry) != extra || !isExtra || !isIndex {
		return nil, 0, nil, noProof("it does not hold the entry and its number")
	}
	index, err = strconv.ParseInt(number, 10, 64)
	if err != nil || index < 0 || strconv.FormatInt(index, 10) != number {
		return nil, 0, nil, noProof("the entry's number is none")
	}
	for _, s := range lines[2:] {
		h, err := tlog.ParseHash(s)
		if err != nil || h.String() != s {
			return nil, 0, nil, noProof("one of its hashes is none")
		}
		path = append(path, h)
	}
	return entry, index, path, nil
}

func noProof(why string) error {
	return &fault.Error{Code: fault.Invalid, Reason: "this is no proof of an audit entry: " + why, Fix: "give the text as the log wrote it, with all of its lines"}
}

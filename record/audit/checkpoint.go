package audit

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// Signed is what a checkpoint says: the log of this origin had so many entries, and
// this was the root of their tree.
type Signed struct {
	Origin string
	tlog.Tree
}

// Checkpoint signs the log as it is now and gives the text, which is kept too. Give
// it to partners: what was signed cannot be taken back. Invalid without a key.
func (l *Log) Checkpoint(ctx context.Context) (text string, err error) {
	if l.key == nil {
		return "", &fault.Error{Code: fault.Invalid, Reason: "the audit log was opened without a key to sign with", Fix: "open it with the key's file"}
	}
	err = l.db.Write(ctx, func(tx *store.Tx) error {
		text, err = l.sign(tx)
		return err
	})
	return text, err
}

func (l *Log) sign(tx *store.Tx) (string, error) {
	from, err := readState(tx)
	if err != nil {
		return "", err
	}
	if from.checkpoints > 0 && from.size == from.signed {
		var text string
		return text, tx.QueryRow("SELECT note FROM audit_checkpoint WHERE size = $1", from.size).Scan(&text)
	}
	text, err := note.Sign(&note.Note{Text: checkpointText(l.key.Origin(), from.size, rootOf(from.peaks))}, l.key.signer)
	if err != nil {
		return "", fault.Wrap(err, "signing the audit log")
	}
	to := from
	to.signed, to.checkpoints = from.size, from.checkpoints+1
	if err := tx.Insert("audit_checkpoint", []string{"size", "note"}, [][]any{{from.size, string(text)}}); err != nil {
		return "", err
	}
	return string(text), move(tx, &from, &to)
}

func checkpointText(origin string, size int64, root tlog.Hash) string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin, size, root)
}

// Checkpoints gives the texts of up to so many kept checkpoints of more than some
// entries, the smallest first.
func (l *Log) Checkpoints(tx *store.Tx, after int64, most int) (texts []string, err error) {
	for row, err := range tx.Query("SELECT note FROM audit_checkpoint WHERE size > $1 ORDER BY size LIMIT $2", after, int64(most)) {
		var text string
		if err == nil {
			err = row.Scan(&text)
		}
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// longestNote bounds the text of a checkpoint with what others signed beneath it.
const longestNote = 64 << 10

// ReadCheckpoint reads a checkpoint that one of the known keys signed. Invalid where
// the text is none, Denied where no known key signed it or a signature is wrong.
func ReadCheckpoint(text string, known note.Verifiers) (Signed, error) {
	if len(text) > longestNote {
		return Signed{}, noCheckpoint("it is too long")
	}
	if known == nil {
		known = note.VerifierList()
	}
	n, err := note.Open([]byte(text), known)
	if err != nil {
		return Signed{}, &fault.Error{Code: fault.Denied, Reason: "no known key signed this checkpoint as it stands", Err: err, Fix: "ask for the checkpoint again, and for the log's public key"}
	}
	if err := strict(n); err != nil {
		return Signed{}, err
	}
	c, err := parseTree(n.Text)
	if err == nil && !slices.ContainsFunc(n.Sigs, func(s note.Signature) bool { return s.Name == c.Origin }) {
		err = &fault.Error{Code: fault.Denied, Reason: "others signed this checkpoint, but not the log itself", Fix: "ask for the log's public key"}
	}
	return c, err
}

// strict refuses signatures that are not written as a signer writes them.
func strict(n *note.Note) error {
	for _, s := range append(n.Sigs, n.UnverifiedSigs...) {
		if b, err := base64.StdEncoding.DecodeString(s.Base64); err != nil || base64.StdEncoding.EncodeToString(b) != s.Base64 {
			return noCheckpoint("a signature is not written as it was signed")
		}
	}
	return nil
}

// parseTree reads the lines of a checkpoint: origin, size, root, and what may follow.
func parseTree(text string) (Signed, error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 || lines[0] == "" {
		return Signed{}, noCheckpoint("it has not three lines")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return Signed{}, noCheckpoint("its second line is no size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Signed{}, noCheckpoint("its third line is no hash")
	}
	return Signed{lines[0], tlog.Tree{N: size, Hash: root}}, nil
}

func noCheckpoint(why string) error {
	return &fault.Error{Code: fault.Invalid, Reason: "this is no checkpoint: " + why, Fix: "give the text as the log signed it, with all of its lines"}
}

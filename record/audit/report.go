package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// Report is what Verify found.
type Report struct {
	Size        int64     // entries there are
	Root        tlog.Hash // of their tree, made anew
	Checkpoints int       // that were compared with it
	Problems    []Problem // by place, what may follow from others behind them; at most 1,000
}

// Problem is something in the log that is not as it was written.
type Problem struct {
	Sequence int64 // of the first entry that it is about; -1 where it is about none
	What     string
	follows  bool // from another, likely
}

func (p Problem) String() string {
	if p.Sequence < 0 {
		return p.What
	}
	return fmt.Sprintf("entry %d: %s", p.Sequence, p.What)
}

// Sound tells whether nothing is wrong.
func (r *Report) Sound() bool { return len(r.Problems) == 0 }

// String is a report in words, a line for each problem.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d entries, %d checkpoints, root %s: ", r.Size, r.Checkpoints, r.Root)
	if r.Sound() {
		return b.String() + "sound\n"
	}
	fmt.Fprintf(&b, "%d problems\n", len(r.Problems))
	for _, p := range r.Problems {
		fmt.Fprintln(&b, p)
	}
	return b.String()
}

const mostProblems = 1000

// Verify reads the whole log and says what is wrong with it; checkpoints are texts
// that were kept elsewhere. It looks at one snapshot while others write.
func (l *Log) Verify(ctx context.Context, checkpoints ...string) (Report, error) {
	return verify(ctx, l.db, l.known, l.volume, checkpoints)
}

// Verify is the method for who has opened no log, such as a command beside a server.
// known are the log's public keys.
func Verify(ctx context.Context, db *store.DB, known note.Verifiers, checkpoints ...string) (Report, error) {
	return verify(ctx, db, known, inVolume, checkpoints)
}

func verify(ctx context.Context, db *store.DB, known note.Verifiers, volume int64, checkpoints []string) (Report, error) {
	pack, err := newPacker()
	if err != nil {
		return Report{}, err
	}
	v := &verifying{known: known, volume: volume, pack: pack}
	err = db.Read(ctx, func(tx *store.Tx) error {
		v.tx = tx
		return v.run(checkpoints)
	})
	return v.report, err
}

// wrong notes a problem.
func (v *verifying) wrong(sequence int64, format string, args ...any) {
	v.note(Problem{Sequence: sequence, What: fmt.Sprintf(format, args...)})
}

// alsoWrong notes a problem that follows from finer ones, where there are such.
func (v *verifying) alsoWrong(finer bool, sequence int64, format string, args ...any) {
	v.note(Problem{sequence, fmt.Sprintf(format, args...), finer})
}

func (v *verifying) note(p Problem) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.report.Problems) < mostProblems {
		v.report.Problems = append(v.report.Problems, p)
	}
}

// sort puts problems in order, those about no entry behind the others.
func (r *Report) sort() {
	slices.SortStableFunc(r.Problems, func(a, b Problem) int {
		switch {
		case a.follows != b.follows && b.follows:
			return -1
		case a.follows != b.follows:
			return 1
		}
		return cmp.Or(cmp.Compare(uint64(a.Sequence), uint64(b.Sequence)), cmp.Compare(a.What, b.What))
	})
}

// broken notes as a problem what is an error where the log is only used.
func (v *verifying) broken(sequence int64, err error) error {
	switch fault.CodeOf(err) {
	case fault.Internal, fault.Invalid, fault.Denied, fault.NotFound:
		v.wrong(sequence, "%v", err)
		return nil
	}
	return err
}

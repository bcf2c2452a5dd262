package audit

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// mark is a checkpoint to compare the tree with.
type mark struct {
	Signed
	name string
}

// kept is a row of audit_checkpoint.
type kept struct {
	size int64
	note string
}

func (k *kept) scan() []any { return []any{&k.size, &k.note} }

// signed reads the checkpoints, those kept here and those from elsewhere.
func (v *verifying) signed(elsewhere []string) error {
	all, err := rows(v.tx, (*kept).scan, "SELECT size, note FROM audit_checkpoint ORDER BY size")
	if err != nil {
		return err
	}
	for _, k := range all {
		name := fmt.Sprintf("the kept checkpoint of %d entries", k.size)
		if c, ok := v.read(name, k.note); ok && c.N != k.size {
			v.wrong(-1, "%s signs %d", name, c.N)
		}
	}
	if n := int64(len(all)); n != v.s.checkpoints || n > 0 && all[n-1].size != v.s.signed || n == 0 && v.s.signed != 0 {
		v.wrong(-1, "%d checkpoints are kept where the log says there are %d, the last of %d entries", n, v.s.checkpoints, v.s.signed)
	}
	for i, text := range elsewhere {
		v.read(fmt.Sprintf("checkpoint %d of those given", i+1), text)
	}
	slices.SortStableFunc(v.marks, func(a, b mark) int { return cmp.Compare(a.N, b.N) })
	v.report.Checkpoints = len(v.marks)
	return nil
}

// read takes a checkpoint as a mark, if it is one.
func (v *verifying) read(name, text string) (Signed, bool) {
	c, err := ReadCheckpoint(text, v.known)
	if err != nil {
		v.wrong(-1, "%s: %v", name, err)
		return c, false
	}
	v.marks = append(v.marks, mark{c, name})
	return c, true
}

// marked compares the marks of a size with the tree, whose last peaks, within a
// tile, are given where it has not grown over them.
func (v *verifying) marked(size int64, within []tlog.Hash) {
	for len(v.marks) > 0 && v.marks[0].N == size {
		m := v.marks[0]
		v.marks = v.marks[1:]
		if v.lost {
			continue
		}
		if root := rootOf(slices.Concat(v.peaks, within)); root != m.Hash {
			v.wrong(-1, "%s signed another root: one of the first %d entries is not the one that was signed, and none of the first %d is in doubt", m.name, size, v.trusted)
			continue
		}
		v.trusted = size
	}
}

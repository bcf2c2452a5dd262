package place

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is one thing wrong in a place folder, with how to mend it.
type Problem struct {
	File   string `json:"file"`             // relative to the place folder, with slashes
	Line   int    `json:"line,omitempty"`   // from 1; 0 when it concerns the whole file
	Column int    `json:"column,omitempty"` // from 1, in characters; 0 when unknown
	Value  string `json:"value,omitempty"`  // the offending value as written
	Reason string `json:"reason"`           // what is wrong, in one sentence
	Fix    string `json:"fix,omitempty"`    // what to write instead
}

// String gives "file:line: reason; fix", and the value where the reason does not quote it.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		b.WriteString(":" + strconv.Itoa(p.Line))
	}
	b.WriteString(": " + p.Reason)
	if quoted := strconv.Quote(short(p.Value)); p.Value != "" && !strings.Contains(p.Reason, quoted) {
		b.WriteString(" (found " + quoted + ")")
	}
	if p.Fix != "" {
		b.WriteString("; " + p.Fix)
	}
	return b.String()
}

// Sort orders problems by file, line and column, and drops exact repeats, so
// that packages which looked at the same file can report together.
func Sort(problems []Problem) []Problem {
	slices.SortFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Fix, b.Fix))
	})
	return slices.Compact(problems)
}

const problemsPerFile = 100

// limit keeps the first hundred problems of each file and says so; the problems
// must be sorted.
func limit(problems []Problem) []Problem {
	var kept []Problem
	count := 0
	for i, p := range problems {
		if i == 0 || p.File != problems[i-1].File {
			count = 0
		}
		count++
		switch {
		case count <= problemsPerFile:
			kept = append(kept, p)
		case count == problemsPerFile+1:
			kept = append(kept, Problem{File: p.File, Line: p.Line, Reason: "further problems of this file are not shown", Fix: "mend those above and check again"})
		}
	}
	return kept
}

const shortLength = 80

// short cuts a value for display.
func short(s string) string {
	if utf8.RuneCountInString(s) <= shortLength {
		return s
	}
	return string([]rune(s)[:shortLength]) + "…"
}

package warehouse

import (
	"cmp"
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/link"
)

// vocabulary numbers the words of steps and the orders in which they occur.
type vocabulary struct {
	codes     map[finding]uint16
	sequences map[string]int32
	numbers   []byte // of the steps at hand, two bytes each
}

// finding is the words of a step.
type finding struct{ name, finding string }

func newVocabulary() *vocabulary {
	return &vocabulary{codes: map[finding]uint16{}, sequences: map[string]int32{}}
}

// sequence gives the number of an order of steps.
func (v *vocabulary) sequence(steps []link.Step) int32 {
	v.numbers = v.numbers[:0]
	for _, s := range steps {
		code, known := v.codes[finding{s.Name, s.Finding}]
		if !known {
			code = uint16(len(v.codes))
			v.codes[finding{s.Name, s.Finding}] = code
		}
		v.numbers = append(v.numbers, byte(code), byte(code>>8))
	}
	n, known := v.sequences[string(v.numbers)]
	if !known {
		n = int32(len(v.sequences))
		v.sequences[string(v.numbers)] = n
	}
	return n
}

// write writes the words in the order of the alphabet, so that their numbers do
// not depend on which came first.
func (v *vocabulary) write(conn driver.Conn) error {
	words := make([]finding, 0, len(v.codes))
	for w := range v.codes {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b finding) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.finding, b.finding))
	})
	final := make([]int, len(words))
	err := appendRows(conn, "finding", func(row func(...driver.Value) error) error {
		for i, w := range words {
			final[v.codes[w]] = i
			if err := row(int32(i), w.name, w.finding); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return appendRows(conn, "sequence", func(row func(...driver.Value) error) error {
		for numbers, n := range v.sequences {
			if err := row(n, spelt(numbers, final)); err != nil {
				return err
			}
		}
		return nil
	})
}

// spelt writes an order of steps by their final codes: "0 12 17".
func spelt(numbers string, final []int) string {
	var b []byte
	for i := 0; i < len(numbers); i += 2 {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, int64(final[int(numbers[i])|int(numbers[i+1])<<8]), 10)
	}
	return string(b)
}

// appendRows fills a small table.
func appendRows(conn driver.Conn, table string, fill func(row func(...driver.Value) error) error) error {
	out, err := duckdb.NewAppenderFromConn(conn, "", table)
	if err != nil {
		return err
	}
	if err := fill(out.AppendRow); err != nil {
		return err
	}
	return out.Close()
}

package table_test

import (
	"errors"
	"math"
	"strconv"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/table"
)

// FuzzRead: whatever a file holds, it is a table whose columns are whole or a fault
// that names the file.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a,b\n1,x\n", "a;b\n1;2\n", "a\n2020-01-01\n1\n", "a,a\n\"1\n", "\xff\xfea\x00\n\x001\x00", "a\n1e39\n-0\n", "d\n01\nNA\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := table.Read(t.Context(), write(t, "a.csv", string(data)), table.Options{})
		var bad *fault.Error
		if err != nil {
			if !errors.As(err, &bad) || bad.File == "" || bad.Code == fault.Internal {
				t.Fatalf("not a fault that names the file: %v", err)
			}
			return
		}
		for _, c := range got.Frame.Columns {
			if n := len(c.Numbers) + len(c.Codes) + len(c.Texts); n != got.Frame.Rows {
				t.Fatalf("%s has %d values for %d rows", c.Name, n, got.Frame.Rows)
			}
			for _, v := range c.Numbers {
				if math.IsInf(float64(v), 0) {
					t.Fatal("an infinite number")
				}
			}
			for _, code := range c.Codes {
				if c.Kind != frame.Category || int(code) >= len(c.Levels) {
					t.Fatal("a code without a level")
				}
			}
		}
	})
}

// FuzzNumber: what is read as a number is the number that strconv reads.
func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"1", "-1.25", "1e5", "123456789012345678", ".5", "5.", "-", "+3", "00.1", "1e-400"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := table.ParseNumber([]byte(text))
		want, err := strconv.ParseFloat(text, 64)
		if ok && (err != nil || float32(got) != float32(want)) {
			t.Fatalf("%q is read as %v, not %v (%v)", text, got, want, err)
		}
	})
}

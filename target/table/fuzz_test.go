package table_test

import (
	"errors"
	"math"
	"strconv"
	"testing"
	"time"

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

// FuzzDate: what is read as a date is the day that the calendar of the library has.
func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2024-02-29", "29/02/2023", "31-12-1999", "0001-01-01", "2024-01-01T10:00", "2024-01-01x", "9999-12-31", "1/1/2024"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		days, ok := table.ParseDate([]byte(text))
		want, err := time.Parse("2006-01-02", text[:min(len(text), 10)])
		if err != nil {
			want, err = time.Parse("02/01/2006", text)
		}
		if err != nil {
			want, err = time.Parse("02-01-2006", text)
		}
		if ok && (err != nil || int64(days) != want.Unix()/86400) {
			t.Fatalf("%q is day %d, not of %v (%v)", text, days, want, err)
		}
	})
}

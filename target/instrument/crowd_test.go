package instrument

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// row is one row of a file.
type crowdRow struct {
	id, code string
	at       Position
	age      float64
}

// gather scores rows, each in the lane it is given.
func gather(t fataler, e *Engine, rows []crowdRow, lanes int, lane func(k int) int) string {
	c := NewCrowd(e, lanes)
	for k, r := range rows {
		l := c.Lane(lane(k))
		l.Person([]byte(r.id), int64(k+1))
		l.Cell([]byte(r.code), r.at, int64(k+1))
		if r.age > 0 {
			l.Item(e.itemAt("age"), r.age, int64(k+1))
		}
	}
	var out strings.Builder
	if err := c.Join(func(line int64) (string, int64) { return "codes.csv", line }); err != nil {
		return err.Error()
	}
	err := Chunks(context.Background(), c, func(from, to int, lane *Lane) string {
		var text strings.Builder
		var o Outcome
		c.Each(from, to, lane, func(v *Visit) {
			fmt.Fprintf(&text, "%s@%d %d", v.ID, v.Line, v.Person.Codes)
			for n := range e.Instruments {
				lane.Score(&v.Person, n, &o)
				fmt.Fprint(&text, o.Scores, o.Known, o.Count)
			}
		})
		return text.String()
	}, func(text string) error {
		out.WriteString(text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range e.Used(c.Lanes()...) {
		fmt.Fprintf(&out, " %s:%d@%d", u.Code, u.Uses, u.Line)
	}
	return out.String()
}

type fataler interface{ Fatal(args ...any) }

// Whatever lane a row is read in, the answer is the same, to the first line that
// contradicts another.
func TestLanesDoNotMatter(t *testing.T) {
	e, err := Published().Compile([]string{"charlson", "elixhauser", "acsc", "hfrs", "parr30"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	row := rapid.Custom(func(t *rapid.T) crowdRow {
		return crowdRow{
			rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id"),
			rapid.SampledFrom([]string{"", "I50", "i50.0", "E112 E119", "C78", "F00", "J20", "J44", "D57", "J18.1", "44054006", "longest_of_names", "heart failure"}).Draw(t, "code"),
			Position(rapid.IntRange(0, 2).Draw(t, "position")),
			float64(rapid.SampledFrom([]int{0, 0, 0, 0, 70, 71}).Draw(t, "age")),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(row, 1, 30).Draw(t, "rows")
		lanes := rapid.SliceOfN(rapid.IntRange(0, 2), len(rows), len(rows)).Draw(t, "lanes")
		want := gather(t, e, rows, 1, func(int) int { return 0 })
		if got := gather(t, e, rows, 3, func(k int) int { return lanes[k] }); got != want {
			t.Fatalf("in three lanes:\n%s\nin one:\n%s", got, want)
		}
	})
}

func TestPeopleStandInTheOrderOfTheFile(t *testing.T) {
	e, err := Published().Compile([]string{"charlson"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := NewCrowd(e, 2)
	for line, id := range []string{"z", "a", "m", "a", "z", "b"} {
		c.Lane(line%2).Person([]byte(id), int64(line+1))
	}
	if err := c.Join(func(line int64) (string, int64) { return "", line }); err != nil {
		t.Fatal(err)
	}
	var order []string
	c.Each(0, c.Len(), e.Lane(), func(v *Visit) { order = append(order, string(v.ID)) })
	if !slices.Equal(order, []string{"z", "a", "m", "b"}) {
		t.Errorf("the order is %v", order)
	}
}

// TestCodesOfOneCell: spreadsheets put a new line between the codes of a cell.
func TestCodesOfOneCell(t *testing.T) {
	e, err := Published().Compile([]string{"hfrs"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"F05\nW19", "F05\r\nW19", "F05 W19", "F05;W19", "F05, W19"} {
		if got := gather(t, e, []crowdRow{{id: "p", code: cell}}, 1, func(int) int { return 0 }); !strings.HasPrefix(got, "p@1 2") {
			t.Errorf("%q has %s", cell, got)
		}
	}
}

// FuzzCell: whatever a cell holds, every person has a finite score.
func FuzzCell(f *testing.F) {
	e, err := Published().Compile([]string{"charlson", "hfrs"}, Options{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"I50.0", "F05\nW19", "  ,;|", "i50-0", "\x00I10", "Ⅻ", strings.Repeat("I10 ", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		got := gather(t, e, []crowdRow{{id: "p", code: cell}}, 1, func(int) int { return 0 })
		if !strings.HasPrefix(got, "p@1 ") || strings.Contains(strings.SplitN(got, "]", 2)[0], "NaN") {
			t.Fatalf("%q: %s", cell, got)
		}
	})
}

// FuzzItem: what is read as an item is a number, missing or a fault.
func FuzzItem(f *testing.F) {
	for _, seed := range []string{"3", "-1", "1e308", "yes", "NaN", "0x1p3", "infinity", "1_0", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range []string{"number", "count", "yes_no"} {
			it := Item{Name: "x", Type: kind}
			if v, err := it.Parse(text); err == nil && strings.TrimSpace(text) != "" && !(v >= -mostItem && v <= mostItem) {
				t.Fatalf("%q is %v of a %s", text, v, kind)
			}
		}
	})
}

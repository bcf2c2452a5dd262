package link

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// clustersOf makes clusters of rows "id person" or "source id person".
func clustersOf(file string, rows ...string) (*Clusters, error) {
	c := &Clusters{File: file, IDColumn: "ref", PersonColumn: "who"}
	for i, row := range rows {
		cells := strings.Split(row, " ")
		var r Registration
		if c.BySource = len(cells) == 3; c.BySource {
			r.Source, cells = cells[0], cells[1:]
		}
		r.LocalID = cells[0]
		if err := c.Add(r, cells[1], int64(i+2)); err != nil {
			return c, err
		}
	}
	return c, nil
}

func compared(t *testing.T, found, truth []string) (*Comparison, error) {
	t.Helper()
	f, err := clustersOf("found.csv", found...)
	if err != nil {
		t.Fatal(err)
	}
	real, err := clustersOf("truth.csv", truth...)
	if err != nil {
		t.Fatal(err)
	}
	return Compare(f, real)
}

func TestClustersRefuse(t *testing.T) {
	for rows, want := range map[string]string{
		"a 1,b 2,a 1":   `t.csv:4: column "ref": the id occurs twice (also on line 2) (found "a"); each id must stand in one row of its source`,
		"gp a 1,gp a 2": `t.csv:3: column "ref": the id occurs twice (also on line 2) (found "a")`,
		"a 1, 2":        `t.csv:3: column "ref": the row has no id`,
		"a 1,b ":        `t.csv:3: column "who": the row has no person; name the person, or leave the row out if nobody knows`,
	} {
		if _, err := clustersOf("t.csv", strings.Split(rows, ",")...); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", rows, err, want)
		}
	}
}

func TestCompareBySourceOrAlone(t *testing.T) {
	for name, c := range map[string]struct {
		found, truth []string
		records      int
		fault        string
	}{
		"both by source":              {[]string{"gp 1 a", "er 1 b"}, []string{"er 1 x", "gp 1 y"}, 2, ""},
		"found alone":                 {[]string{"1 a", "2 b"}, []string{"er 1 x", "gp 2 y", "gp 3 y"}, 2, ""},
		"truth alone":                 {[]string{"er 1 a", "gp 2 b", "gp 3 b"}, []string{"2 x", "1 y"}, 2, ""},
		"truth alone, ids elsewhere":  {[]string{"er 1 a", "gp 1 b", "gp 3 b"}, []string{"3 x"}, 1, ""},
		"found alone, truth not":      {[]string{"1 a"}, []string{"gp 1 x", "gp 2 x", "er 1 x"}, 0, `truth.csv:4: column "ref": another source has the same id (also on line 2), and the file it is compared with names no source; give both files a column source, or make ids unique`},
		"truth alone, found not":      {[]string{"gp 2 x", "gp 1 x", "er 1 x"}, []string{"1 a"}, 0, `found.csv:4: column "ref": another source has the same id (also on line 3)`},
		"other ids":                   {[]string{"a1 a"}, []string{"7 x"}, 0, `truth.csv: column "ref": no id stands in both files: found.csv has ids like "a1", this one like "7"; check that the id columns mean the same`},
		"other ids and other sources": {[]string{"gp.csv a1 a"}, []string{"gp 7 x"}, 0, `truth.csv: column "ref": no id stands in both files`},
		"other sources":               {[]string{"gp.csv 7 a"}, []string{"gp 7 x"}, 0, `truth.csv: its ids stand in found.csv too, but under other sources ("gp.csv" there, "gp" here); name the sources alike`},
		"nothing found":               {nil, []string{"1 a"}, 0, "found.csv: holds no record; give a row for each record"},
		"no truth":                    {[]string{"1 a"}, nil, 0, "truth.csv: holds no record"},
	} {
		got, err := compared(t, c.found, c.truth)
		switch {
		case err != nil && (c.fault == "" || !strings.HasPrefix(err.Error(), c.fault)), err == nil && c.fault != "":
			t.Errorf("%s: %v, want %q", name, err, c.fault)
		case err == nil && got.Evaluation().Records != c.records:
			t.Errorf("%s: %+v", name, got.Evaluation())
		}
	}
}

func TestLabels(t *testing.T) {
	l := NewLabels("r.csv", "Date of Birth")
	for row, date := range []string{"1938-11-09", "19390101", "1940-01-01T00:00:00", "", "31/12/1940"} {
		if err := l.Set(row, date); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"", "1930s", "1940s", "not a date"}, l.names); diff != "" {
		t.Error(diff)
	}
	if err := l.Set(1, "1939-01-01"); err == nil || !strings.HasPrefix(err.Error(), "r.csv: the id occurs twice") {
		t.Error(err)
	}
	many := NewLabels("r.csv", "postcode")
	var err error
	for row := 0; err == nil && row <= maxValues; row++ {
		err = many.Set(row, fmt.Sprint(row))
	}
	if want := `r.csv: column "postcode": has more than 100000 values`; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Error(err)
	}
}

// Of many values the smallest are shown as one group.
func TestManyGroups(t *testing.T) {
	var rows []string
	for i := range 200 {
		rows = append(rows, fmt.Sprintf("%d p%d", i, i/2))
	}
	c, err := compared(t, rows, rows)
	if err != nil {
		t.Fatal(err)
	}
	l := NewLabels("r.csv", "practice")
	for i := range 180 {
		if err := l.Set(i, fmt.Sprintf("%02d", min(i, 59))); err != nil { // 59 has 121, and 20 rows are not there
			t.Fatal(err)
		}
	}
	got := c.Groups(l)
	last := got.Groups[len(got.Groups)-1]
	if len(got.Groups) != 51 || got.Groups[0].Value != "59" || got.Groups[1].Value != "" || got.Groups[1].Records != 20 || got.WithoutRow != 20 {
		t.Errorf("%+v", got)
	}
	if last.Value != "others" || last.Merged != 11 || last.Records != 11 || last.TruePairs != 6 {
		t.Errorf("%+v", last)
	}
}

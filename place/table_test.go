package place

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadTable(t *testing.T) {
	text := "\xef\xbb\xbf# A remark.\r\n#Source: us, 2024\r\ncode,name\r\n\r\nA,\"one, \r\ntwo\"\r\nB,three\r\n"
	table, problems := readTable(File{Name: "codes/ab.csv", Data: []byte(text)})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := Table{
		Name: "ab", File: "codes/ab.csv", Source: "us, 2024", Columns: []string{"code", "name"},
		Rows: [][]string{{"A", "one, \ntwo"}, {"B", "three"}}, Lines: []int{5, 7}, header: 3,
	}
	if diff := cmp.Diff(want, table, cmp.AllowUnexported(Table{})); diff != "" {
		t.Error(diff)
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("# source: us\ncode,name\n1,a\n\"2\",\"b\n\"\n"))
	f.Add([]byte("code,code,\n1\n\"\n"))
	f.Add([]byte("setting,kind,unit,pence,basis,price_year,source\ngp,visit,visit,-1,,2024/25,us\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p Place
		codes := p.takeTable(File{Name: "codes/x.csv", Data: data})
		p.takeTable(File{Name: "prices/x.csv", Data: data})
		if p.Codes[0].Columns == nil && len(codes) == 0 {
			t.Error("an empty table has no problem")
		}
		for i, row := range p.Codes[0].Rows {
			if len(row) != len(p.Codes[0].Columns) || p.Codes[0].Lines[i] < 1 {
				t.Errorf("row %d is not of the table's width", i)
			}
		}
	})
}

func TestWideTable(t *testing.T) {
	_, problems := readTable(File{Name: "codes/wide.csv", Data: []byte(strings.Repeat("c,", maxColumns) + "c\n")})
	if len(problems) != problemsPerFile+1 {
		t.Errorf("got %d problems", len(problems))
	}
	columns := make([]string, maxColumns+1)
	for i := range columns {
		columns[i] = fmt.Sprint("c", i)
	}
	_, problems = readTable(File{Name: "codes/wide.csv", Data: []byte(strings.Join(columns, ",") + "\n")})
	if len(problems) != 1 || !strings.Contains(problems[0].Reason, "1001 columns") {
		t.Errorf("got %v", problems)
	}
}

package show

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"continuum/internal/testkit"
)

// vectors reads coordinate/display/NAME of the conformance vectors as one map
// from column to value for each row.
func vectors(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(testkit.Vectors(t, "coordinate", "display"), name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cases := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		c := map[string]string{}
		for i, value := range row {
			c[rows[0][i]] = value
		}
		cases = append(cases, c)
	}
	return cases
}

func TestVectorsDisplay(t *testing.T) {
	t.Run("nhs_number", func(t *testing.T) {
		cases := vectors(t, "nhs_number.csv")
		for _, c := range cases {
			display, verdict := NHSNumber(c["input"])
			same(t, c["input"], string(verdict), c["verdict"])
			same(t, c["input"], display, c["display"])
		}
		t.Logf("%d passed", len(cases))
	})
	t.Run("names", func(t *testing.T) {
		cases := vectors(t, "names.csv")
		for _, c := range cases {
			same(t, c["family"], StaffName(c["family"], c["given"], c["title"]), c["staff_display"])
			same(t, c["family"], PersonName(c["family"], c["given"], c["title"]), c["person_display"])
		}
		t.Logf("%d passed", len(cases))
	})
	t.Run("dates", func(t *testing.T) {
		cases := vectors(t, "dates.csv")
		for _, c := range cases {
			born, today := date(c["born"]), date(c["today"])
			same(t, c["born"], StaffDate(born), c["staff_display"])
			same(t, c["born"], PersonDate(born), c["person_display"])
			same(t, c["born"], strconv.Itoa(Years(born, today)), c["age_years"])
		}
		t.Logf("%d passed", len(cases))
	})
}

func same(t *testing.T, of, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%q: got %q, want %q", of, got, want)
	}
}

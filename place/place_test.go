package place

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/fault"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what was found into the golden files")

const goodPlace = `name: Weston
country: GB-ENG
language: en-GB
currency: GBP
timezone: Europe/London
calendar: {financial_year_starts: 04-01}
partners:
  - {id: weston_hospital, name: Weston General Hospital, sector: acute, ods: RW9}
  - {id: weston_council, name: Weston Council, sector: social_care}
teams:
  - {id: north_team, name: North neighbourhood team, partner: weston_council, area: North}
`

// folder writes a place folder of name and text pairs; place.yaml is the good one
// unless given.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	archive := &txtar.Archive{Files: []txtar.File{}}
	if _, given := files["place.yaml"]; !given {
		archive.Files = append(archive.Files, txtar.File{Name: "place.yaml", Data: []byte(goodPlace)})
	}
	for name, text := range files {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func load(t *testing.T, dir string) *Place {
	t.Helper()
	p, problems, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Fatalf("problems in a good place:\n%s", lines(problems))
	}
	return p
}

func lines(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

// TestBadFolders loads each folder of testdata/bad and compares every problem
// with its hidden file .want.
func TestBadFolders(t *testing.T) {
	paths, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) { badFolder(t, path) })
	}
}

func badFolder(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := txtar.Write(archive, dir); err != nil {
		t.Fatal(err)
	}
	_, problems, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := lines(problems)
	if len(problems) == 0 {
		t.Fatal("no problem was found")
	}
	last := len(archive.Files) - 1
	if archive.Files[last].Name != ".want" {
		archive.Files, last = append(archive.Files, txtar.File{Name: ".want"}), last+1
	}
	if *update {
		archive.Files[last].Data = []byte(got)
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(string(archive.Files[last].Data), got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestLoadGood(t *testing.T) {
	p := load(t, folder(t, map[string]string{
		"sources/gp.sql":    "-- feed: gp\nSELECT 1\n",
		"link.yaml":         "",
		"codes/method.csv":  "# source: us\ncode,name,valid_from\n11,Waiting list,\n21,Emergency,2020-01-01\n21,Emergency,2010-01-01\n",
		"prices/acute.csv":  "setting,kind,unit,pence,basis,price_year,source\ninpatient,spell,spell,250000,tariff,2024/25,us\n",
		"access/all.cedar":  "permit (principal, action, resource);\n",
		".continuum/builds": "x",
	}))
	if partner, ok := p.Partner("weston_hospital"); !ok || partner.ODS != "RW9" || partner.Sector != "acute" {
		t.Errorf("partner: got %+v %v", partner, ok)
	}
	if _, ok := p.Partner("nobody"); ok {
		t.Error("found a partner that is not there")
	}
	if len(p.Codes) != 1 || p.Codes[0].Name != "method" || p.Codes[0].Source != "us" || p.Codes[0].Lines[1] != 4 {
		t.Errorf("codes: got %+v", p.Codes)
	}
	if len(p.Prices) != 1 || p.Prices[0].Cell(0, "pence") != "250000" || p.Prices[0].Cell(0, "nothing") != "" {
		t.Errorf("prices: got %+v", p.Prices)
	}
	if feeds := p.Under("sources"); len(feeds) != 1 || feeds[0].Name != "sources/gp.sql" {
		t.Errorf("sources: got %d", len(feeds))
	}
	if p.At.Position("teams[0].name").Line != 11 {
		t.Errorf("line of the team: got %+v", p.At.Position("teams[0].name"))
	}
}

func TestLoadUnreadable(t *testing.T) {
	_, _, err := Load(filepath.Join(t.TempDir(), "nowhere"))
	if fault.CodeOf(err) != fault.NotFound {
		t.Errorf("missing folder: got %v", err)
	}
	_, _, err = Load("place_test.go")
	if fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a file instead of a folder: got %v", err)
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	dir := folder(t, map[string]string{"sources/gp.sql": "SELECT 1"})
	outside := filepath.Join(t.TempDir(), "secret.sql")
	if err := os.WriteFile(outside, []byte("SELECT 2"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sources/link.sql", "codes"} {
		if err := os.Symlink(outside, filepath.Join(dir, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	p, problems, err := Load(dir)
	if err != nil || len(problems) != 2 || len(p.Files) != 2 {
		t.Errorf("got %d files, problems %v, error %v", len(p.Files), problems, err)
	}
}

func TestLargeFilesAreRefused(t *testing.T) {
	dir := folder(t, map[string]string{"voice/big.yaml": strings.Repeat("# padding\n", yamlBytes/10+1)})
	big, err := os.Create(filepath.Join(dir, "codes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer big.Close()
	if err := os.Mkdir(filepath.Join(dir, "codes"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(big.Name(), filepath.Join(dir, "codes", "big.csv")); err != nil {
		t.Fatal(err)
	}
	if err := big.Truncate(fileBytes + 1); err != nil {
		t.Fatal(err)
	}
	_, problems, err := Load(dir)
	if err != nil || len(problems) != 2 || !strings.Contains(lines(problems), "50 MiB") || !strings.Contains(lines(problems), "1 MiB") {
		t.Errorf("got %v, error %v", problems, err)
	}
}

func TestManyProblemsAreCutOff(t *testing.T) {
	list := "# source: us\ncode,name\n" + strings.Repeat("A,again\n", 1000)
	_, problems, err := Load(folder(t, map[string]string{"codes/many.csv": list}))
	if err != nil || len(problems) != problemsPerFile+1 {
		t.Fatalf("got %d problems, error %v", len(problems), err)
	}
	if last := problems[problemsPerFile]; !strings.Contains(last.Reason, "not shown") {
		t.Errorf("got %v", last)
	}
}

func TestHash(t *testing.T) {
	files := map[string]string{"sources/gp.sql": "SELECT 1"}
	first := load(t, folder(t, files)).Hash()
	files["README.md"], files[".continuum/x"] = "text", "text"
	if load(t, folder(t, files)).Hash() != first {
		t.Error("README.md or a hidden file counts")
	}
	files["sources/gp.sql"] = "SELECT 2"
	if load(t, folder(t, files)).Hash() == first {
		t.Error("a changed file does not count")
	}
	delete(files, "sources/gp.sql")
	files["sources/gq.sql"] = "SELECT 1"
	if load(t, folder(t, files)).Hash() == first {
		t.Error("a renamed file does not count")
	}
}

func TestDiff(t *testing.T) {
	a := load(t, folder(t, map[string]string{"sources/gp.sql": "SELECT 1", "sources/old.sql": "SELECT 1", "link.yaml": ""}))
	changed := strings.Replace(strings.Replace(goodPlace, "weston_hospital", "weston_trust", 1), "area: North", "area: South", 1)
	b := load(t, folder(t, map[string]string{"sources/gp.sql": "SELECT 2", "sources/new.sql": "SELECT 1", "link.yaml": "", "place.yaml": changed}))
	want := []Change{
		{"removed", "partner", "weston_hospital"},
		{"added", "partner", "weston_trust"},
		{"changed", "team", "north_team"},
		{"changed", "file", "place.yaml"},
		{"changed", "file", "sources/gp.sql"},
		{"added", "file", "sources/new.sql"},
		{"removed", "file", "sources/old.sql"},
	}
	if diff := cmp.Diff(want, Diff(a, b)); diff != "" {
		t.Error(diff)
	}
	if same := Diff(a, a); len(same) != 0 {
		t.Errorf("a place differs from itself: %v", same)
	}
}

func TestExplain(t *testing.T) {
	p := load(t, folder(t, map[string]string{
		"sources/acute.sql": "-- partner: weston_hospital\n-- codes: {method: method}\nSELECT 1 FROM raw LEFT JOIN code_method m ON m.code = raw.x\n",
		"codes/method.csv":  "# source: us\ncode\n11\n",
	}))
	partner, err := p.Explain("weston_hospital")
	want := Explanation{
		Name: "weston_hospital", Kind: "partner", Title: "Weston General Hospital", File: "place.yaml", Line: 8,
		Facts: []Fact{
			{"sector", "acute"},
			{"ODS code", "RW9"},
			{"people", "urn:continuum:weston_hospital:person"},
			{"activities", "urn:continuum:weston_hospital:activity"},
		},
		Used: []Mention{{"sources/acute.sql", 1, "-- partner: weston_hospital"}},
	}
	if diff := cmp.Diff(want, partner); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if list, err := p.Explain("code_method"); err != nil || len(list.Used) != 2 || list.Line != 2 {
		t.Errorf("code list: got %+v, %v", list, err)
	}
	_, err = p.Explain("weston_hopsital")
	if fault.CodeOf(err) != fault.NotFound || !strings.Contains(err.Error(), `did you mean "weston_hospital"?`) {
		t.Errorf("unknown name: got %v", err)
	}
}

func TestInit(t *testing.T) {
	for _, name := range []string{"Weston", `Weston: "the #1" & \ more`, ""} {
		dir := filepath.Join(t.TempDir(), "north-town")
		if err := Init(dir, name); err != nil {
			t.Fatal(err)
		}
		p := load(t, dir)
		if name == "" {
			name = "North town"
		}
		if p.Name != name {
			t.Errorf("name: got %q, want %q", p.Name, name)
		}
		if f, ok := p.File("sources/example_registrations.sql"); !ok || bytes.Contains(f.Data, []byte("{{")) {
			t.Error("the example feed is missing or not filled in")
		}
		if err := Init(dir, name); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a folder in use: got %v", err)
		}
	}
	for _, name := range []string{"two\nlines", strings.Repeat("x", 101)} {
		if err := Init(t.TempDir(), name); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("name %q: got %v", name, err)
		}
	}
}

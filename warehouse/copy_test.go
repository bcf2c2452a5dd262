package warehouse_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/warehouse"
)

// A copy taken while builds are made and old ones removed is of one moment: its
// journal knows the build that was live, and all files can be read to their end.
func TestCopyWhileBuilding(t *testing.T) {
	j := smallJob(t, unpack(t, small))
	j.Keep = 1
	build(t, j)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for range 6 {
			if _, err := j.Build(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}()
	copies := 0
	for under := true; under; copies++ {
		select {
		case <-ended:
			under = false
		default:
		}
		c, err := j.Data.Copy(true)
		if err != nil {
			t.Fatal(err)
		}
		checkCopy(t, c)
		c.Close()
	}
	t.Logf("%d copies", copies)
}

func checkCopy(t *testing.T, c *warehouse.Copy) {
	t.Helper()
	var names, builds []string
	for _, b := range c.Builds {
		builds = append(builds, b.ID)
	}
	for _, p := range c.Parts {
		text, err := io.ReadAll(p)
		if err != nil || int64(len(text)) != p.Size {
			t.Fatalf("%s: %d of %d bytes, %v", p.Name, len(text), p.Size, err)
		}
		if p.Name == "identity.journal" {
			path := filepath.Join(t.TempDir(), "journal")
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := identity.Open(path, c.Live); err != nil {
				t.Errorf("the journal does not fit the live build: %v", err)
			}
		}
		names = append(names, p.Name)
	}
	if err := warehouse.CheckParts(builds, names); err != nil {
		t.Error(err)
	}
	if !strings.Contains(strings.Join(builds, " "), c.Live) {
		t.Errorf("the live build %s is not among %v", c.Live, builds)
	}
}

func TestNamesOfParts(t *testing.T) {
	const id = "20261127T122531.222Z-c971fe"
	for name, good := range map[string]bool{
		"identity.journal": true, "builds/" + id + "/manifest.json": true, "builds/" + id + "/later.kind.bin": true,
		"models/bed_days/used": true, "models/bed_days/0364c5083140147b.json": true, "models/bed_days/0364c5083140147b.card.json": true, "models/bed_days/0364c5083140147b.card.sha256": true,
		"scores/" + id + "/bed_days.json": true, "scores/" + id + "/bed_days-0364c5083140147b-eb1e45c4afa6210a.parquet": true, "scores/" + id + "/all-instruments.json": true,
		"models/../used": false, "models/bed_days/x.json": false, "models/used": false, "models/bed_days/.used": false, "scores/x/bed_days.json": false, "scores/" + id + "/../live": false, "scores/" + id + "/x.db": false,
		"": false, "live": false, "record.db": false, "/etc/passwd": false, "../x": false, "builds/" + id: false, "builds/" + id + "/": false,
		"builds/../../x": false, "builds/" + id + "/..": false, "builds/" + id + "/.hidden": false, "builds/" + id + "/a/b": false,
		"builds/" + id + "/a\x00": false, "builds/" + id + "/A": false, "builds/x/manifest.json": false, `builds\` + id + `\x`: false,
		"builds/" + id + "/" + strings.Repeat("a", 300): false,
	} {
		err := warehouse.CheckParts(nil, []string{name})
		if refused := err != nil && strings.Contains(err.Error(), "a name that none has"); refused == good {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A folder that has something is not restored into; what a failed restore wrote goes.
func TestReceive(t *testing.T) {
	dir := warehouse.Dir(filepath.Join(t.TempDir(), "data"))
	r, err := dir.Receive("20261127T122531.222Z-c971fe", "record.db")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dir.Receive("x"); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("two at once: %v", err)
	}
	if err := r.Part("identity.journal", strings.NewReader("")); err != nil {
		t.Error(err)
	}
	if err := r.Part("../out", strings.NewReader("")); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a path upwards: %v", err)
	}
	if _, err := dir.LiveID(); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("half a folder: %v", err)
	}
	r.Close()
	if _, err := os.Stat(string(dir)); err == nil {
		t.Error("a restore that failed left its folder")
	}
	if err := os.MkdirAll(string(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(string(dir), "record.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.Receive("x", "record.db"); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "record.db") {
		t.Errorf("a folder with a database: %v", err)
	}
}

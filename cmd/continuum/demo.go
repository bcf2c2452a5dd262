package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"continuum/internal/fault"
	"continuum/places"
	"continuum/warehouse"
)

type demoCmd struct {
	Dir    string `help:"Folder for the demo." default:"continuum-demo"`
	People int    `help:"How many people." default:"20000"`
	Seed   uint64 `help:"The same seed gives the same place." default:"1"`
	Addr   string `help:"Address to listen on; this machine only." default:"localhost:8080"`
	HL7    string `name:"hl7" help:"Take HL7 v2 messages (MLLP) at this address too, such as localhost:2575." placeholder:"ADDR"`
	Build  bool   `help:"Only make and build the place; do not serve it."`
}

// made notes what a demo folder was made from; while it still holds, the demo starts at once.
type made struct {
	People int    `json:"people"`
	Seed   uint64 `json:"seed"`
	Binary string `json:"binary"` // SHA-256 of the program
}

// Run makes what is missing and serves it.
func (c demoCmd) Run(a *app) error {
	dir := filepath.Join(c.Dir, "weston")
	if err := c.prepare(a, dir); err != nil || c.Build {
		return err
	}
	l, err := a.served(dir)
	if err != nil {
		return err
	}
	return a.serve(servedPlace{loaded: l, dir: warehouse.DirOf(dir), addr: c.Addr, hl7: c.HL7, demo: true}, func(url string) {
		a.line(`
Weston is running on %[1]s    (Ctrl-C stops it)

What to look at, once you have signed in as anybody of the demo by one click:
  %[1]s/                     the place: partners, feeds and their quality, who is who
  %[1]s/search?q=mary+smith+1938   find Mrs Mary Smith and open her record:
                             a fall, a hospital stay spent waiting for home care, a virtual ward,
                             a broken lift, a daughter who cares - eight partners, one person
  %[1]s/worklist             as Ruth Ellis, community matron: whom case management would help, and why
  %[1]s/lists                as Ines Castro, analyst: does each list pay, and how surely
  The place folder is %[2]s; change a file and run
      continuum check %[2]s`, url, dir)
	})
}

func (c demoCmd) prepare(a *app, dir string) error {
	want, err := c.wanted()
	if err != nil {
		return err
	}
	if c.ready(dir, want) {
		a.say("The demo place is already built in %s.", c.Dir)
		return nil
	}
	a.say("1. Writing the example place folder to %s", dir)
	if err := copyPlace(dir); err != nil {
		return err
	}
	extracts := filepath.Join(c.Dir, "extracts")
	a.say("2. Making %d people and what their eight partners know about them", c.People)
	if _, err := a.synth(c.People, c.Seed, extracts, filepath.Join(c.Dir, "truth")); err != nil {
		return err
	}
	a.say("3. Reading the extracts, working out who is who, writing the linked record")
	m, err := a.build(dir, warehouse.DirOf(dir), databaseFlag{}, extracts, "4GB", 3)
	if err != nil {
		return err
	}
	a.bars.wait(nil)
	printBuild(a, m)
	a.say("4. Learning who is at risk, and putting those whom a programme would help before its team")
	if err := a.demoLists(dir); err != nil {
		return err
	}
	return c.note(want)
}

func (c demoCmd) notes() string { return filepath.Join(c.Dir, "made.json") }

func (c demoCmd) ready(dir string, want made) bool {
	data, err := os.ReadFile(c.notes())
	if err != nil {
		return false
	}
	var have made
	if json.Unmarshal(data, &have) != nil || have != want {
		return false
	}
	_, err = warehouse.DirOf(dir).LiveID()
	return err == nil
}

func (c demoCmd) note(m made) error {
	data, err := json.Marshal(m)
	if err != nil {
		return fault.Wrap(err, "noting what the demo was made from")
	}
	if err := os.WriteFile(c.notes(), data, 0o600); err != nil {
		return &fault.Error{Code: fault.Unavailable, File: c.notes(), Reason: "cannot be written", Err: err}
	}
	return nil
}

func (c demoCmd) wanted() (made, error) {
	path, err := os.Executable()
	if err != nil {
		return made{}, fault.Wrap(err, "finding the program")
	}
	f, err := os.Open(path)
	if err != nil {
		return made{}, fault.Wrap(err, "reading the program")
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return made{}, fault.Wrap(err, "reading the program")
	}
	return made{c.People, c.Seed, hex.EncodeToString(h.Sum(nil))}, nil
}

// copyPlace writes the example place over what an earlier demo left there.
func copyPlace(dir string) error {
	src := places.Weston()
	return fs.WalkDir(src, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fault.Wrap(err, "reading the example place")
		}
		to := filepath.Join(dir, filepath.FromSlash(path))
		if d.IsDir() {
			if err := os.MkdirAll(to, 0o700); err != nil {
				return &fault.Error{Code: fault.Unavailable, File: to, Reason: "cannot be made", Err: err}
			}
			return nil
		}
		data, err := fs.ReadFile(src, path)
		if err != nil {
			return fault.Wrap(err, "reading the example place")
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			return &fault.Error{Code: fault.Unavailable, File: to, Reason: "cannot be written", Err: err}
		}
		return nil
	})
}

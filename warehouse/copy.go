package warehouse

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// Copy is what a place needs to go on, held open for a backup: the builds and what
// lies beside them, all of one moment. Builds that are removed meanwhile can be read
// to their end.
type Copy struct {
	Live   string
	Builds []Manifest // newest first
	Parts  []Part

	files []*os.File
}

// Part is one file of a copy.
type Part struct {
	Name string // beneath the data folder, with slashes
	Size int64
	io.Reader
}

// copyTries bounds how often a copy begins anew because a build ended meanwhile.
const copyTries = 5

// Copy holds open the live build, or all there are, and the journal of people's ids.
func (d Dir) Copy(all bool) (*Copy, error) {
	for try := 1; ; try++ {
		c, err := d.copy(all)
		if err == nil {
			return c, nil
		}
		if try == copyTries || !errors.Is(err, errMoved) && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
}

// errMoved says that another build became live or an old one was removed.
var errMoved = errors.New("another build became live meanwhile")

func (d Dir) copy(all bool) (c *Copy, err error) {
	c = &Copy{}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	if c.Live, err = d.LiveID(); err != nil {
		return c, err
	}
	ids := []string{c.Live}
	if all {
		if ids, err = d.IDs(); err != nil {
			return c, err
		}
	}
	for _, id := range ids {
		if err := c.build(d, id); err != nil {
			return c, err
		}
	}
	if err := c.journal(d); err != nil {
		return c, err
	}
	return c, c.settled(d, ids)
}

// build holds the files of a build open.
func (c *Copy) build(d Dir, id string) error {
	m, err := d.Manifest(id)
	if err != nil {
		return err
	}
	c.Builds = append(c.Builds, m)
	entries, err := os.ReadDir(d.build(id))
	if err != nil {
		return unavailable(d.build(id), "cannot be read", err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		f, err := os.Open(filepath.Join(d.build(id), e.Name()))
		if err != nil {
			return unavailable(d.build(id), "cannot be read", err)
		}
		c.files = append(c.files, f)
		info, err := f.Stat()
		if err != nil {
			return unavailable(f.Name(), "cannot be read", err)
		}
		c.Parts = append(c.Parts, Part{"builds/" + id + "/" + e.Name(), info.Size(), f})
	}
	return nil
}

// journal reads the journal up to its last whole line.
func (c *Copy) journal(d Dir) error {
	text, err := os.ReadFile(d.journal())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unavailable(d.journal(), "cannot be read", err)
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	c.Parts = append(c.Parts, Part{journalFile, int64(len(text)), bytes.NewReader(text)})
	return nil
}

// settled sees that what is held is of one moment: the journal was read after the
// build, and no build became live or was removed in between.
func (c *Copy) settled(d Dir, ids []string) error {
	live, err := d.LiveID()
	if err != nil {
		return err
	}
	now, err := d.IDs()
	if err != nil {
		return err
	}
	for _, id := range ids {
		if live != c.Live || !slices.Contains(now, id) {
			return unavailable(string(d), "cannot be copied", errMoved)
		}
	}
	_, err = d.Register() // a journal that is damaged is no backup
	return err
}

// IDs are those of the builds.
func (c *Copy) IDs() (ids []string) {
	for _, b := range c.Builds {
		ids = append(ids, b.ID)
	}
	return ids
}

// Close lets the files go.
func (c *Copy) Close() {
	for _, f := range c.files {
		_ = f.Close()
	}
	c.files = nil
}

var (
	buildName = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}\.[0-9]{3}Z-[0-9a-f]{6}$`)
	partFile  = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)
	// What target/model keeps beside the builds.
	modelName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	modelPart = regexp.MustCompile(`^(used|[0-9a-f]{16}(\.json|\.card\.json|\.card\.sha256))$`)
	scorePart = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.json|-[0-9a-f]{16}\.parquet)$`)
)

// The folders beneath the data folder in which parts of a copy lie.
const (
	buildParts = "builds"
	modelParts = "models"
	scoreParts = "scores"
)

// checkPart refuses a name that no part of a copy has, such as one that leads out
// of the data folder.
func checkPart(name string) error {
	if name == journalFile || isPart(strings.Split(name, "/")) {
		return nil
	}
	return &fault.Error{Code: fault.Invalid, Value: name, Reason: "a part of the backup has a name that none has", Fix: "use another backup, whole and unchanged"}
}

// isPart tells whether KIND/OF/FILE is a name that a part of a copy has.
func isPart(at []string) bool {
	if len(at) != 3 || len(at[1]) > 100 || len(at[2]) > 150 {
		return false
	}
	switch at[0] {
	case buildParts:
		return buildName.MatchString(at[1]) && partFile.MatchString(at[2])
	case modelParts:
		return modelName.MatchString(at[1]) && modelPart.MatchString(at[2])
	case scoreParts:
		return buildName.MatchString(at[1]) && scorePart.MatchString(at[2])
	}
	return false
}

// needed are the files without which no build can be served.
var needed = []string{factsFile, indexFile, cardsFile, overviewFile, qualityFile, labelsFile, manifestFile}

// CheckParts refuses names of parts that are not those of builds, or lack some that
// a build cannot do without.
func CheckParts(builds, names []string) error {
	for _, name := range names {
		if err := checkPart(name); err != nil {
			return err
		}
		if at := strings.Split(name, "/"); len(at) > 1 && at[0] != modelParts && !slices.Contains(builds, at[1]) {
			return &fault.Error{Code: fault.Invalid, Value: name, Reason: "a part is of a build that the backup does not list", Fix: "use another backup, whole and unchanged"}
		}
	}
	for _, id := range builds {
		for _, file := range needed {
			if !slices.Contains(names, "builds/"+id+"/"+file) {
				return &fault.Error{Code: fault.Invalid, Value: "builds/" + id + "/" + file, Reason: "the backup lacks a part", Fix: "use another backup, whole and unchanged"}
			}
		}
	}
	return nil
}

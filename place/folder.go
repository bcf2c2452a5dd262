package place

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// File is one file of a place folder as it was read.
type File struct {
	Name   string // relative to the folder, with slashes
	Data   []byte
	SHA256 string // hex, of Data
}

// folders are the folders a place may have, and how the names of their files end.
var folders = map[string][]string{
	"sources": {".sql"}, "codes": {".csv"}, "cohorts": {".sql"}, "models": {".yaml", ".sql"},
	"programmes": {".yaml"}, "forms": {".yaml"}, "routes": {".yaml"}, "prices": {".csv"},
	"pots": {".yaml"}, "contracts": {".yaml"}, "measures": {".yaml", ".sql"}, "voice": {".yaml"},
	"access": {".cedar", ".yaml"}, "scenarios": {".yaml"}, "instruments": {".yaml", ".csv"},
}

const readme = "README.md" // allowed in every folder; tells people, changes nothing

// entries are what may stand at the top of a place folder.
var entries = append([]string{"place.yaml", "link.yaml", readme}, slices.Sorted(maps.Keys(folders))...)

// Bounds of a folder.
const (
	fileBytes   = 50 << 20
	folderBytes = 200 << 20
	folderFiles = 10_000
)

// File finds a file by its name in the folder.
func (p *Place) File(name string) (File, bool) {
	i, ok := slices.BinarySearchFunc(p.Files, name, func(f File, name string) int { return strings.Compare(f.Name, name) })
	if !ok {
		return File{}, false
	}
	return p.Files[i], true
}

// Under lists the files of one folder, such as "sources", by name.
func (p *Place) Under(folder string) []File {
	var files []File
	for _, f := range p.Files {
		if path.Dir(f.Name) == folder {
			files = append(files, f)
		}
	}
	return files
}

// Hash identifies the folder's content: SHA-256 over the name and SHA-256 of each
// file that counts, in order. Hidden files and README.md do not count.
func (p *Place) Hash() string {
	h := sha256.New()
	for _, f := range p.Files {
		fmt.Fprintf(h, "%s %q\n", f.SHA256, f.Name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// readFolder reads every known file, sorted by name, and reports what does not
// belong. Nothing outside the folder is read: links are refused.
func readFolder(dir string) ([]File, []Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, unreadable(dir, err)
	}
	defer root.Close()
	r := reader{fsys: root.FS()}
	if err := fs.WalkDir(r.fsys, ".", r.visit); err != nil {
		return nil, nil, unreadable(dir, err)
	}
	slices.SortFunc(r.files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return r.files, r.problems, nil
}

func unreadable(dir string, err error) error {
	code, fix := fault.Unavailable, ""
	info, statErr := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		code, fix = fault.NotFound, "`continuum init "+dir+"` makes a new one"
	case statErr == nil && !info.IsDir():
		code, fix = fault.Invalid, "name the folder that holds place.yaml"
	}
	return &fault.Error{Code: code, File: dir, Reason: "the place folder cannot be read", Fix: fix, Err: err}
}

// reader walks one folder.
type reader struct {
	fsys     fs.FS
	files    []File
	problems []Problem
	bytes    int
}

func (r *reader) problem(name, fix, reason string, args ...any) {
	r.problems = append(r.problems, Problem{File: name, Reason: fmt.Sprintf(reason, args...), Fix: fix})
}

// visit judges one entry by its name and kind and reads it when it counts.
func (r *reader) visit(name string, entry fs.DirEntry, err error) error {
	skip := error(nil)
	if entry != nil && entry.IsDir() {
		skip = fs.SkipDir
	}
	switch {
	case name == ".":
		return err
	case strings.HasPrefix(path.Base(name), "."):
		return skip
	case err != nil:
		r.problem(name, "", "cannot be read: %v", err)
		return skip
	}
	if reason, fix := misplaced(name, entry); reason != "" {
		r.problem(name, fix, "%s", reason)
		return skip
	}
	if entry.IsDir() || path.Base(name) == readme {
		return nil
	}
	r.read(name)
	return nil
}

// misplaced says why an entry does not belong where it stands; "" when it does.
func misplaced(name string, entry fs.DirEntry) (reason, fix string) {
	folder, base := path.Split(name)
	ends, top := folders[strings.TrimSuffix(folder, "/")], folder == ""
	_, isFolder := folders[name]
	switch {
	case !entry.IsDir() && !entry.Type().IsRegular():
		return "is not a plain file", "put a copy of the file here instead of a link"
	case top && !slices.Contains(entries, name):
		return "a place folder has no such entry", Suggest(name, entries)
	case top && isFolder && !entry.IsDir():
		return "is a file where a folder is wanted", ""
	case top && entry.IsDir() && !isFolder:
		return "is a folder where a file is wanted", ""
	case top || base == readme:
		return "", ""
	case entry.IsDir():
		return "a folder inside a folder is not read", "move its files up into " + folder
	case !slices.Contains(ends, path.Ext(base)):
		return fmt.Sprintf("files in %s end in %s", folder, strings.Join(ends, " or ")), rename(base, ends[0])
	case !wholeID.MatchString(strings.TrimSuffix(base, path.Ext(base))):
		return "a file is named in small letters, digits and _, starting with a letter", rename(base, path.Ext(base))
	}
	return "", ""
}

var (
	wholeID = regexp.MustCompile(`\A[a-z][a-z0-9_]*\z`)
	notID   = regexp.MustCompile(`[^a-z0-9]+`)
)

// rename proposes a good name for a file.
func rename(base, end string) string {
	stem := strings.Trim(notID.ReplaceAllString(strings.ToLower(strings.TrimSuffix(base, path.Ext(base))), "_"), "_")
	if !wholeID.MatchString(stem) {
		return ""
	}
	return "rename it to " + stem + end + ", or move it out of the place folder"
}

// read takes in one file within the bounds.
func (r *reader) read(name string) {
	data, err := r.bounded(name)
	r.bytes += len(data)
	switch {
	case err != nil:
		r.problem(name, "", "cannot be read: %v", err)
	case len(data) > fileBytes:
		r.problem(name, "cut it down, or give it as a feed", "is larger than %d MiB", fileBytes>>20)
	case r.bytes > folderBytes:
		r.problem(name, "large data belongs in the extracts", "not read: the folder is larger than %d MiB", folderBytes>>20)
	case len(r.files) == folderFiles:
		r.problem(name, "", "not read: the folder holds more than %d files", folderFiles)
	default:
		sum := sha256.Sum256(data)
		r.files = append(r.files, File{Name: name, Data: data, SHA256: hex.EncodeToString(sum[:])})
	}
}

// bounded reads a file, or one byte more than is allowed of it.
func (r *reader) bounded(name string) ([]byte, error) {
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, fileBytes+1))
}

package place

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"continuum/internal/fault"
)

//go:embed template
var template embed.FS

const longestName = 100 // characters of a place's name

// Init writes a new place folder called name into dir: commented examples that
// pass check. It makes dir when there is none; an empty name is taken from dir.
// A dir that holds anything but hidden files, or a name that is not one line of
// text, is refused.
func Init(dir, name string) error {
	if name = strings.TrimSpace(name); name == "" {
		name = nameOf(dir)
	}
	if name == "" || utf8.RuneCountInString(name) > longestName || strings.ContainsFunc(name, unprintable) {
		return &fault.Error{Code: fault.Invalid, Value: short(name), Reason: "not a name for a place", Fix: "give one line of at most 100 characters"}
	}
	if err := vacant(dir); err != nil {
		return err
	}
	files, err := fs.Sub(template, "template")
	if err != nil {
		return fault.Wrap(err, "opening the template of a place")
	}
	fill := strings.NewReplacer("{{name}}", strconv.Quote(name), "{{title}}", name)
	return fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return fault.Wrap(err, "reading the template of a place")
		}
		return write(filepath.Join(dir, filepath.FromSlash(path)), fill.Replace(string(text)))
	})
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) || r == utf8.RuneError }

// nameOf turns the last part of a path into a name: places/north_town is North town.
func nameOf(dir string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	words := strings.TrimSpace(strings.NewReplacer("_", " ", "-", " ").Replace(filepath.Base(full)))
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// vacant refuses a folder that somebody uses.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return &fault.Error{Code: fault.Invalid, File: dir, Reason: "a place cannot be made here", Err: err}
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			return &fault.Error{Code: fault.Conflict, File: dir, Reason: "the folder is not empty", Value: entry.Name(), Fix: "name a new or an empty folder"}
		}
	}
	return nil
}

// write makes a file that must not be there yet, and the folders above it.
func write(path, text string) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return cannotWrite(path, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return cannotWrite(path, err)
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

func cannotWrite(path string, err error) error {
	return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err}
}

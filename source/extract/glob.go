package extract

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// Glob gives the files of a folder that match a pattern such as acute/*.csv.gz,
// sorted, as paths below dir. A pattern or a symbolic link that leads out of the
// folder is a fault.Invalid; no match is no error.
func Glob(dir, pattern string) ([]string, error) {
	if err := checkPattern(pattern); err != nil {
		return nil, err
	}
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, cannotOpen(dir, err)
	}
	names, err := walkPattern(root, strings.Split(path.Clean(pattern), "/"))
	if err != nil {
		return nil, err
	}
	found := make([]string, len(names))
	for i, name := range names {
		found[i] = filepath.Join(dir, name)
	}
	return found, nil
}

func checkPattern(pattern string) error {
	e := &fault.Error{Code: fault.Invalid, Value: pattern, Fix: "name files below the extracts folder, such as acute/*.csv.gz"}
	_, err := path.Match(pattern, "")
	switch {
	case pattern == "":
		e.Reason = "the file pattern is empty"
	case path.IsAbs(pattern), filepath.IsAbs(pattern), strings.Contains(pattern, "\\"), filepath.VolumeName(pattern) != "":
		e.Reason = "the file pattern must be relative, with forward slashes"
	case slices.Contains(strings.Split(pattern, "/"), ".."):
		e.Reason = "the file pattern leads out of the extracts folder"
	case err != nil:
		e.Reason = "the file pattern is malformed"
	default:
		return nil
	}
	return e
}

// walkPattern matches one part of the pattern a folder deep and goes on below.
func walkPattern(root string, parts []string) ([]string, error) {
	found := []string{"."}
	for depth, part := range parts {
		var deeper []string
		for _, folder := range found {
			names, err := matches(root, folder, part, depth == len(parts)-1)
			if err != nil {
				return nil, err
			}
			deeper = append(deeper, names...)
		}
		found = deeper
	}
	slices.Sort(found)
	return found, nil
}

// matches lists the entries of a folder that fit: files for the last part of a
// pattern, folders before. Hidden ones must be asked for by their dot.
func matches(root, folder, part string, last bool) (found []string, err error) {
	entries, err := os.ReadDir(filepath.Join(root, folder))
	if err != nil {
		return nil, cannotOpen(filepath.Join(root, folder), err)
	}
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		if ok, _ := path.Match(part, entry.Name()); !ok || entry.Name()[0] == '.' && part[0] != '.' {
			continue
		}
		info, err := inside(root, name)
		if err != nil {
			return nil, err
		}
		if last && info.Mode().IsRegular() || !last && info.IsDir() {
			found = append(found, name)
		}
	}
	return found, nil
}

// inside follows symbolic links and refuses those that leave the root.
func inside(root, name string) (os.FileInfo, error) {
	full := filepath.Join(root, name)
	real, err := filepath.EvalSymlinks(full)
	if err != nil {
		return nil, cannotOpen(full, err)
	}
	below, err := filepath.Rel(root, real)
	if err != nil || below == ".." || strings.HasPrefix(below, ".."+string(filepath.Separator)) {
		return nil, &fault.Error{
			Code: fault.Invalid, File: full, Reason: "the symbolic link leads out of the extracts folder",
			Fix: "copy the file into the folder",
		}
	}
	info, err := os.Stat(real)
	if err != nil {
		return nil, cannotOpen(full, err)
	}
	return info, nil
}

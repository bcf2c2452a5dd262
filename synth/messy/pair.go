package messy

import (
	"errors"
	"os"
	"path/filepath"

	"continuum/internal/fault"
)

// pair is the two files of a run, records and truth, and what they hold so far.
type pair struct {
	o       Options
	plan    *plan
	files   [2]*os.File
	records int
	bytes   int64
	missing []int
	slips   [slips]int
}

func openPair(o Options) (*pair, error) {
	f := forms[o.Kind]
	w := &pair{o: o, plan: newPlan(o.Seed, f.mean, o.Records), missing: make([]int, len(f.columns))}
	for i, path := range []string{o.Out, o.Truth} {
		var err error
		if w.files[i], err = create(path); err != nil {
			bad := &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err}
			return nil, errors.Join(bad, w.close(), w.remove())
		}
	}
	return w, nil
}

func create(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return os.Create(path)
}

// print appends a block's share to both files.
func (w *pair) print(s *sheet) error {
	for i, f := range w.files {
		data := s.share(i)
		if _, err := f.Write(data); err != nil {
			return &fault.Error{Code: fault.Unavailable, File: f.Name(), Reason: "cannot be written", Err: err}
		}
		w.bytes += int64(len(data))
	}
	w.records += len(s.rows)
	for i, n := range s.missing {
		w.missing[i] += n
	}
	for i, n := range s.slips {
		w.slips[i] += n
	}
	return nil
}

func (w *pair) summary() Summary {
	f := forms[w.o.Kind]
	s := Summary{Records: w.records, People: w.plan.people, Bytes: w.bytes, Missing: map[string]int{}, Slips: map[string]int{}}
	for i, column := range f.columns {
		s.Missing[column] = w.missing[i]
	}
	for _, k := range f.slips {
		s.Slips[slipNames[k]] = w.slips[k]
	}
	return s
}

func (w *pair) close() error {
	var errs []error
	for _, f := range w.files {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// remove takes away what a failed run has begun, but never a device or a pipe.
func (w *pair) remove() error {
	var errs []error
	for _, f := range w.files {
		if f == nil {
			continue
		}
		if info, err := os.Lstat(f.Name()); err == nil && info.Mode().IsRegular() {
			errs = append(errs, os.Remove(f.Name()))
		}
	}
	return errors.Join(errs...)
}

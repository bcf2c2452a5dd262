package warehouse

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"continuum/internal/fault"
	"continuum/link"
)

// keepModel writes by what the registrations were linked, so that somebody who asks
// later is judged in the same way. Rulings are about registrations and stay out.
func (r *run) keepModel(cfg link.Config, result *link.Result) error {
	cfg.Together, cfg.Apart = nil, nil
	if err := writeNew(filepath.Join(r.dir, configFile), cfg.Write); err != nil {
		return err
	}
	return writeNew(filepath.Join(r.dir, modelFile), func(w io.Writer) error { return result.Model().Write(w) })
}

// model reads what keepModel wrote.
func (d Dir) model(id string) (cfg link.Config, m *link.Model, err error) {
	path := filepath.Join(d.build(id), configFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return cfg, nil, &fault.Error{Code: fault.NotFound, Value: id, Reason: "the build was made by a release that did not keep how people were linked", Fix: "build again"}
	}
	if err != nil {
		return cfg, nil, unavailable(path, "cannot be read", err)
	}
	cfg, problems := link.ParseConfig(path, text)
	if len(problems) > 0 {
		return cfg, nil, damaged(path, problems[0])
	}
	path = filepath.Join(d.build(id), modelFile)
	f, err := os.Open(path)
	if err != nil {
		return cfg, nil, unavailable(path, "cannot be read", err)
	}
	defer f.Close()
	m, err = link.ReadModel(path, f)
	return cfg, m, err
}

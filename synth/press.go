package synth

import (
	"errors"
	"os"
	"path/filepath"
)

// press holds the open files and prints sheaves to them in the order of blocks.
type press struct {
	o       Options
	files   [files]*os.File
	book    *workbook
	bookOut *os.File
	summary Summary
}

const workbookPath = "voluntary/sessions.xlsx"

func openPress(o Options) (*press, error) {
	p := &press{o: o, summary: Summary{Rows: map[string]int{}}}
	for f := range files {
		if f.sheet() || f.truth() && o.Truth == "" {
			continue
		}
		var err error
		if p.files[f], err = create(p.folder(f), shapes[f].path); err != nil {
			return nil, errors.Join(err, p.close())
		}
	}
	var err error
	if p.bookOut, err = create(o.Out, workbookPath); err != nil {
		return nil, errors.Join(err, p.close())
	}
	if p.book, err = newWorkbook(p.bookOut, "Sessions", "I-statements"); err != nil {
		return nil, errors.Join(err, p.close())
	}
	err = errors.Join(p.book.add(0, []byte(sessionsHeader)), p.book.add(1, []byte(statementsHeader)))
	if o.Truth != "" && err == nil {
		err = os.WriteFile(filepath.Join(o.Truth, "programmes.csv"), programmesCSV(), 0o644)
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *press) folder(f file) string {
	if f.truth() {
		return p.o.Truth
	}
	return p.o.Out
}

func create(folder, name string) (*os.File, error) {
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return os.Create(path)
}

// print appends one block's share to every file.
func (p *press) print(s *sheaf) error {
	p.summary.People += s.people
	for f := range files {
		if f.sheet() {
			if err := p.book.add(int(f-sessionsSheet), s.text[f]); err != nil {
				return err
			}
			p.summary.Rows[workbookPath] += s.rows[f]
			continue
		}
		if p.files[f] == nil {
			continue
		}
		data := s.text[f]
		if f.packed() {
			data = s.packed[f].Bytes()
		}
		if _, err := p.files[f].Write(data); err != nil {
			return err
		}
		p.summary.Rows[shapes[f].path] += s.rows[f]
	}
	return nil
}

// close ends the workbook, closes every file and counts the bytes.
func (p *press) close() error {
	var errs []error
	if p.book != nil {
		errs = append(errs, p.book.Close())
	}
	for _, f := range append(p.files[:], p.bookOut) {
		if f == nil {
			continue
		}
		if info, err := f.Stat(); err == nil {
			p.summary.Bytes += info.Size()
		}
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}

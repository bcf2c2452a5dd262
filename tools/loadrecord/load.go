package main

import (
	"compress/bzip2"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// load is what is sent: bundles that all share, then copies of those of people.
type load struct {
	shared    []*template
	templates []*template
	copies    int
}

// loadOf reads the bundles of a folder, or makes some up.
func loadOf(o *options) (*load, error) {
	texts := map[string][]byte{}
	if o.bundles == "" {
		texts = invented(o.seed)
	} else {
		paths, err := filepath.Glob(filepath.Join(o.bundles, "*.json.bz2"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			if texts[filepath.Base(path)], err = unpacked(path); err != nil {
				return nil, err
			}
		}
	}
	l := &load{}
	if err := l.take(texts); err != nil {
		return nil, err
	}
	each := 0
	for _, t := range l.templates {
		each += t.entries
	}
	if each == 0 {
		return nil, fmt.Errorf("no bundles of people in %q", o.bundles)
	}
	l.copies = (o.resources + each - 1) / each
	return l, nil
}

// take makes templates of texts, on all processors.
func (l *load) take(texts map[string][]byte) error {
	var mu sync.Mutex
	var work sync.WaitGroup
	var failed error
	for name, text := range texts {
		work.Go(func() {
			t, err := newTemplate(name, text)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				failed = err
			case t.person < 0:
				l.shared = append(l.shared, t)
			default:
				l.templates = append(l.templates, t)
			}
		})
	}
	work.Wait()
	for _, list := range [][]*template{l.shared, l.templates} {
		slices.SortFunc(list, func(a, b *template) int { return strings.Compare(a.name, b.name) })
	}
	return failed
}

func unpacked(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(bzip2.NewReader(f))
}

func (l *load) people() int { return len(l.templates) * l.copies }

func (l *load) resources() int {
	n := 0
	for _, t := range l.templates {
		n += t.entries * l.copies
	}
	for _, t := range l.shared {
		n += t.entries
	}
	return n
}

// count counts facts of a type in all copies.
func (l *load) count(typ string, is func(t *template, f *fact, k int) bool) (n int) {
	for _, t := range l.templates {
		for i := range t.facts {
			if f := &t.facts[i]; f.typ == typ {
				for k := range l.copies {
					if is(t, f, k) {
						n++
					}
				}
			}
		}
	}
	return n
}

// still counts facts of a type whose answer is the same in all copies.
func (l *load) still(typ string, is func(t *template, f *fact) bool) (n int) {
	for _, t := range l.templates {
		n += t.count(typ, func(f *fact) bool { return is(t, f) })
	}
	return n * l.copies
}

// count counts facts of a type in one copy.
func (t *template) count(typ string, is func(*fact) bool) (n int) {
	for i := range t.facts {
		if f := &t.facts[i]; f.typ == typ && is(f) {
			n++
		}
	}
	return n
}

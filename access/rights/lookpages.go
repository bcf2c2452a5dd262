package rights

import "continuum/record/audit"

// looks hands over who looked, the newest first, whichever key the person was known by
// then; of is that key.
func (x *exporting) looks(take func(e *audit.Entry, of string) error) error {
	var from []*lookPages
	for _, key := range x.keys {
		p := &lookPages{x: x, of: key, q: audit.Query{Person: key, Most: 1000}, more: true}
		if err := p.fill(); err != nil {
			return err
		}
		from = append(from, p)
	}
	for last := int64(-1); ; {
		newest := newestOf(from)
		if newest == nil {
			return nil
		}
		e := newest.left[0]
		if e.Sequence != last { // one entry may name several keys
			if err := take(&e, newest.of); err != nil {
				return err
			}
			last = e.Sequence
		}
		newest.left = newest.left[1:]
		if err := newest.fill(); err != nil {
			return err
		}
	}
}

// newestOf gives the pages whose next entry is the newest; nil where none has any.
func newestOf(all []*lookPages) (newest *lookPages) {
	for _, p := range all {
		if len(p.left) > 0 && (newest == nil || p.left[0].Sequence > newest.left[0].Sequence) {
			newest = p
		}
	}
	return newest
}

// lookPages are the entries about one key, a page at a time.
type lookPages struct {
	x    *exporting
	of   string
	q    audit.Query
	left []audit.Entry
	more bool
}

// fill reads on until there is an entry, or no more.
func (p *lookPages) fill() error {
	for len(p.left) == 0 && p.more {
		if err := p.x.ctx.Err(); err != nil {
			return err
		}
		page, err := p.x.Looks.Find(p.x.tx, p.q)
		if err != nil {
			return err
		}
		p.left, p.q.Before = page.Entries, page.Next
		p.more = page.Next != 0
	}
	return nil
}

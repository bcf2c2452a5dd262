package rights

import (
	"bufio"
	"time"

	"continuum/record"
	"continuum/record/audit"
	"continuum/record/resource"
)

// bundle writes all that is held in FHIR: every version of every resource kept, what
// partners' extracts say, and who looked.
func (x *exporting) bundle(w *bufio.Writer) error {
	b := &bundling{w: w, base: x.Site.Address}
	b.put(`{"resourceType":"Bundle","type":"collection","timestamp":`, resource.Quote(x.at.Format(time.RFC3339)))
	err := x.Record.Every(x.tx, x.traces, func(r record.Resource) error {
		if r.Deleted {
			return x.ctx.Err()
		}
		x.count.Versions++
		return b.entry(r.String(), r.Content)
	})
	for i := range x.facts {
		if err == nil {
			err = b.entry(x.facts[i].String(), x.facts[i].Content)
		}
	}
	if err == nil {
		err = x.looks(func(e *audit.Entry, of string) error {
			x.count.Looks++
			e.Address, e.Session, e.Request = "", "", "" // of whoever looked
			if len(e.People) > 1 {
				e.Reason = "" // it may be about another
			}
			text, err := audit.Event(*e, x.Site, of)
			if err != nil {
				return err
			}
			return b.event(text)
		})
	}
	if err == nil {
		err = b.end()
	}
	return err
}

// bundling is a Bundle being written.
type bundling struct {
	w     *bufio.Writer
	base  string
	begun bool
	err   error
}

func (b *bundling) put(texts ...string) {
	for _, s := range texts {
		if b.err == nil {
			_, b.err = b.w.WriteString(s)
		}
	}
}

// entry writes a resource under its address.
func (b *bundling) entry(key string, content []byte) error {
	if !b.begun {
		b.put(`,"entry":[`, "\n")
	} else {
		b.put(",\n")
	}
	b.begun = true
	b.put("{")
	if b.base != "" {
		b.put(`"fullUrl":`, resource.Quote(b.base+"/"+key), ",")
	}
	b.put(`"resource":`, string(content), "}")
	return b.err
}

// event writes an AuditEvent.
func (b *bundling) event(text []byte) error {
	n, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		return err
	}
	return b.entry("AuditEvent/"+n.Get("id").Text(), text)
}

func (b *bundling) end() error {
	if b.begun {
		b.put("]")
	}
	b.put("}\n")
	return b.err
}

package relation

import (
	"strings"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// reader follows the references of one resource.
type reader struct {
	*Directory
	record *record.Record
	tx     *store.Tx
	root   resource.Node
}

// named is how an organisation or a team is known here; parts are "" where it is not.
type named struct {
	partner string // id
	code    string // of the Organisation Data Service
	team    string // id
}

// read gives a resource that is kept; the zero Node where it is not there.
func (r *reader) read(typ, id string) (resource.Node, error) {
	t := definition.ResourceOf(typ)
	if t == nil {
		return resource.Node{}, nil
	}
	x, err := r.record.Read(r.tx, record.Key{Type: t, ID: id})
	if fault.CodeOf(err) == fault.NotFound {
		return resource.Node{}, nil
	}
	if err != nil {
		return resource.Node{}, err
	}
	return x.Parsed()
}

// target gives what a reference leads to: contained, or kept; the zero Node where it
// is neither.
func (r *reader) target(ref resource.Node) (n resource.Node, err error) {
	text := ref.Get("reference").Text()
	if id, contained := strings.CutPrefix(text, "#"); contained {
		for x := range r.root.Get("contained").Items() {
			if x.Get("id").Text() == id {
				return x, nil
			}
		}
		return n, nil
	}
	typ, id := localTo(text, ref.Get("type").Text())
	if typ == "" {
		return n, nil
	}
	return r.read(typ, id)
}

// who tells how the organisation or team of a reference is known: by the resource it
// leads to, else by its own identifier. What it displays says nothing.
func (r *reader) who(ref resource.Node) (x named, err error) {
	typ, id := localTo(ref.Get("reference").Text(), ref.Get("type").Text())
	if partner := r.entries[id]; partner != "" && typ == "Organization" {
		return named{partner: partner, code: odsOf(r.partners[partner].ODS)}, nil
	}
	n, err := r.target(ref)
	if err != nil {
		return x, err
	}
	if !n.Missing() {
		return r.identified(n.Get("identifier")), nil
	}
	return r.identified(ref.Get("identifier")), nil
}

// identified reads identifiers of an organisation or team.
func (d *Directory) identified(identifiers resource.Node) (x named) {
	for i := range identifiers.Items() {
		if i.Get("use").Text() == "old" {
			continue
		}
		switch v := i.Get("value").Text(); i.Get("system").Text() {
		case place.ODSCode:
			x.code = odsOf(v)
			x.partner = d.codes[x.code]
		case TeamSystem:
			if d.teams[v] {
				x.team = v
			}
		}
	}
	return x
}

// mostAbove is how many organisations or places may lie within one another.
const mostAbove = 5

// provider gives the partner of whom an organisation is, or is a part.
func (r *reader) provider(ref resource.Node) (string, error) {
	for range mostAbove {
		x, err := r.who(ref)
		if err != nil || x.partner != "" || ref.Missing() {
			return x.partner, err
		}
		n, err := r.target(ref)
		if err != nil {
			return "", err
		}
		ref = n.Get("partOf")
	}
	return "", nil
}

// ward gives "partner/ward" of a location, as messages name places: by an identifier
// ward^bay^bed of the partner's places.
func (r *reader) ward(ref resource.Node) (string, error) {
	for range mostAbove {
		if of := r.wardOf(ref.Get("identifier")); of != "" {
			return of, nil
		}
		n, err := r.target(ref)
		if err != nil || n.Missing() {
			return "", err
		}
		if of := r.wardOf(n.Get("identifier")); of != "" {
			return of, nil
		}
		ref = n.Get("partOf")
	}
	return "", nil
}

func (d *Directory) wardOf(identifiers resource.Node) string {
	for i := range identifiers.Items() {
		partner := d.partnerBy(i.Get("system").Text(), func(p place.Partner) string { return p.System("place") })
		if ward, _, _ := strings.Cut(i.Get("value").Text(), "^"); partner != "" && ward != "" {
			return partner + "/" + ward
		}
	}
	return ""
}

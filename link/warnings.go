package link

import "fmt"

// reading counts, of a standard field, the values met and those that could not be
// read and so count as missing.
type reading struct{ values, unread int }

// note counts a value that is not empty.
func (r *reading) note(read bool) {
	r.values++
	if !read {
		r.unread++
	}
}

// forms are how the values of fields that have a form are written.
var forms = map[int]string{
	fieldBirth: "no date (write it as yyyy-mm-dd)", fieldNHS: "no number of at least four digits",
	fieldPostcode: "no postcode", fieldPhone: "no telephone number", fieldEmail: "no address",
}

// manyUnread is the share of unread values from which a column is worth a word.
const manyUnread = 0.2

// warnings says what about the records and the configuration is probably not as
// it was meant.
func (r *run) warnings() []string {
	var out []string
	for f := range standardFields {
		if n := r.readings[f]; n.unread > 0 && float64(n.unread) >= manyUnread*float64(n.values) {
			out = append(out, fmt.Sprintf("%s: %d of %d values are %s and count as missing", fieldNames[f], n.unread, n.values, forms[f]))
		}
	}
	for i, source := range r.cfg.OneCurrent {
		if r.declared>>i&1 == 0 {
			out = append(out, fmt.Sprintf("one_current: there is no record of source %s", source))
		}
	}
	out = append(out, r.unknown("together", r.cfg.Together)...)
	return append(out, r.unknown("apart", r.cfg.Apart)...)
}

// mostUnknown is how many registrations without a record are named.
const mostUnknown = 10

// unknown names the registrations of rulings that no record is of.
func (r *run) unknown(what string, pairs []RegistrationPair) (out []string) {
	n := 0
	for _, pair := range pairs {
		for _, g := range [2]Registration{pair.Left, pair.Right} {
			if r.node(g) != 0 {
				continue
			}
			if n++; n <= mostUnknown {
				out = append(out, fmt.Sprintf("%s: there is no record %s of source %s", what, g.LocalID, g.Source))
			}
		}
	}
	if n > mostUnknown {
		out = append(out, fmt.Sprintf("%s: there are no records of %d further registrations", what, n-mostUnknown))
	}
	return out
}

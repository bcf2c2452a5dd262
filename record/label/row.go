package label

import (
	"continuum/record/fact"
	"continuum/warehouse"
)

// Mapper tells as what a row of a build is shown and by which codes.
type Mapper interface {
	Coded(table string, r warehouse.Row) (typ string, codings []fact.Coding)
}

// OfRow gives the labels of a row of a canonical table, so that a page hides what
// the record would hide of the resource that the row becomes.
func (l *Labels) OfRow(m Mapper, table string, r warehouse.Row) []string {
	typ, codings := m.Coded(table, r)
	found := l.types[typ]
	for _, c := range codings {
		found |= l.codes.labels(c.System, c.Code)
	}
	return l.of(found)
}

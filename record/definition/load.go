package definition

import (
	_ "embed"
	"iter"
	"strings"
	"sync"

	"continuum/internal/fault"
)

//go:embed elements.tsv
var elementsTable string

//go:embed constraints.tsv
var constraintsTable string

//go:embed codes.tsv
var codesTable string

//go:embed systems.tsv
var systemsTable string

//go:embed search.tsv
var searchTable string

//go:embed compartment.tsv
var compartmentTable string

//go:embed compartments.tsv
var compartmentsTable string

// tables is all definitions, once they are read.
type tables struct {
	types       map[string]*Type
	order       []*Type
	constraints map[string]*Constraint
	sets        map[string]*ValueSet
	systems     map[string]*CodeSystem
	parameters  map[string]*Parameter // by id
	err         error
}

var loaded = sync.OnceValue(load)

// Load reads the tables, which the first look-up does otherwise. It fails, as
// fault.Internal, only where the tables of this build are damaged; a look-up then
// finds what could be read.
func Load() error { return loaded().err }

func load() *tables {
	t := &tables{}
	t.loadConstraints()
	t.loadCodes()
	t.loadSystems()
	t.loadTypes()
	t.loadSearch()
	t.loadCompartment()
	t.loadCompartments()
	return t
}

// damaged notes the first row that cannot be read.
func (t *tables) damaged(table, row, why string) {
	if t.err == nil {
		e := fault.New(fault.Internal, "a table of the FHIR definitions is damaged: %s", why)
		e.File, e.Value, e.Fix = table, row, "make it again with tools/definitions"
		t.err = e
	}
}

// rows gives the rows of a table without its head.
func rows(table string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for table != "" {
			var row string
			row, table, _ = strings.Cut(table, "\n")
			if !strings.HasPrefix(row, "# ") && !yield(row) {
				return
			}
		}
	}
}

// cells is the cells of a row; those that it does not have are empty.
func cells(row string) (c [7]string) {
	for i := range c {
		c[i], row, _ = strings.Cut(row, "\t")
	}
	return c
}

// words gives the parts of a cell that a space sets apart.
func words(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, " ")
}

package label

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record/definition"
)

// Most is how many labels a place may have.
const Most = 60

// set is some labels by their positions, a bit each.
type set uint64

// Labels tell what deserves which label.
type Labels struct {
	names    []string
	types    map[string]set
	security map[Coding]set
	codes    codes
	version  string
}

// New makes the labels of a place; lists are its code lists. Those with flaws are a
// fault.Invalid: see Check.
func New(labels []Label, lists []place.Table) (*Labels, error) {
	if flaws := Check(labels, lists); len(flaws) > 0 {
		f := flaws[0]
		return nil, &fault.Error{Code: fault.Invalid, Column: f.Path, Value: f.Value, Reason: f.Reason, Fix: f.Fix}
	}
	l := &Labels{types: map[string]set{}, security: map[Coding]set{}, codes: newCodes()}
	h := sha256.New()
	write := json.NewEncoder(h)
	for i := range labels {
		x := &labels[i]
		bit := set(1) << i
		l.names = append(l.names, x.ID)
		for _, t := range x.Types {
			l.types[t] |= bit
		}
		for _, c := range x.Security {
			l.security[c] |= bit
		}
		err := write.Encode(x)
		for _, name := range x.Codes {
			list := named(lists, name)
			l.codes.add(list, bit)
			if err == nil {
				err = write.Encode([]any{list.Columns, list.Rows})
			}
		}
		if err != nil {
			return nil, fault.Wrap(err, "writing the labels down")
		}
	}
	l.codes.settle()
	l.version = hex.EncodeToString(h.Sum(nil))
	return l, nil
}

// Version stands for the labels and the lists they are made of: with another one
// resources may have other labels.
func (l *Labels) Version() string { return l.version }

// Names lists the labels in the order of the place.
func (l *Labels) Names() []string { return slices.Clone(l.names) }

// of names the labels of a set; nil where there are none.
func (l *Labels) of(s set) (names []string) {
	for i, name := range l.names {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

func named(lists []place.Table, name string) *place.Table {
	i := slices.IndexFunc(lists, func(t place.Table) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return &lists[i]
}

// Check says what is wrong with the labels of a place beyond what place.Decode sees.
func Check(labels []Label, lists []place.Table) (flaws []Flaw) {
	if len(labels) > Most {
		flaws = append(flaws, Flaw{Path: fmt.Sprintf("[%d]", Most), Value: labels[Most].ID, Reason: fmt.Sprintf("there are more than %d labels", Most), Fix: "join some of them"})
	}
	seen := map[string]bool{}
	for i := range labels {
		x, path := &labels[i], fmt.Sprintf("[%d]", i)
		if seen[x.ID] {
			flaws = append(flaws, Flaw{path + ".id", x.ID, "another label has this id", "give each label an id of its own"})
		}
		seen[x.ID] = true
		if len(x.Security)+len(x.Codes)+len(x.Types) == 0 {
			flaws = append(flaws, Flaw{path, x.ID, "nothing can ever have this label", "add security, codes or types"})
		}
		flaws = append(flaws, checkTypes(x, path)...)
		flaws = append(flaws, checkLists(x, path, lists)...)
	}
	return flaws
}

func checkTypes(x *Label, path string) (flaws []Flaw) {
	for i, t := range x.Types {
		if definition.ResourceOf(t) == nil {
			flaws = append(flaws, Flaw{fmt.Sprintf("%s.types[%d]", path, i), t, "FHIR R4 has no such type of resource", "write it as FHIR does, such as Condition"})
		}
	}
	return flaws
}

func checkLists(x *Label, path string, lists []place.Table) (flaws []Flaw) {
	for i, name := range x.Codes {
		at := fmt.Sprintf("%s.codes[%d]", path, i)
		list := named(lists, name)
		switch {
		case list == nil:
			flaws = append(flaws, Flaw{at, name, "the place has no such code list", cmp.Or(place.Suggest(name, namesOf(lists)), "add codes/"+name+".csv")})
		case !slices.Contains(list.Columns, "code"):
			flaws = append(flaws, Flaw{at, name, "the code list has no column code", "add one"})
		default:
			flaws = append(flaws, checkPrefixes(list, at)...)
		}
	}
	return flaws
}

// shortestPrefix is how many characters a code must have that stands for all that
// begin with it: fewer would label whole chapters by a slip.
const shortestPrefix = 2

func checkPrefixes(list *place.Table, at string) (flaws []Flaw) {
	for row := range list.Rows {
		switch said := list.Cell(row, "prefix"); {
		case said != "" && said != "yes" && said != "no":
			flaws = append(flaws, Flaw{at, said, fmt.Sprintf("line %d of %s says neither yes nor no in column prefix", list.Lines[row], list.File), "write yes where all codes that begin so count, else no"})
		case said == "yes" && len(plain(list.Cell(row, "code"))) < shortestPrefix:
			flaws = append(flaws, Flaw{at, list.Cell(row, "code"), fmt.Sprintf("line %d of %s stands for too many codes", list.Lines[row], list.File), "write the codes out further"})
		}
	}
	return flaws
}

func namesOf(lists []place.Table) (names []string) {
	for i := range lists {
		names = append(names, lists[i].Name)
	}
	return names
}

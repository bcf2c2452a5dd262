package sight

import "slices"

// Rule is a condition on one item and one of the people it is about. Its kinds are
// Always, All, Any, Not, OfType, Labelled and Related; no rule at all lets nothing
// be seen.
type Rule interface {
	holds(x *Item, p Person) bool
	fold(types []string) Rule
}

// Always holds of everything where it is true, and of nothing where it is false.
type Always bool

// All holds where all of its rules do; of none it holds.
type All []Rule

// Any holds where one of its rules does; of none it does not.
type Any []Rule

// Not holds where its rule does not.
type Not struct{ Rule Rule }

// OfType holds of resources of some types of FHIR.
type OfType []string

// Labelled holds of items with one of some labels of sensitivity.
type Labelled []string

// Related holds of people to whom one of some parties has a relation now.
type Related []Party

// Item is what a rule is asked of.
type Item struct {
	Type   string   // of FHIR, such as Observation
	Labels []string // of sensitivity, as the place names them
	People []Person // whom it is about; none: nobody, such as a hospital
}

// Person is somebody an item is about, as the relations that hold now.
type Person interface {
	Has(Party) bool
}

// Parties is a Person whose relations are at hand.
type Parties []Party

// Has tells whether a party is among them.
func (p Parties) Has(party Party) bool { return slices.Contains(p, party) }

// Holds tells whether an item may be seen: of those it is about, the rule holds for
// one, or it holds for nobody where it is about nobody.
func Holds(r Rule, x *Item) bool {
	if r == nil {
		return false
	}
	if len(x.People) == 0 {
		return r.holds(x, Parties(nil))
	}
	return slices.ContainsFunc(x.People, func(p Person) bool { return r.holds(x, p) })
}

func (r Always) holds(*Item, Person) bool { return bool(r) }

func (r All) holds(x *Item, p Person) bool {
	return !slices.ContainsFunc(r, func(one Rule) bool { return one == nil || !one.holds(x, p) })
}

func (r Any) holds(x *Item, p Person) bool {
	return slices.ContainsFunc(r, func(one Rule) bool { return one != nil && one.holds(x, p) })
}

func (r Not) holds(x *Item, p Person) bool { return r.Rule != nil && !r.Rule.holds(x, p) }

func (r OfType) holds(x *Item, _ Person) bool { return slices.Contains(r, x.Type) }

func (r Labelled) holds(x *Item, _ Person) bool {
	return slices.ContainsFunc(r, func(l string) bool { return slices.Contains(x.Labels, l) })
}

func (r Related) holds(_ *Item, p Person) bool { return slices.ContainsFunc(r, p.Has) }

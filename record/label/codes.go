package label

import (
	"slices"
	"strings"

	"continuum/place"
	"continuum/record/fact"
)

// codes are the codes of lists, found by the code and then by the system.
type codes struct {
	whole    map[string][]listed
	prefixes map[string][]listed
	lengths  []int // of prefixes, ascending
}

// listed is what a list says of a code in a system; "" is any.
type listed struct {
	system string
	labels set
}

func newCodes() codes {
	return codes{whole: map[string][]listed{}, prefixes: map[string][]listed{}}
}

// add takes in a list whose codes deserve labels.
func (c *codes) add(list *place.Table, labels set) {
	for row := range list.Rows {
		code := plain(list.Cell(row, "code"))
		if code == "" {
			continue
		}
		into := c.whole
		if list.Cell(row, "prefix") == "yes" {
			into = c.prefixes
		}
		into[code] = append(into[code], listed{systemOf(list.Cell(row, "system")), labels})
	}
}

// settle joins what several lists say of one code.
func (c *codes) settle() {
	for _, all := range []map[string][]listed{c.whole, c.prefixes} {
		for code, said := range all {
			slices.SortStableFunc(said, func(a, b listed) int { return strings.Compare(a.system, b.system) })
			var joined []listed
			for _, x := range said {
				if n := len(joined); n > 0 && joined[n-1].system == x.system {
					joined[n-1].labels |= x.labels
				} else {
					joined = append(joined, x)
				}
			}
			all[code] = joined
		}
	}
	for code := range c.prefixes {
		c.lengths = append(c.lengths, len(code))
	}
	slices.Sort(c.lengths)
	c.lengths = slices.Compact(c.lengths)
}

// labels gives those of a code. One without a system may be of any.
func (c *codes) labels(system, code string) (found set) {
	code = plain(code)
	if code == "" {
		return 0
	}
	if said := c.whole[code]; said != nil {
		found = among(said, system)
	}
	for _, n := range c.lengths {
		if n > len(code) {
			break
		}
		if said := c.prefixes[code[:n]]; said != nil {
			found |= among(said, system)
		}
	}
	return found
}

func among(said []listed, system string) (found set) {
	for _, x := range said {
		if x.system == "" || system == "" || x.system == system || x.system[0] == ':' && x.system == partners(system) {
			found |= x.labels
		}
	}
	return found
}

// systemOf is the system of a list: its URI where it is one that is known by name,
// ":name" where it can only be a partner's own, "" where the list does not say.
func systemOf(name string) string {
	if name = strings.TrimSpace(name); name == "" {
		return ""
	}
	return partners(fact.CodeSystem("any", name))
}

// partners gives ":name" for a system that a partner's own codes have here, such as
// urn:continuum:clinic:river-own, and any other as it is.
func partners(system string) string {
	rest, ours := strings.CutPrefix(system, "urn:continuum:")
	if _, name, two := strings.Cut(rest, ":"); ours && two {
		return ":" + name
	}
	return system
}

// plain is a code as it is compared: senders write ICD-10, OPCS-4 and Read codes
// with and without the dot, some fill I10 up to I10X, and spaces come as they like.
func plain(code string) string {
	if strings.IndexByte(code, ' ') >= 0 {
		code = strings.Join(strings.Fields(code), " ")
	}
	if strings.IndexByte(code, '.') >= 0 {
		code = strings.ReplaceAll(code, ".", "")
	}
	const filled = 4
	if len(code) == filled && code[3] == 'X' && digit(code[1]) && digit(code[2]) && code[0] >= 'A' && code[0] <= 'Z' {
		return code[:3]
	}
	return code
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

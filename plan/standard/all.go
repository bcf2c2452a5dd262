package standard

import (
	"embed"
	"sync"
)

//go:embed *.outline
var files embed.FS

// order is that in which a plan is read: the person's own words lead.
var order = []string{"aboutme.outline", "plan.outline"}

var all = sync.OnceValues(func() (all []*Standard, err error) {
	for _, name := range order {
		text, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := Parse(name, text)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
})

// All are the standards by which plans are made: About Me, then the Personalised Care and
// Support Plan. What they point to must not be changed.
func All() []*Standard {
	known, _ := all() // what is embedded is read by a test
	return known
}

// Of finds a standard by its name.
func Of(name string) (*Standard, bool) {
	for _, s := range All() {
		if s.Name == name {
			return s, true
		}
	}
	return nil, false
}

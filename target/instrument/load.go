package instrument

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/place"
)

// Folder is the folder of a place's own instruments.
const Folder = "instruments"

//go:embed files/*.yaml files/*.csv
var published embed.FS

// Set is the instruments that can be used: those published here and a place's own.
type Set struct {
	instruments []*Instrument // by name
}

// Published gives the instruments that come with the product.
func Published() *Set {
	set, _ := Load(nil)
	return set
}

// Load adds a place's own instruments to the published ones. Those with a problem are
// left out of the set. p may be nil.
func Load(p *place.Place) (*Set, []place.Problem) {
	s := &Set{}
	problems := s.read(embedded(), false)
	if p != nil {
		problems = append(problems, s.read(p.Under(Folder), true)...)
	}
	slices.SortFunc(s.instruments, func(a, b *Instrument) int { return strings.Compare(a.Name, b.Name) })
	return s, place.Sort(problems)
}

// embedded gives the files that come with the product as files of a folder.
func embedded() []place.File {
	entries, _ := published.ReadDir("files") // what is embedded can be read
	files := make([]place.File, len(entries))
	for i, e := range entries {
		data, _ := published.ReadFile("files/" + e.Name())
		files[i] = place.File{Name: Folder + "/" + e.Name(), Data: data}
	}
	return files
}

// All lists the instruments by name.
func (s *Set) All() []*Instrument { return slices.Clone(s.instruments) }

// Names lists the names of the instruments.
func (s *Set) Names() []string {
	names := make([]string, len(s.instruments))
	for i, x := range s.instruments {
		names[i] = x.Name
	}
	return names
}

// Find gives the instrument of a name; NotFound with the nearest names else.
func (s *Set) Find(name string) (*Instrument, error) {
	for _, i := range s.instruments {
		if i.Name == name {
			return i, nil
		}
	}
	return nil, &fault.Error{Code: fault.NotFound, Value: name, Reason: "there is no such instrument", Fix: place.Suggest(name, s.Names())}
}

// read reads the instruments of a folder. Each is judged on its own.
func (s *Set) read(files []place.File, local bool) (problems []place.Problem) {
	used := map[string]bool{}
	for _, f := range files {
		if path.Ext(f.Name) != ".yaml" {
			continue
		}
		i, more := parse(f, files, local)
		used[i.Table] = true
		if i.Segments != nil {
			used[i.Segments.Table] = true
		}
		if other, err := s.Find(i.Name); err == nil && len(more) == 0 {
			more = append(more, place.Problem{
				File: f.Name, Line: 1, Value: i.Name, Fix: "rename the file, such as to " + i.Name + "_local.yaml",
				Reason: fmt.Sprintf("%q is a published instrument (%s)", i.Name, other.Title),
			})
		}
		more = append(more, s.agree(i)...)
		if len(more) == 0 {
			s.instruments = append(s.instruments, i)
		}
		problems = append(problems, more...)
	}
	for _, f := range files {
		if path.Ext(f.Name) == ".csv" && !used[path.Base(f.Name)] {
			problems = append(problems, place.Problem{File: f.Name, Reason: "no instrument uses the table", Fix: "name it as `conditions:` of one, or remove it"})
		}
	}
	return problems
}

// agree: an item has one meaning in all instruments, so that they can be scored in one pass.
func (s *Set) agree(i *Instrument) (problems []place.Problem) {
	for k := range i.Items {
		it := &i.Items[k]
		for _, other := range s.instruments {
			if same := other.Item(it.Name); same != nil && (same.Type != it.Type || !slices.Equal(same.Choices, it.Choices)) {
				problems = append(problems, i.At.Problem(fmt.Sprintf("items[%d].type", k), it.Type,
					fmt.Sprintf("item %q is of another type in instrument %s", it.Name, other.Name), "make it "+same.kind()+" here too, or give it another name"))
				break
			}
		}
	}
	return problems
}

// kind is how an item's type is written.
func (it *Item) kind() string {
	if len(it.Choices) > 0 {
		return "a choice of " + joined(it.Choices)
	}
	return it.Type
}

// parse reads one instrument with its tables.
func parse(f place.File, files []place.File, local bool) (*Instrument, []place.Problem) {
	i := &Instrument{Name: strings.TrimSuffix(path.Base(f.Name), ".yaml"), File: f.Name, Local: local}
	problems := place.Decode(f.Name, f.Data, i)
	find := func(name, at string) (place.File, bool) {
		for _, other := range files {
			if path.Base(other.Name) == name && path.Ext(name) == ".csv" {
				return other, true
			}
		}
		problems = append(problems, i.At.Problem(at, name, "the folder has no table of this name", place.Suggest(name, tables(files))))
		return place.File{}, false
	}
	if len(problems) > 0 {
		return i, problems
	}
	if i.Table != "" {
		if table, ok := find(i.Table, "conditions"); ok {
			problems = append(problems, i.readConditions(table)...)
		}
	}
	if i.Segments != nil {
		if table, ok := find(i.Segments.Table, "segments.table"); ok {
			problems = append(problems, i.readSegments(table)...)
		}
	}
	if i.Table != "" && i.table.Columns == nil {
		return i, problems // nothing to judge the rest by
	}
	return i, append(problems, i.judge()...)
}

func tables(files []place.File) (names []string) {
	for _, f := range files {
		if path.Ext(f.Name) == ".csv" {
			names = append(names, path.Base(f.Name))
		}
	}
	return names
}

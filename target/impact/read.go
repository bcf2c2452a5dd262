package impact

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/progress"
	"continuum/place"
	"continuum/target/table"
)

// Files are a pilot's and the people's tables, and the names of their columns.
type Files struct {
	Pilot, People string // paths
	ID            string // of the people; the pilot may have it too
	Treated       string // 1 helped, 0 not
	Events        string // counts after
	Last          string // events in the last period; "" is found by its name, where there is such a column
	Progress      progress.Func
}

// Read reads both files into a request, with notices of what a reader should know.
// Whatever is wrong with a row is told by file and line.
func (f Files) Read(ctx context.Context) (Request, []string, error) {
	pilot, err := f.readPilot(ctx)
	if err != nil {
		return Request{}, nil, err
	}
	notices := told(f.Pilot, pilot)
	r := Request{Pilot: Pilot{Data: pilot.Frame.Without(f.ID, f.Treated, f.Events)}, Last: f.Last, Progress: f.Progress}
	if r.Pilot.Treated, err = f.column(pilot, f.Treated, isArm, "must be 1 for whoever was helped and 0 for others"); err != nil {
		return Request{}, nil, err
	}
	if r.Pilot.Events, err = f.column(pilot, f.Events, isCount, "must be a whole number of events, 0 or more"); err != nil {
		return Request{}, nil, err
	}
	people, err := f.readPeople(ctx, pilot, &notices)
	if err != nil {
		return Request{}, nil, err
	}
	notices = append(append(notices, told(f.People, people)...), strange(pilot, people)...)
	r.People, r.IDs = people.Frame.Without(f.ID), people.Frame.Column(f.ID).Texts
	if r.Last == "" {
		r.Last = f.lastColumn(pilot)
	} else if c := r.People.Column(r.Last); c == nil {
		return Request{}, nil, table.NoColumn(f.People, r.Last, namesOf(people, f.ID))
	} else if c.Kind != frame.Number {
		return Request{}, nil, &fault.Error{Code: fault.Invalid, File: f.People, Line: 1, Column: r.Last, Reason: "does not hold numbers of events", Fix: "name the column that counts each person's events in the last period"}
	}
	return r, notices, nil
}

func told(path string, t *table.Table) (out []string) {
	for _, n := range t.Notices {
		out = append(out, path+": "+n)
	}
	return out
}

func (f Files) readPilot(ctx context.Context) (*table.Table, error) {
	names, err := table.Columns(ctx, f.Pilot)
	if err != nil {
		return nil, err
	}
	kinds := map[string]table.Kind{f.Treated: table.Number, f.Events: table.Number}
	if slices.Contains(names, f.ID) {
		kinds[f.ID] = table.Text
	}
	t, err := table.Read(ctx, f.Pilot, table.Options{Kinds: kinds, Needed: []string{f.Treated, f.Events}, Progress: f.Progress})
	if err != nil {
		return nil, err
	}
	if kinds[f.ID] != "" {
		err = once(t, f.ID)
	}
	if err == nil && t.Frame.Without(f.ID, f.Treated, f.Events).Columns == nil {
		err = &fault.Error{Code: fault.Invalid, File: f.Pilot, Line: 1, Reason: "the pilot has no features: nothing tells its people apart", Fix: "add what was known of each before the pilot"}
	}
	return t, err
}

// readPeople reads the columns of the pilot as the pilot has them.
func (f Files) readPeople(ctx context.Context, pilot *table.Table, notices *[]string) (*table.Table, error) {
	names, err := table.Columns(ctx, f.People)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, f.ID) {
		return nil, table.NoColumn(f.People, f.ID, names)
	}
	kinds, wanted := map[string]table.Kind{f.ID: table.Text}, []string{f.ID}
	var absent []string
	for _, c := range pilot.Columns {
		switch {
		case c.Name == f.ID || c.Name == f.Treated || c.Name == f.Events:
		case slices.Contains(names, c.Name):
			kinds[c.Name], wanted = c.Kind, append(wanted, c.Name)
		default:
			absent = append(absent, c.Name)
		}
	}
	if len(absent) > 0 {
		fix := "add them, empty where nothing is known, or take them out of the pilot"
		if near := place.Nearest(absent[0], names); near != "" {
			fix += fmt.Sprintf("; is %q meant by %q?", absent[0], near)
		}
		return nil, &fault.Error{
			Code: fault.Invalid, File: f.People, Line: 1, Reason: plural(len(absent), "%d column of the pilot is", "%d columns of the pilot are") + " not there: " + strings.Join(absent, ", "),
			Fix: fix,
		}
	}
	*notices = append(*notices, f.unread(names, wanted)...)
	t, err := table.Read(ctx, f.People, table.Options{Columns: wanted, Kinds: kinds, Progress: f.Progress})
	if err != nil {
		return nil, err
	}
	return t, once(t, f.ID)
}

// unread tells of columns that only the people have.
func (f Files) unread(names, wanted []string) []string {
	var more []string
	for _, n := range names {
		if !slices.Contains(wanted, n) {
			more = append(more, n)
		}
	}
	if len(more) == 0 {
		return nil
	}
	return []string{f.People + ": columns that the pilot does not have are not read: " + strings.Join(more, ", ")}
}

// once sees that every row has an id of its own.
func once(t *table.Table, id string) error {
	first := map[string]int{}
	for i, v := range t.Frame.Column(id).Texts {
		if was, twice := first[v]; twice || v == "" {
			e := &fault.Error{Code: fault.Invalid, File: t.Path, Line: t.Line(i), Column: id, Value: v, Reason: "the row has no id", Fix: "give every row an id of its own"}
			if twice && v != "" {
				e.Reason = fmt.Sprintf("the id occurs twice (also on line %d)", t.Line(was))
			}
			return e
		}
		first[v] = i
	}
	return nil
}

func isArm(v float32) bool { return v == 0 || v == 1 }

func isCount(v float32) bool { return v >= 0 && v <= 1e6 && v == float32(int32(v)) }

func (f Files) column(t *table.Table, name string, ok func(float32) bool, reason string) ([]float64, error) {
	c := t.Frame.Column(name)
	out := make([]float64, len(c.Numbers))
	for i, v := range c.Numbers {
		if !ok(v) {
			e := &fault.Error{Code: fault.Invalid, File: f.Pilot, Line: t.Line(i), Column: name, Reason: reason, Fix: "mend the row, or leave it out and say so"}
			if v == v {
				e.Value = fmt.Sprint(v)
			} else {
				e.Reason += "; it is empty or no number"
				if odd := oddOf(t, name); odd != "" {
					e.Reason += " (" + odd + ")"
				}
			}
			return nil, e
		}
		out[i] = float64(v)
	}
	return out, nil
}

// oddOf is what was read of a column that is no number.
func oddOf(t *table.Table, name string) string {
	i := slices.IndexFunc(t.Columns, func(c table.Column) bool { return c.Name == name })
	if i < 0 {
		return ""
	}
	return t.Columns[i].Odd
}

func namesOf(t *table.Table, but string) (names []string) {
	for _, c := range t.Columns {
		if c.Name != but {
			names = append(names, c.Name)
		}
	}
	return names
}

// lastColumn is the column whose name has most words in common with that of the
// events: their count in the last period. "" where none has two.
func (f Files) lastColumn(pilot *table.Table) string {
	words := strings.FieldsFunc(plainName(f.Events), func(r rune) bool { return r == '_' })
	best, most := "", 1
	for _, c := range pilot.Columns {
		if c.Kind != table.Number || !c.Whole || c.Name == f.Events || c.Name == f.Treated || c.Name == f.ID {
			continue
		}
		common := 0
		for _, w := range strings.FieldsFunc(plainName(c.Name), func(r rune) bool { return r == '_' }) {
			if slices.Contains(words, w) {
				common++
			}
		}
		if common > most {
			best, most = c.Name, common
		}
	}
	return best
}

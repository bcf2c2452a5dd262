package link

import (
	"slices"

	"continuum/internal/vast"
)

// roomy gives the same values with room in each column for some that no record
// has. The columns that have rooms are new; the tables and all else are shared
// and only read. A value never seen is as rare as the rarest.
func (d *details) roomy(rooms int) details {
	out := *d
	n := &out.names
	last := first(&n.values) + rooms
	n.text, n.letter, n.sound = longer(n.text, last), longer(n.letter, last), longer(n.sound, last)
	n.lift, n.liftF = rarer(n.lift, n.count, last), rarer(n.liftF, n.family, last)
	last = first(&out.addresses.values) + rooms
	out.addresses.sketch, out.addresses.lift = longer(out.addresses.sketch, last), rarer(out.addresses.lift, out.addresses.count, last)
	last = first(&out.postcodes.values) + rooms
	out.postcodes.code, out.postcodes.out = longer(out.postcodes.code, last), longer(out.postcodes.out, last)
	last = first(&out.emails.values) + rooms
	out.emails.user, out.emails.sketch = longer(out.emails.user, last), longer(out.emails.sketch, last)
	for i := range out.further {
		f := &out.further[i]
		last = first(&f.values) + rooms
		f.text, f.number, f.sketch = longerIfAny(f.text, last), longerIfAny(f.number, last), longerIfAny(f.sketch, last)
	}
	return out
}

// longer copies a column to a new length.
func longer[T any](column []T, n int) []T {
	out := vast.Make[T](n)
	copy(out, column)
	return out
}

func longerIfAny[T any](column []T, n int) []T {
	if column == nil {
		return nil
	}
	return longer(column, n)
}

// rarer copies lifts to a new length. Numbers that no profile has in this field,
// and those to come, get the lift of the rarest value.
func rarer(lift []float32, count []uint32, n int) []float32 {
	least := float32(0)
	if len(lift) > 0 {
		least = slices.Min(lift)
	}
	out := longer(lift, n)
	for i := range out {
		if i >= len(count) || count[i] == 0 {
			out[i] = least
		}
	}
	return out
}

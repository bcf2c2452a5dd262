package bed

import (
	"strings"

	"continuum/internal/fault"
)

// How an answer came to stand for a day.
type How uint8

// The ways: asked that day, carried forward from a day before, or assumed because nobody
// has asked yet.
const (
	Reviewed How = iota
	Carried
	Assumed
)

// String gives "reviewed", "carried forward" or "assumed".
func (h How) String() string { return [...]string{"reviewed", "carried forward", "assumed"}[h] }

// Answer says of one day whether the person met a criterion to reside, and how that is known.
type Answer struct {
	Meets bool
	How   How
}

// Daily are the answers of a stay, one a day from admission to discharge or census, both
// days included.
type Daily struct {
	Admitted Day
	Answers  []Answer
}

// Last is the day of discharge or census.
func (d Daily) Last() Day { return d.Admitted + Day(len(d.Answers)) - 1 }

// mostDays bounds a stay: what is longer is a wrong date.
const mostDays = 36_525

// Letters reads one letter a day: R meets a criterion to reside, N does not, - nobody asked.
func Letters(admitted Day, letters string) (Daily, error) {
	if letters == "" || len(letters) > mostDays {
		return Daily{}, fault.New(fault.Invalid, "a stay has from 1 to %d days, this one %d", mostDays, len(letters))
	}
	if i := strings.IndexFunc(letters, func(r rune) bool { return !strings.ContainsRune("RN-", r) }); i >= 0 {
		return Daily{}, &fault.Error{
			Code: fault.Invalid, Reason: "not the answer of a day", Value: letters[i : i+1],
			Fix: "write R for meets a criterion to reside, N for does not, - where nobody asked",
		}
	}
	return fill(admitted, len(letters), func(i int) (meets, asked bool) { return letters[i] == 'R', letters[i] != '-' }), nil
}

// fill makes the answers of n days from those that were asked.
func fill(admitted Day, n int, of func(i int) (meets, asked bool)) Daily {
	d := Daily{Admitted: admitted, Answers: make([]Answer, n)}
	last := Answer{Meets: true, How: Assumed}
	for i := range d.Answers {
		if meets, asked := of(i); asked {
			d.Answers[i] = Answer{Meets: meets, How: Reviewed}
			last = Answer{Meets: meets, How: Carried}
			continue
		}
		d.Answers[i] = last
	}
	return d
}

// String gives one letter a day, as Letters reads them, with days that nobody asked shown as
// what stands for them, in small letters: "Rrn" is not what was said, but what is held.
func (d Daily) String() string {
	var b strings.Builder
	for _, a := range d.Answers {
		letter := "N"
		if a.Meets {
			letter = "R"
		}
		if a.How != Reviewed {
			letter = strings.ToLower(letter)
		}
		b.WriteString(letter)
	}
	return b.String()
}

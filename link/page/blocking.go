package page

import (
	"continuum/link"
)

// blocking tells what was compared at all.
type blocking struct {
	Rules    []rule
	Pairs    int64
	Possible string // pairs there could be, in words; "" when unknown
	OneIn    string // of how many possible pairs one was compared; "" when all were
	Windowed int64  // blocks compared with neighbours only
	Refined  int64
	Left     int64 // pairs left when a rule was given up
}

type rule struct {
	link.BlockingReport
	Bar   bar
	Share float64 // of all pairs compared
}

func blockingOf(r *link.Report) blocking {
	out := blocking{Pairs: r.Pairs}
	var most int64
	for _, b := range r.Blocking {
		most = max(most, b.Pairs)
	}
	for _, b := range r.Blocking {
		one := rule{BlockingReport: b, Bar: part(float64(b.Pairs), float64(most))}
		if r.Pairs > 0 {
			one.Share = float64(b.Pairs) / float64(r.Pairs)
		}
		out.Rules = append(out.Rules, one)
		out.Windowed += b.Windowed
		out.Refined += b.Refined
		out.Left += b.Left
	}
	out.against(r.Profiles)
	return out
}

// against sets the pairs compared against those there could be.
func (b *blocking) against(profiles int) {
	possible := float64(profiles) * float64(profiles-1) / 2
	if possible < 1 || b.Pairs < 1 {
		return
	}
	b.Possible = about(possible)
	if n := possible / float64(b.Pairs); n >= 2 {
		b.OneIn = about(n)
	}
}

package bed

// Judgement is what the daily answers of a stay come to.
type Judgement struct {
	Waits  bool // does not meet a criterion on the last day: ready, and still there
	Ready  Day  // first day of the run of "no" that reaches the last day; only when Waits
	Delay  int  // days from Ready to the last day; 0 when the person does not wait
	Nights int  // length of stay
	Band   Band // of Nights
	Unsure int  // days since Ready (or of the whole stay without it) that nobody asked about
}

// Judge finds the discharge-ready date and what follows from it.
func (d Daily) Judge() Judgement {
	j := Judgement{Nights: max(len(d.Answers)-1, 0)}
	j.Band = BandOf(j.Nights)
	first := len(d.Answers)
	for first > 0 && !d.Answers[first-1].Meets {
		first--
	}
	since := 0
	if first < len(d.Answers) {
		j.Waits, j.Ready, j.Delay = true, d.Admitted+Day(first), len(d.Answers)-1-first
		since = first
	}
	for _, a := range d.Answers[since:] {
		if a.How != Reviewed {
			j.Unsure++
		}
	}
	return j
}

// Band is a length of stay as boards and reports group it.
type Band uint8

// The bands: under 7 nights, and at least 7, 14 or 21.
const (
	Under7 Band = iota
	From7
	From14
	From21
)

// BandOf is the highest band that the nights reach.
func BandOf(nights int) Band {
	switch {
	case nights >= 21:
		return From21
	case nights >= 14:
		return From14
	case nights >= 7:
		return From7
	}
	return Under7
}

// String gives "<7", ">=7", ">=14" or ">=21".
func (b Band) String() string { return [...]string{"<7", ">=7", ">=14", ">=21"}[b] }

package live

import "time"

// When is a time as precise as it was said; the zero When was not said.
type When struct {
	time.Time
	Text string // as FHIR writes it: 2026, 2026-11, 2026-11-27 or 2026-11-27T10:15:00Z
}

// whenOf reads a dateTime of FHIR; without a zone it is taken to be UTC.
func whenOf(text string) When {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly, "2006-01", "2006"} {
		if at, err := time.Parse(layout, text); err == nil {
			return When{at, text}
		}
	}
	return When{}
}

// IsZero tells whether nothing was said.
func (w When) IsZero() bool { return w.Text == "" }

// Clock tells whether a time of day was said.
func (w When) Clock() bool { return len(w.Text) > len(time.DateOnly) }

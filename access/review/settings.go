package review

import (
	"slices"
	"time"

	"continuum/internal/fault"
)

// Settings say what is unusual.
type Settings struct {
	Zone       *time.Location // of the place's days and nights
	NightFrom  int            // hour at which the night begins
	NightUntil int            // and ends

	EventDays int // an event of the person with the actor's partner within so many days is a reason

	UsualDays int     // days that tell what is usual
	LeastDays int     // days with looks that it takes to tell
	Spreads   float64 // robust standard deviations above the median that are still usual
	FloorDay  int64   // different people a day that are never unusual
	FloorHour int64   // and within an hour
	Newcomer  int64   // people a day while neither the actor nor the role has a history

	Denials  int           // within an hour that are many
	Sequence int           // people in order that are many
	Gap      time.Duration // after which an order begins anew

	// Purposes of use (HL7) for which staff look at people they have nothing to do
	// with, so that numbers, order, hours and missing reasons tell nothing.
	Exempt []string
}

// Usual are settings that suit most places.
func Usual() Settings {
	return Settings{
		Zone: time.UTC, NightFrom: 22, NightUntil: 6, EventDays: 30,
		UsualDays: 60, LeastDays: 8, Spreads: 5, FloorDay: 40, FloorHour: 20, Newcomer: 60,
		Denials: 10, Sequence: 10, Gap: 30 * time.Minute,
		Exempt: []string{"HRESCH", "HOPERAT", "HPAYMT", "HCOMPL", "HSYSADMIN"},
	}
}

func (s *Settings) check() error {
	for _, x := range []struct {
		name string
		ok   bool
	}{
		{"Zone", s.Zone != nil},
		{"NightFrom", s.NightFrom >= 0 && s.NightFrom < 24},
		{"NightUntil", s.NightUntil >= 0 && s.NightUntil < 24},
		{"EventDays", s.EventDays >= 0 && s.EventDays <= 3660},
		{"UsualDays", s.UsualDays >= 1 && s.UsualDays <= 366},
		{"LeastDays", s.LeastDays >= 1},
		{"Spreads", s.Spreads > 0},
		{"FloorDay", s.FloorDay >= 1},
		{"FloorHour", s.FloorHour >= 1},
		{"Newcomer", s.Newcomer >= 1},
		{"Denials", s.Denials >= 1 && s.Denials <= 1000},
		{"Sequence", s.Sequence >= 3},
		{"Gap", s.Gap > 0},
	} {
		if !x.ok {
			return &fault.Error{Code: fault.Invalid, Column: x.name, Reason: "the setting of the review of looks is out of range", Fix: "begin with review.Usual and change what differs"}
		}
	}
	return nil
}

func (s *Settings) exempt(purpose string) bool { return slices.Contains(s.Exempt, purpose) }

// night tells whether an hour belongs to the night.
func (s *Settings) night(hour int) bool {
	if s.NightFrom <= s.NightUntil {
		return hour >= s.NightFrom && hour < s.NightUntil
	}
	return hour >= s.NightFrom || hour < s.NightUntil
}

// local gives the day of the place, in days since 1970, and the hour.
func (s *Settings) local(t time.Time) (day int64, hour int) {
	t = t.In(s.Zone)
	_, offset := t.Zone()
	return floorDiv(t.Unix()+int64(offset), 24*60*60), t.Hour()
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

package bed_test

import (
	"fmt"
	"time"

	"continuum/plan/bed"
)

func ExampleLetters() {
	d, err := bed.Letters(bed.Date(2026, time.October, 24), "RRRNNNNN")
	if err != nil {
		fmt.Println(err)
		return
	}
	j := d.Judge()
	fmt.Println("ready", j.Ready, "days lost", j.Delay, "nights", j.Nights, "band", j.Band)
	// Output: ready 2026-10-27 days lost 4 nights 7 band >=7
}

func ExampleFromReviews() {
	at := func(day, hour int) time.Time { return time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC) }
	d, err := bed.FromReviews(at(2, 15), at(6, 8), time.UTC, []bed.Review{
		{At: at(3, 9), Meets: true},
		{At: at(4, 9), Meets: false}, // holds until the next
	})
	fmt.Println(d, err)
	j := d.Judge()
	fmt.Println("ready", j.Ready, "of which nobody asked about", j.Unsure)
	// Output:
	// rRNnn <nil>
	// ready 2026-11-04 of which nobody asked about 2
}

func ExampleLost() {
	waits := []bed.Wait{
		{Organisation: "Weston Council", Reason: "E", From: bed.Date(2026, 11, 4), Open: true},
		{Organisation: "Weston Community Health", Reason: "F", From: bed.Date(2026, 11, 6), Open: true},
	}
	for _, l := range bed.Lost(bed.Date(2026, 11, 4), bed.Date(2026, 11, 8), waits) {
		fmt.Println(l.Organisation, l.Reason, l.Share.Days())
	}
	// Output:
	// Weston Community Health F 1
	// Weston Council E 3
}

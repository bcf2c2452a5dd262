package ward_test

import (
	"fmt"
	"time"

	"continuum/plan/ward"
)

func ExampleNEWS2() {
	var s ward.Signs
	for m, n := range map[ward.Measure]ward.Number{
		ward.Respiration: ward.Whole(22), ward.Saturation: ward.Whole(93), ward.Systolic: ward.Whole(108),
		ward.Pulse: ward.Whole(96), ward.Consciousness: ward.Awake, ward.Temperature: ward.Tenths(384),
	} {
		if err := s.Set(m, n); err != nil {
			fmt.Println(err)
			return
		}
	}
	score := ward.NEWS2(s, ward.Scale1)
	fmt.Println(score.Sum, score.Complete, score.Band, "missing", score.Missing())

	if err := s.Set(ward.Oxygen, 0); err != nil { // air
		fmt.Println(err)
		return
	}
	total, ok := ward.NEWS2(s, ward.Scale1).Total()
	fmt.Println(total, ok)
	// Output:
	// 7 false high missing [oxygen]
	// 7 true
}

func ExampleWatch_Take() {
	rules := ward.Default()
	plan := ward.Plan{Personal: []ward.Personal{{
		Measure: ward.Saturation, Limit: ward.Limit{Low: ward.To(ward.Whole(88))}, By: "Dr Rao", Why: "COPD",
		From: time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC),
	}}}
	var watch ward.Watch
	for i, saturation := range []int{90, 86, 87, 85} {
		r := ward.Reading{Person: "mary", At: time.Date(2026, 11, 12, 9, 10*i, 0, 0, time.UTC)}
		if err := r.Signs.Set(ward.Saturation, ward.Whole(saturation)); err != nil {
			fmt.Println(err)
			return
		}
		next, events := watch.Take(r, &rules, &plan)
		watch = next
		fmt.Print(saturation, ":")
		for _, e := range events {
			fmt.Print(" ", e.Kind, " ", e.Alert.Severity, ", limit by ", e.Alert.Findings[0].SetBy)
		}
		fmt.Println()
	}
	// Output:
	// 90:
	// 86: ask routine, limit by Dr Rao
	// 87: raise routine, limit by Dr Rao
	// 85:
}

// Package ward is the arithmetic of the virtual ward: hospital care at home, watched through
// readings that people send.
//
// What kills such watching is noise. In a programme of 174 people 57 of 100 measurements
// raised an alert and 12 of 100 took somebody's time (JMIR Med Inform 2025, e66066); nurses
// who are called for nothing stop coming. So the rules here ask, before somebody is called,
// whether it is true: limits are the person's own, a breach is confirmed by a second reading
// or by another measure in the same one, what belongs to one person comes as one alert, and
// each nurse has a budget of alerts a shift. What may not be missed passes all of that: a
// value beyond a limit that never waits alerts at once, an emergency is never over budget, and
// nothing is ever dropped. Rules are tried on past readings before they go live.
//
// # From a reading to a nurse
//
//	s.Set(ward.Saturation, ward.Whole(88))                 // Signs: what was measured together
//	score := ward.NEWS2(s, ward.Scale1)                    // total, parts, band
//	next, events := watch.Take(reading, &rules, &plan)     // Watch: what is known of one person
//	desk = desk.Offer(alert)                               // Desk: one nurse's shift
//	report, err := ward.Replay(past, plans, &rules, truth) // the same, on past readings
//
// Watch, Desk and Stay are values: each step gives the next one and changes nothing, so a
// store keeps them and a test replays them. Take makes one of three events: Ask (please
// measure again; it goes to the person and takes nobody's time), Raise (an alert), Join
// (another finding for an alert that is open).
//
// # NEWS2
//
// The chart is that of the Royal College of Physicians, National Early Warning Score (NEWS) 2,
// 2017, chart 1 and its table of triggers, checked against reproductions of chart 1
// (scribd.com/document/584338409) and of both saturation scales (Thorax, table 1 of
// thorax.bmj.com/highwire/markup/192780). It is for people of 16 and over who are not
// pregnant. Scale 2 is for whom a clinician has prescribed a target of 88-92%, only then. A
// missing part is never taken as normal: there is no total then, but the sum of what was
// measured, and the band which that alone reaches at least. A value between two steps of the
// chart, such as 38.05, scores as the worse of both.
//
// # The figures behind the defaults
//
// Default was tuned on readings that the generator of this package's tests made (seeds 1 to
// 1000) and is judged on 40 seeds that were not used for it, each by itself, with and without
// people answering when they are asked to measure again: 3.5 alerts for 100 readings, 4.6 at
// most, none of 528 deteriorations missed, where an alert for each reading outside a limit
// would be 13 to 14. Of the 12,040 deteriorations it was tuned on 5 are missed: "none" is not
// "never".
//
// made_test.go says what the generator assumes. None of that was measured: artefacts, noise
// and the shape of deteriorations are guesses, somebody is admitted only after having been at
// their worst for 12 hours, and clinicians are assumed to know everybody's normal. With half
// as many artefacts again it is 5.1 alerts, with twice as many 6.6, and still none missed. So
// the figures show that the rules do what they say, not that a ward of real people reaches
// them: Replay the place's own past readings before going live.
package ward

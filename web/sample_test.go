package web

import (
	"context"
	"fmt"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/source"
	"continuum/warehouse"
)

// today is the day on which the sample place is looked at.
var today = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func day(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// sample is a small place that no page can be made too easily for: a full record,
// a death, a person of whom nothing is known, names in other scripts, hostile
// text, 2,000 events.
type sample struct {
	people map[string]warehouse.Record
	over   warehouse.Overview
	err    error // when set, every question fails with it
	old    bool  // the build was made before evidence was kept
}

func newSample() *sample {
	s := &sample{people: map[string]warehouse.Record{}, over: sampleOverview()}
	for _, r := range []warehouse.Record{mary(), jose(), nobody(), busy()} {
		s.people[r.Person.ID] = r
	}
	for _, p := range strangers() {
		s.people[p.ID] = warehouse.Record{Person: p}
	}
	return s
}

func (s *sample) Overview(context.Context) (warehouse.Overview, error) { return s.over, s.err }

func (s *sample) Who(_ context.Context, id string) (warehouse.Known, error) {
	r, found := s.people[id]
	if !found && s.err == nil {
		return warehouse.Known{}, fault.New(fault.NotFound, "no person %s", id)
	}
	return warehouse.Known{Person: r.Person, Named: r.Person}, s.err
}

// Seen leaves out what must not be seen; what is coded says so in its title or value:
// [A51] is a code of sexual health.
func (s *sample) Seen(_ context.Context, id string, sees warehouse.Sees) (warehouse.Record, error) {
	r, found := s.people[id]
	if !found && s.err == nil {
		return r, fault.New(fault.NotFound, "no person %s", id)
	}
	row := func(source, text string) warehouse.Row {
		_, coded, _ := strings.Cut(text, "[")
		code, _, _ := strings.Cut(coded, "]")
		return warehouse.Row{Source: source, Feed: code}
	}
	r.Registrations = seenOf(r.Registrations, func(x warehouse.Registration) bool { return sees("registration", row(x.Source, "")) })
	r.Timeline = seenOf(r.Timeline, func(x warehouse.Event) bool { return sees(x.Table, row(x.Source, x.Title)) })
	r.Relations = seenOf(r.Relations, func(x warehouse.Relation) bool { return sees("relationship", row(x.Source, "")) })
	r.Circumstances = seenOf(r.Circumstances, func(x warehouse.Circumstance) bool { return sees("circumstance", row(x.Source, x.Value)) })
	return r, s.err
}

func seenOf[T any](all []T, sees func(T) bool) (some []T) {
	for _, x := range all {
		if sees(x) {
			some = append(some, x)
		}
	}
	return some
}

func (s *sample) Builds(context.Context) ([]warehouse.Manifest, error) {
	older := s.over.Build
	older.ID, older.People, older.CreatedAt = "20261115-060000-1a2b3c", older.People-25, today.AddDate(0, 0, -7)
	return []warehouse.Manifest{s.over.Build, older}, s.err
}

// Linkage gives what deserves a look, or a fault.NotFound when the build is old.
func (s *sample) Linkage(context.Context) (warehouse.Linkage, error) {
	if s.err == nil && s.old {
		return warehouse.Linkage{}, fault.New(fault.NotFound, "made before evidence was kept")
	}
	return sampleLinkage(), s.err
}

// Search answers "smith" with 25 people, "llyr" with one and others with none.
func (s *sample) Search(_ context.Context, query string, limit int) ([]warehouse.Hit, error) {
	var hits []warehouse.Hit
	switch strings.ToLower(query) {
	case "smith":
		hits = append(hits, warehouse.Hit{Person: mary().Person, Score: 1, Why: "family name equal"})
		hits = append(hits, warehouse.Hit{Person: jose().Person, Score: .9, Why: "family name sounds alike"})
		hits = append(hits, warehouse.Hit{Person: nobody().Person, Score: .1, Why: "registration number equal"})
		for _, p := range strangers() {
			hits = append(hits, warehouse.Hit{Person: p, Score: .8, Why: "family name equal; postcode starts alike"})
		}
	case "llyr":
		hits = append(hits, warehouse.Hit{Person: mary().Person, Score: .7, Why: "family name sounds alike"})
	}
	return hits[:min(len(hits), limit)], s.err
}

func mary() warehouse.Record {
	r := warehouse.Record{
		Person: warehouse.Person{
			ID: "p-0001", NHSNumber: "9434765919", Title: "Mrs", GivenName: "Mary", FamilyName: "Smith",
			BirthDate: day("1938-11-09"), Sex: "female", Ethnicity: "White: British", Address: "Flat 14, 3 Harbour Court, Weston",
			Postcode: "WS1 2AB", Phone: "01934 496 0123", Email: "mary.smith@example.org", GPPractice: "Harbour Road Surgery", IMDDecile: 2,
		},
		Registrations: []warehouse.Registration{
			{Source: "weston_gp", LocalID: "G-4471", NHSNumber: "9434765919", GivenName: "Mary", FamilyName: "Smith", BirthDate: day("1938-11-09"), Postcode: "WS1 2AB", From: day("1971-04-02"), MatchWeight: 0, How: "first registration"},
			{Source: "weston_hospital", LocalID: "RW9-0032198", NHSNumber: "9434765919", GivenName: "Mary", FamilyName: "Smyth", BirthDate: day("1938-09-11"), Postcode: "WS1 2AB", MatchWeight: 24.6, How: "NHS number and postcode agree; family name sounds alike; day and month of birth swapped", Evidence: sampleEvidence()},
			{Source: "weston_council", LocalID: "ASC/8812", GivenName: "Molly", FamilyName: "Smith", BirthDate: day("1938-11-09"), Postcode: "WS1 2AB", MatchWeight: 17.2, How: "family name, date of birth and postcode agree; given name is a nickname"},
			{Source: "harbour_homes", LocalID: "T 00917", NHSNumber: "9434765918", GivenName: "M", FamilyName: "Smith", Postcode: "WS12AB", MatchWeight: 9.8, How: "family name, address and telephone agree; initial agrees"},
		},
		Relations: []warehouse.Relation{
			{Kind: "carer", Name: "Joan Carter (daughter)", Phone: "07700 900456", PersonID: "p-0003", Source: "weston_council"},
			{Kind: "next_of_kin", Name: "Joan Carter", Phone: "07700 900456", Source: "weston_hospital"},
		},
		Circumstances: []warehouse.Circumstance{
			{Kind: "living_alone", Value: "yes", From: day("2019-03-01"), Source: "weston_council"},
			{Kind: "housing_tenure", Value: "council_tenant", From: day("1998-06-15"), Source: "harbour_homes"},
			{Kind: "frailty", Value: "severe", From: day("2025-05-12"), Source: "weston_gp"},
			{Kind: "benefit", Value: "attendance_allowance", From: day("2024-01-08"), Source: "weston_council"},
			{Kind: "living_alone", Value: "no", From: day("1962-01-01"), To: day("2019-03-01"), Source: "weston_council"},
		},
	}
	r.Timeline = []warehouse.Event{
		{Table: "activity", Source: "weston_hospital", Setting: "outpatient", Kind: "appointment", Title: "Respiratory clinic, follow-up", Start: day("2026-12-03 14:20"), Major: false},
		{Table: "activity", Source: "harbour_homes", Setting: "housing", Kind: "repair", Title: "Lift repaired", Start: day("2026-11-20"), CostPence: 84000, CostBasis: "invoice"},
		{Table: "activity", Source: "weston_community", Setting: "community", Kind: "virtual_ward", Title: "Virtual ward", Start: day("2026-11-13 11:00"), End: day("2026-11-22 09:00"), CostPence: 117000, CostBasis: "unit cost, 2024/25 prices", Major: true, Detail: []warehouse.Field{{Label: "Team", Value: "North neighbourhood team"}}},
		{Table: "activity", Source: "weston_hospital", Setting: "inpatient", Kind: "spell", Title: "Emergency admission: fall, fracture of wrist", Start: day("2026-11-06 02:50"), End: day("2026-11-13 10:30"), CostPence: 324500, CostBasis: "tariff, 2026/27 prices", Major: true, Detail: []warehouse.Field{{Label: "Ready to leave", Value: "09-Nov-2026"}, {Label: "Waited", Value: "4 days for home care"}, {Label: "Ward", Value: "Brean"}}},
		{Table: "activity", Source: "weston_hospital", Setting: "emergency", Kind: "attendance", Title: "A&E attendance by ambulance: fall", Start: day("2026-11-05 23:40"), End: day("2026-11-06 02:50"), CostPence: 41800, Major: true},
		{Table: "activity", Source: "south_ambulance", Setting: "ambulance", Kind: "incident", Title: "Conveyed to hospital: fall at home", Start: day("2026-11-05 22:55"), CostPence: 41700, Major: true},
		{Table: "diagnosis", Source: "weston_gp", Title: "Dementia, early", Start: day("2026-10-02")},
		{Table: "service_package", Source: "weston_council", Setting: "social_care", Kind: "home_care", Title: "Home care, 14 hours a week", Start: day("2026-09-21"), CostPence: 252000, CostBasis: "package, to date", Major: true},
	}
	kinds := []struct{ source, setting, title string }{
		{"weston_gp", "gp", "GP telephone consultation"},
		{"weston_gp", "gp", "Repeat prescription: furosemide 40 mg tablets, salbutamol 100 micrograms/dose inhaler, metformin 500 mg tablets"},
		{"weston_community", "community", "District nurse visit"},
		{"weston_voluntary", "voluntary", "Befriending session"},
		{"weston_mind", "mental_health", "Memory clinic contact"},
	}
	for i := range 40 {
		k := kinds[i%len(kinds)]
		r.Timeline = append(r.Timeline, warehouse.Event{Table: "activity", Source: k.source, Setting: k.setting, Title: k.title, Start: day("2026-09-14 09:15").AddDate(0, 0, -9*i), CostPence: int64(4100 + 37*i)})
	}
	for _, year := range []string{"2023/24", "2024/25", "2025/26", "2026/27"} {
		for i, setting := range []string{"ambulance", "community", "emergency", "gp", "housing", "inpatient", "mental_health", "outpatient", "social_care", "voluntary"} {
			if (len(r.Costs)+i)%4 != 3 {
				r.Costs = append(r.Costs, warehouse.Cost{Year: year, Setting: setting, Pence: int64(20000+i*31415) * int64(1+len(r.Costs)/6), Count: 3})
			}
		}
	}
	return r
}

func jose() warehouse.Record {
	return warehouse.Record{
		Person: warehouse.Person{
			ID: "p-0002", NHSNumber: "9995091208", Title: "Mr", GivenName: "José", FamilyName: "de la Cruz",
			BirthDate: day("1941-07-30"), DeathDate: day("2026-02-01"), Sex: "male", Postcode: "WS3 9QX",
		},
		Timeline: []warehouse.Event{{Table: "activity", Source: "weston_hospital", Setting: "inpatient", Title: "Died in hospital", Start: day("2026-02-01"), Major: true}},
	}
}

func nobody() warehouse.Record {
	return warehouse.Record{
		Person:        warehouse.Person{ID: "p-0003", Sex: "unknown"},
		Registrations: []warehouse.Registration{{Source: "left_the_place", LocalID: "7"}},
		Relations:     []warehouse.Relation{{Kind: "household", Source: "weston_council"}},
		Circumstances: []warehouse.Circumstance{{Kind: "accommodation", Source: "weston_council"}},
		Timeline:      []warehouse.Event{{Table: "observation", Source: "left_the_place", Title: "Weight"}},
	}
}

// busy has 2,000 events over five years and a name that attacks the page.
func busy() warehouse.Record {
	r := warehouse.Record{Person: warehouse.Person{
		ID: "p/00 04?", GivenName: `"><script>alert(1)</script>`, FamilyName: "O'Brien & Söhne-" + strings.Repeat("Lang", 20),
		BirthDate: day("2025-12-30"), Sex: "indeterminate", Email: "javascript:alert(1)", Phone: "none",
	}}
	settings := []string{"gp", "community", "social_care", "outpatient", "hospice_care"}
	for i := range 2000 {
		r.Timeline = append(r.Timeline, warehouse.Event{
			Table: "activity", Source: "weston_gp", Setting: settings[i%len(settings)], Title: fmt.Sprintf("Contact %d", i),
			Start: today.Add(-time.Duration(i) * 22 * time.Hour), CostPence: int64(i), Major: i%50 == 0,
		})
	}
	return r
}

func strangers() []warehouse.Person {
	names := [][2]string{
		{"王", "芳"},
		{"Παπαδόπουλος", "Νίκος"},
		{"محمد", "فاطمة"},
		{"Иванова", "Ольга"},
		{"İnönü", "Ali"},
		{"Smith", "Łucja"},
		{"McDonald-Smith", "Aoife"},
		{"Llŷr-Evans", "Gwen"},
	}
	var people []warehouse.Person
	for i := range 22 {
		n := names[i%len(names)]
		people = append(people, warehouse.Person{
			ID: fmt.Sprintf("p-1%03d", i), FamilyName: n[0], GivenName: n[1], BirthDate: day("1950-01-15").AddDate(i, i, i),
			NHSNumber: "9434765919", Postcode: fmt.Sprintf("WS%d 4CD", i%9+1), GPPractice: "Harbour Road Surgery", Sex: "female",
		})
	}
	return people
}

func sampleOverview() warehouse.Overview {
	partners := []warehouse.PartnerCount{
		{ID: "weston_gp", Name: "Weston GP federation", Sector: "gp", Registrations: 21044, People: 19950, Activities: 612345, CostPence: 2_456_789_012},
		{ID: "weston_hospital", Name: "Weston General Hospital", Sector: "acute", Registrations: 15320, People: 14011, Activities: 88123, CostPence: 9_876_543_210},
		{ID: "south_ambulance", Name: "South Western Ambulance", Sector: "ambulance", Registrations: 6021, People: 5210, Activities: 9120, CostPence: 345_678_901},
		{ID: "weston_community", Name: "Weston Community Health", Sector: "community", Registrations: 5120, People: 4900, Activities: 120456, CostPence: 765_432_100},
		{ID: "weston_mind", Name: "Weston Mind", Sector: "mental_health", Registrations: 2210, People: 2100, Activities: 20111, CostPence: 234_567_890},
		{ID: "weston_council", Name: "Weston Council", Sector: "social_care", Registrations: 1810, People: 1755, Activities: 30120, CostPence: 3_210_987_654},
		{ID: "harbour_homes", Name: "Harbour Homes", Sector: "housing", Registrations: 4001, People: 3987, Activities: 12001, CostPence: 98_765_432},
		{ID: "weston_voluntary", Name: "Weston Voluntary Action", Sector: "voluntary", Registrations: 1503, People: 1400, Activities: 8011, CostPence: 0},
	}
	return warehouse.Overview{
		Place: "Weston", Partners: partners, Feeds: sampleFeeds(),
		Build: warehouse.Manifest{
			ID: "20261122-060412-9f8e7d", Place: "Weston", CreatedAt: day("2026-11-22 06:04"), Version: "0.1.0", Engine: "DuckDB 1.5",
			ContentHash: "sha256:5f2b9c0d1e", People: 20000, DataTo: day("2026-10-31"), Inputs: make([]warehouse.Input, 11),
			Tables:  []warehouse.TableCount{{Name: "activity", Rows: 900287}, {Name: "diagnosis", Rows: 301222}},
			Timings: []warehouse.Timing{{Stage: "read", Seconds: 6.1}, {Stage: "link", Seconds: 3.4}},
			Link: link.Report{
				Records: 57029, Registrations: 57029, Persons: 20000, Unlinkable: 31, Pairs: 1234567, Links: 61234, Largest: 17,
				Threshold: 4, Comparisons: sampleComparisons(),
				Blocking: []link.BlockingReport{{Rule: "nhs_number", Pairs: 51234}, {Rule: "name_sounds+birth_year", Pairs: 812345, Largest: 96, Refined: 14, Windowed: 2}, {Rule: "postcode+birth_day_month", Pairs: 370988, Left: 1200}},
				Cuts:     map[string]int{"different verified NHS numbers": 41, "other records contradict (weak bridge)": 12},
				Sizes:    []link.SizeReport{{Records: 1, Persons: 4100}, {Records: 2, Persons: 6010}, {Records: 3, Persons: 5120}, {Records: 4, Persons: 3001}, {Records: 5, Persons: 1500}, {Records: 9, Persons: 260}, {Records: 12, Persons: 8}, {Records: 17, Persons: 1}},
				Seconds:  map[string]float64{"compare": 2.1, "score": 1.3},
			},
		},
	}
}

func sampleFeeds() []source.Report {
	titles := []string{"GP consultations", "Admitted patient care spells", "Outpatient appointments", "Emergency care attendances", "Ambulance incidents", "Community contacts", "Mental health contacts", "Social care packages", "Housing repairs", "Voluntary sector sessions", "Areas"}
	partners := []string{"weston_gp", "weston_hospital", "weston_hospital", "weston_hospital", "south_ambulance", "weston_community", "weston_mind", "weston_council", "harbour_homes", "weston_voluntary", "reference"}
	var feeds []source.Report
	for i, title := range titles {
		f := source.Report{
			Feed: strings.ReplaceAll(strings.ToLower(title), " ", "_"), Title: title, Partner: partners[i], Table: "activity", Files: 1,
			Rows: int64(600000 / (i + 1)), Quarantined: int64(i * 120), Blanked: 14, Duplicates: int64(i * 3), RejectLimit: 0.05,
			Reasons:  []source.Reason{{Column: "start_at", Reason: "not a date in any declared format", Action: "quarantined", Rows: int64(i * 100)}, {Column: "nhs_number", Reason: "fails the check digit", Action: "blanked", Rows: 14}},
			Fields:   []source.FieldScore{{Column: "local_id", Complete: 1, Valid: 1}, {Column: "start_at", Complete: .9996, Valid: .9981}, {Column: "nhs_number", Complete: .913, Valid: .9998}, {Column: "discharge_ready_at", Complete: .12, Valid: 1}, {Column: "site", Complete: 0, Valid: 0}},
			Earliest: day("2023-11-01"), Latest: day("2026-10-31"), FreshDays: 35,
		}
		for m := range 36 {
			f.Months = append(f.Months, source.Month{Month: day("2023-11-01").AddDate(0, m, 0).Format("2006-01"), Rows: int64(1000 + 40*m - i*(m%7)*20)})
		}
		feeds = append(feeds, f)
	}
	odd := &feeds[7]
	odd.Flags = []string{"site is always empty", "no rows in 2025-03", "rows in 2025-08 fell to 41% of usual"}
	odd.Months[16] = source.Month{Month: "2025-03", Flag: "gap"}
	odd.Months[21] = source.Month{Month: "2025-08", Rows: 410, Flag: "drop"}
	odd.Latest = day("2026-08-14")
	feeds[8].Quarantined = 9000
	feeds[10] = source.Report{Feed: "areas", Title: "Areas", Partner: "reference", Table: "area", Files: 1, Rows: 0}
	return feeds
}

package bed

import (
	"cmp"
	"slices"
	"time"

	"continuum/internal/fault"
)

// The hours of the daily situation report, and for how many days it may be corrected.
const (
	CensusHour     = 8  // beds as they stand
	DueHour        = 11 // by when the first report is sent
	CorrectionDays = 14 // after the day, until DueHour
)

// Edition says which report is wanted.
type Edition struct {
	Day  Day
	Zone *time.Location // of the place
	AsOf time.Time      // what is known by then counts; zero is DueHour of the day
}

// moment is as of when the edition counts. A report is closed once its days of correction
// have passed: asked later, it stays what it was.
func (e Edition) moment() (time.Time, error) {
	if e.Zone == nil {
		return time.Time{}, fault.New(fault.Invalid, "the situation report has no time zone; give that of the place")
	}
	asOf, closed := e.AsOf, (e.Day+CorrectionDays).At(DueHour, e.Zone)
	switch {
	case asOf.IsZero():
		return e.Day.At(DueHour, e.Zone), nil
	case asOf.Before(e.Day.At(CensusHour, e.Zone)):
		return time.Time{}, fault.New(fault.Invalid, "the situation report of %s cannot be asked as of %s: its beds are counted at %d:00; ask as of then or later", e.Day, asOf.Format(time.RFC3339), CensusHour)
	case asOf.After(closed):
		return closed, nil
	}
	return asOf, nil
}

// The counts of the report. Of those in a bed, meets and ready add up to occupied; ready adds
// up over its pathways, and over the organisations waited for: who waits for several is
// counted with the one waited for longest, by name where two are equal.
const (
	Occupied   = "occupied"             // in a bed at the census
	Meets      = "meets_criteria"       // of them, meeting a criterion to reside that day
	Ready      = "ready"                // of them, not
	NotAsked   = "not_reviewed"         // of occupied: nobody reviewed that day before the census
	OfPathway  = "ready_by_pathway"     // ready, by pathway
	WaitingFor = "ready_by_waiting_for" // ready, by organisation and reason
	DaysLost   = "days_lost"            // days since ready of all who are ready
	Nights7    = "nights_7_or_more"     // of occupied; those of 14 and 21 are among them
	Nights14   = "nights_14_or_more"
	Nights21   = "nights_21_or_more"
	Admissions = "admitted"              // in the day before, midnight to midnight
	Discharges = "discharged"            // likewise
	ByPathway  = "discharged_by_pathway" // discharged, by pathway
)

// Row is one figure of the report. Parts that do not apply are empty.
type Row struct {
	Day                                         Day
	Site, Figure, Pathway, Organisation, Reason string
	Count                                       int
}

// Situation makes the daily situation report: the beds at 8 am of the day, and who came and
// left in the 24 hours to the midnight before. Each site has each plain figure, also when it
// is 0; figures by pathway or organisation only those that occur. Rows are sorted.
func Situation(e Edition, stays []Stay) ([]Row, error) {
	moment, err := e.moment()
	if err != nil {
		return nil, err
	}
	r := report{Edition: e, census: e.Day.At(CensusHour, e.Zone), counts: map[Row]int{}}
	for _, s := range asOf(stays, moment) {
		if err := r.add(s); err != nil {
			return nil, fault.Wrap(err, "counting stay %s", s.ID)
		}
	}
	return r.rows(), nil
}

type report struct {
	Edition
	census time.Time
	counts map[Row]int
}

var plain = []string{Occupied, Meets, Ready, NotAsked, DaysLost, Nights7, Nights14, Nights21, Admissions, Discharges}

func (r *report) add(s Stay) error {
	for _, figure := range plain {
		r.count(s, Row{Figure: figure}, 0)
	}
	if r.before(s.Admitted) {
		r.count(s, Row{Figure: Admissions}, 1)
	}
	if r.before(s.Discharged) {
		r.count(s, Row{Figure: Discharges}, 1)
		r.count(s, Row{Figure: ByPathway, Pathway: s.Pathway}, 1)
	}
	if !s.in(r.census) {
		return nil
	}
	return r.addBed(s)
}

// before tells whether a moment lies in the day before the report.
func (r *report) before(t time.Time) bool {
	return !t.IsZero() && DayOf(t.In(r.Zone)) == r.Day-1
}

// addBed counts who is in a bed at the census.
func (r *report) addBed(s Stay) error {
	daily, err := FromReviews(s.Admitted, r.census, r.Zone, s.Reviews)
	if err != nil {
		return err
	}
	j := daily.Judge()
	r.count(s, Row{Figure: Occupied}, 1)
	if daily.Answers[len(daily.Answers)-1].How != Reviewed {
		r.count(s, Row{Figure: NotAsked}, 1)
	}
	for i, figure := range []string{Nights7, Nights14, Nights21} {
		if j.Band >= From7+Band(i) {
			r.count(s, Row{Figure: figure}, 1)
		}
	}
	if !j.Waits {
		r.count(s, Row{Figure: Meets}, 1)
		return nil
	}
	r.count(s, Row{Figure: Ready}, 1)
	r.count(s, Row{Figure: DaysLost}, j.Delay)
	r.count(s, Row{Figure: OfPathway, Pathway: s.Pathway}, 1)
	r.count(s, r.longest(s), 1)
	return nil
}

// longest is the row of whom somebody waits for longest; nobody where nobody is named.
func (r *report) longest(s Stay) Row {
	row := Row{Figure: WaitingFor}
	if all := Since(r.Day, s.Waits); len(all) > 0 {
		row.Organisation, row.Reason = all[0].Organisation, all[0].Reasons[0]
	}
	return row
}

func (r *report) count(s Stay, row Row, n int) {
	row.Day, row.Site = r.Day, s.Site
	r.counts[row] += n
}

func (r *report) rows() []Row {
	rows := make([]Row, 0, len(r.counts))
	for row, n := range r.counts {
		row.Count = n
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Figure, b.Figure), cmp.Compare(a.Pathway, b.Pathway),
			cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Reason, b.Reason))
	})
	return rows
}

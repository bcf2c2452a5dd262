package synth

// The council's process: a request is answered, an assessment finds eligible
// needs, a service runs, reviews follow once a year.

func (b *block) careEvent(p *person, x careEvent) {
	if x.start > WindowEnd || x.start >= p.death {
		return
	}
	x.id = b.life.next()
	x.provider = b.fate.Below(18)
	b.life.care = append(b.life.care, x)
}

func (b *block) request(p *person, d Day, outcome string) {
	if p.here(d) {
		b.careEvent(p, careEvent{event: "request", start: d, end: d + Day(1+b.fate.Below(14)), describe: "Request for support", route: "Community", outcome: outcome})
	}
}

func (b *block) assessed(p *person, d Day, route string) {
	if !p.here(d) || d < WindowStart {
		return
	}
	took := Day(2 + b.fate.Below(20))
	b.careEvent(p, careEvent{event: "request", start: d, end: d + 1, describe: "Request for support", route: route, outcome: "Assessment"})
	b.careEvent(p, careEvent{event: "assessment", start: d + 1, end: min(d+1+took, p.death-1), describe: "Care Act assessment", route: route, outcome: "Eligible needs identified"})
}

// service records a package; it ends when the person dies, leaves the place or
// enters a care home, and is not reported when over before the window.
func (b *block) service(p *person, x careEvent) {
	last := min(p.death, p.leave)
	if x.describe != "Residential care" && x.describe != "Nursing care" {
		last = min(last, p.careHome)
	}
	if x.end >= last {
		x.end = last
	}
	if x.end > WindowEnd {
		x.end = never
	}
	if x.end < max(WindowStart, x.start) || x.start > WindowEnd {
		return
	}
	x.event = "service"
	if x.delivery == "" {
		x.delivery = "Council managed"
	}
	if x.frequency == "Hourly" {
		x.weekly = int64(x.units * float64(x.unitPence))
	}
	b.careEvent(p, x)
}

func (b *block) reviews(p *person, from, to Day) {
	s := b.fate
	for d := max(from, WindowStart) + Day(s.Below(365)); d < min(to, p.to()); d += Day(330 + s.Below(200)) {
		if d > from+40 {
			b.careEvent(p, careEvent{event: "review", start: d, end: d + Day(s.Below(10)), describe: "Planned review", outcome: []string{"No change", "Increase in support", "Decrease in support"}[s.Pick(0.7, 0.22, 0.08)]})
		}
	}
}

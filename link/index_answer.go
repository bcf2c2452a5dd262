package link

// answer tells of the best people met.
func (a *asking) answer(most int) []Match {
	if most <= 0 || len(a.kept) == 0 {
		return nil
	}
	best, close := a.kept[0].weight, len(a.kept) > 1 && a.kept[0].weight-a.kept[1].weight <= CloseMargin
	out := make([]Match, 0, min(most, len(a.kept)))
	for i := range a.kept[:min(most, len(a.kept))] {
		m := a.match(&a.kept[i])
		m.Close = close && best-a.kept[i].weight <= CloseMargin
		out = append(out, m)
	}
	return out
}

func (a *asking) match(s *sighting) Match {
	run := a.index.run
	p := &run.profiles[s.profile]
	m := Match{
		Person: s.person, Record: int(s.record), Weight: float64(s.weight), Probability: chanceOf(s.weight),
		How: a.index.words.explain(s.pattern), Steps: run.steps(&a.profile, p, s.pattern, float64(s.weight)),
	}
	if m.Weight < run.cfg.Threshold {
		return m
	}
	if a.profile == *p {
		m.How, m.Linked = "same details as another registration: "+m.How, true
		return m
	}
	m.Cut = a.objection(s)
	m.Linked = m.Cut == NotCut
	return m
}

// objection says what the person's other records have against the record asked
// for, as resolver.objection does of two clusters.
func (a *asking) objection(s *sighting) Cut {
	run := a.index.run
	others := a.index.people.of(s.person)
	conflict, sum := false, 0.0
	for _, o := range others {
		q := &run.profiles[o]
		w := run.training.model.score(a.details(), &a.profile, q, a.comparer.compare(&a.profile, q))
		sum += min(max(float64(w), -clip), clip)
		conflict = conflict || a.profile.nhs&q.nhs&verified != 0
	}
	for _, o := range others {
		conflict = conflict && a.profile.nhs != run.profiles[o].nhs
	}
	if len(others) == 0 || len(others) == 1 && !conflict {
		return NotCut
	}
	mean := sum / float64(len(others))
	switch {
	case conflict && (float64(s.weight) < run.cfg.Threshold+run.cfg.Margin || mean < run.cfg.Threshold):
		return CutIdentifier
	case mean < leastMean:
		return CutContradict
	}
	return NotCut
}

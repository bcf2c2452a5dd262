package identity

// Compact rewrites the journal shorter, if that makes it half as long. kept are
// the builds there are. Registrations come and go with what extracts happen to
// hold, and each coming and going is a line; once the registration is back, and
// every build that could still be served knows it, the two lines say nothing that
// is needed. Nor do those of builds that cannot be served any more. Merges,
// splits, moves and rulings always stay.
func (r *Register) Compact(kept []string) (done bool, err error) {
	unlock, err := r.journal.lock()
	if err != nil {
		return false, err
	}
	defer unlock()
	events, sound, err := r.journal.read()
	if err != nil {
		return false, err
	}
	if err := r.take(events, sound); err != nil {
		return false, err
	}
	short, err := r.shortened(append([]string{r.live}, kept...))
	if err != nil || len(short)*2 > len(events) {
		return false, err
	}
	if err := r.journal.replace(short); err != nil {
		return false, err
	}
	events, sound, err = r.journal.read()
	if err != nil {
		return false, err
	}
	return true, r.take(events, sound)
}

// shortened gives the events that say what is needed to serve any of the builds.
func (r *Register) shortened(kept []string) ([]Event, error) {
	settled, some := r.common(kept)
	s, line, err := follow(r.events, settled)
	if err != nil {
		return nil, r.journal.at(err, line)
	}
	var out []Event
	for _, e := range r.events {
		switch {
		case e.aboutID() && !r.descent.knows(e.Build):
			continue // of a build that never was
		case !e.passing() || some[e.Build] && !settled[e.Build]:
		case !settled[e.Build] || !s.needs(&e):
			continue
		}
		out = append(out, e)
	}
	return out, nil
}

// common gives the builds that lead to all of some builds, and those that lead to
// any.
func (r *Register) common(builds []string) (all, some map[string]bool) {
	all, some = r.descent.set(builds[0]), r.descent.set(builds[0])
	for _, b := range builds[1:] {
		line := r.descent.set(b)
		for x := range all {
			if !line[x] {
				delete(all, x)
			}
		}
		for x := range line {
			some[x] = true
		}
	}
	return all, some
}

// passing tells whether an event is of a kind that another can take back.
func (e *Event) passing() bool {
	switch e.Kind {
	case Left, Retired, Rejoined:
		return true
	case Returned:
		return e.From == ""
	}
	return false
}

// needs tells whether the state would be another without a passing event, and
// leaves in it the registrations that are still gone.
func (s *state) needs(e *Event) bool {
	if e.Kind != Left && e.Kind != Retired {
		return false
	}
	var still Side
	for _, r := range e.Members {
		if s.gone[r].event == e.Number {
			still = append(still, r)
		}
	}
	e.Members = still
	if e.Kind == Retired && s.retired[e.ID] == e.Number {
		return true
	}
	e.Kind = Left
	return len(still) > 0
}

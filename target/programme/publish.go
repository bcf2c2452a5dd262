package programme

import (
	"encoding/json"
	"strings"

	"continuum/internal/fault"
	"continuum/target/worklist"
)

// Publishable is a list as it is put before its team.
func (l *List) Publishable(p *Programme) (*worklist.List, error) {
	head, err := json.Marshal(l.Head)
	if err != nil {
		return nil, fault.Wrap(err, "writing what the list of %s says of itself", p.ID)
	}
	s := &l.Source
	out := &worklist.List{
		Programme: p.ID, Title: p.Title, Team: p.Team, Owner: p.Owner, Build: s.Build, Model: s.Model, ModelHash: s.ModelHash, Outcome: s.Outcome, Horizon: s.Horizon, From: s.IndexDate,
		Head: head, Terms: p.Terms(), DueDays: p.Due(),
	}
	for _, x := range l.People {
		out.People = append(out.People, worklist.Proposal{
			Person: x.Person, Practice: x.Practice, Risk: x.Risk, Chance: x.Chance, Value: x.Value, Low: x.Low, High: x.High, Reasons: x.Reasons, Score: x.Score,
		})
	}
	terms, err := json.Marshal(out.Terms)
	if err != nil {
		return nil, fault.Wrap(err, "writing the terms of %s", p.ID)
	}
	out.Hash = hash(p.ID, p.Title, p.Team, p.Owner, p.Due(), string(terms), string(head), peopleText(out.People))
	return out, nil
}

func peopleText(all []worklist.Proposal) string {
	text, err := json.Marshal(all)
	if err != nil { // of finite numbers and texts
		return err.Error()
	}
	return string(text)
}

// Because is a reason as a list gives it. What the programme leaves unsaid counts as
// before, but says only that there is something.
func (p *Programme) Because(feature, words string, share float64) worklist.Because {
	for _, begins := range p.Unsaid {
		if strings.HasPrefix(feature, begins) {
			return worklist.Because{Words: "something in the record that is not written on lists", Share: share}
		}
	}
	return worklist.Because{Words: words, Share: share, Feature: feature}
}

// Terms are what accepting a suggestion leads to.
func (p *Programme) Terms() worklist.Terms {
	t := worklist.Terms{Action: p.Intervention, Plain: p.Plain, Months: p.Months, Exclusive: p.Exclusive, Again: p.Again}
	for _, x := range p.Tasks {
		t.Tasks = append(t.Tasks, worklist.TaskTerms{Title: x.Title, Team: x.Team, Days: x.Days})
	}
	return t
}

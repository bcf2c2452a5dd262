package web

import (
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/record/audit"
	"continuum/warehouse"
	"continuum/web/show"
)

// firstSuspects are shown at once; the rest opens on demand.
const firstSuspects = 10

// linkagePageView is the page on who is who: how people were found and who deserves
// a look.
type linkagePageView struct {
	linkageView
	Before      bool // the build was made before evidence was kept
	Comparisons []comparisonView
	Rules       []ruleView
	Look        warehouse.Linkage
	Shelves     []shelf
	Partners    partnerNames
}

// ruleView is one blocking rule with its share of all pairs.
type ruleView struct {
	link.BlockingReport
	Name  string
	Share float64
}

// shelf holds example links of one kind.
type shelf struct {
	Title, About string
	Links        []exampleView
}

// exampleView is one link, drawn.
type exampleView struct {
	warehouse.LinkedExample
	Drawn waterfallView
}

func (s *site) linkage(v visit) (content, error) {
	p := linkagePageView{
		linkageView: linkageOf(v.Overview.Build),
		Comparisons: comparisonsOf(v.Overview.Build.Link.Comparisons),
		Rules:       rulesOf(v.Overview.Build.Link),
		Partners:    partnersByID(v.Overview.Partners),
	}
	look, err := s.facts.Linkage(v.Context())
	switch {
	case err == nil:
		if look, err = s.lookFor(v, look); err != nil {
			return content{}, err
		}
		p.Look, p.Shelves = look, shelvesOf(look)
	case fault.CodeOf(err) == fault.NotFound:
		p.Before = true
	default:
		return content{}, fault.Wrap(err, "reading what deserves a look")
	}
	return content{Title: "Who is who", Body: linkagePage(p)}, nil
}

// lookFor names those only whom the actor may look up, and notes who was named.
func (s *site) lookFor(v visit, look warehouse.Linkage) (warehouse.Linkage, error) {
	people := peopleIn(look)
	found, _, err := s.known(v, people)
	if err != nil {
		return look, err
	}
	named := slices.DeleteFunc(people, func(id string) bool { return !found[id] })
	if len(named) > 0 {
		err = s.note(v, audit.Entry{Action: "search", Type: patientType, People: named})
	}
	return namedOnly(look, found), err
}

// peopleIn are all who are named in what deserves a look.
func peopleIn(look warehouse.Linkage) (ids []string) {
	for _, x := range look.Suspects {
		ids = append(append(ids, x.PersonID), x.OtherIDs...)
	}
	for _, x := range look.Unlinkable {
		for _, r := range x.Some {
			ids = append(ids, r.PersonID)
		}
	}
	for _, x := range slices.Concat(look.Typical, look.Borderline, look.Cut) {
		ids = append(ids, x.LeftPerson, x.RightPerson)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// namedOnly leaves out whoever may not be looked up.
func namedOnly(look warehouse.Linkage, found map[string]bool) warehouse.Linkage {
	hidden := func(id string) bool { return !found[id] }
	look.Suspects = slices.DeleteFunc(slices.Clone(look.Suspects), func(x warehouse.Suspect) bool { return hidden(x.PersonID) })
	for i := range look.Suspects {
		look.Suspects[i].OtherIDs = slices.DeleteFunc(slices.Clone(look.Suspects[i].OtherIDs), hidden)
	}
	look.Unlinkable = slices.Clone(look.Unlinkable)
	for i := range look.Unlinkable {
		look.Unlinkable[i].Some = slices.DeleteFunc(slices.Clone(look.Unlinkable[i].Some), func(r warehouse.Joined) bool { return hidden(r.PersonID) })
	}
	for _, all := range []*[]warehouse.LinkedExample{&look.Typical, &look.Borderline, &look.Cut} {
		*all = slices.DeleteFunc(slices.Clone(*all), func(x warehouse.LinkedExample) bool { return hidden(x.LeftPerson) || hidden(x.RightPerson) })
	}
	return look
}

func rulesOf(r link.Report) []ruleView {
	var out []ruleView
	for _, b := range r.Blocking {
		v := ruleView{BlockingReport: b, Name: ruleName(b.Rule)}
		if r.Pairs > 0 {
			v.Share = float64(b.Pairs) / float64(r.Pairs)
		}
		out = append(out, v)
	}
	return out
}

func shelvesOf(l warehouse.Linkage) []shelf {
	return []shelf{
		{"Typical links", "Of middling strength among those made.", examplesOf(l.Typical)},
		{"Borderline links", "Made, but closest to not being made. If these look wrong, raise the threshold in link.yaml.", examplesOf(l.Borderline)},
		{"Strong links not made", "Strong enough by themselves; something else spoke against them.", examplesOf(l.Cut)},
	}
}

// examplesOf draws links.
func examplesOf(all []warehouse.LinkedExample) (out []exampleView) {
	for _, x := range all {
		out = append(out, exampleView{x, waterfallOf(x.Rule, x.Steps, x.Weight, x.Probability)})
	}
	return out
}

// why says why a link was not made.
func (x exampleView) why() string {
	if x.Kept {
		return ""
	}
	return "Not made: " + plain(x.Cut) + "."
}

// meaning says in a sentence what the figures rest on.
func (p linkagePageView) meaning() string {
	return fmt.Sprintf("Two registrations become one person at odds of %s or better, a weight of %s, unless something else speaks against it. Every 1 of weight doubles the odds: 10 is about a thousand to 1, 20 about a million to 1.",
		odds(p.Threshold), weight(p.Threshold))
}

// named counts the registrations that say too little and are named.
func named(all []warehouse.Unlinkable) (n int) {
	for _, u := range all {
		n += len(u.Some)
	}
	return n
}

// whys says why a person deserves a look.
func whys(s warehouse.Suspect) string { return show.Words(plain(strings.Join(s.Why, "; "))) }

// together is how many of the links there could be among a person's records are
// found; a lone record has none to find.
func together(s warehouse.Suspect) string {
	if s.Records < 2 {
		return "–"
	}
	return show.Share(s.Density)
}

// weakest is the odds of the weakest bridge of a person's records.
func weakest(s warehouse.Suspect) string {
	if s.Bridges == 0 {
		return "–"
	}
	return odds(s.Weakest)
}

// dash is a count, or a dash for none.
func dash(n int64) string {
	if n == 0 {
		return "–"
	}
	return show.Count(n)
}

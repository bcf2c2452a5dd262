package access

import (
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record/sight"
)

// Example is a question with its right answer, by which a place tests its policies:
// what staff and people were promised, written down before somebody edits a policy.
type Example struct {
	Name    string   `yaml:"name" json:"name" check:"required"`
	Who     Who      `yaml:"who" json:"who"`
	Action  string   `yaml:"action" json:"action" check:"required"`
	Section string   `yaml:"section" json:"section,omitempty"` // of the record; or
	Type    string   `yaml:"type" json:"type,omitempty"`       // of FHIR
	Labels  []string `yaml:"labels" json:"labels,omitempty"`
	Related []string `yaml:"related" json:"related,omitempty"` // relationships to the person, and marks
	Answer  string   `yaml:"answer" json:"answer" check:"required,oneof=allowed|denied"`
	By      string   `yaml:"by" json:"by,omitempty"` // the policy that decides, where that matters
	File    string   `yaml:"-" json:"file"`
	At      place.At `yaml:"-" json:"-"`
	path    string
}

// Who is the actor of an example.
type Who struct {
	Role    string `yaml:"role" json:"role,omitempty"`
	Kind    string `yaml:"kind" json:"kind,omitempty"`
	Purpose string `yaml:"purpose" json:"purpose,omitempty"`
	Weak    bool   `yaml:"weak" json:"weak,omitempty"` // signed in with a password alone
	Stage   string `yaml:"stage" json:"stage,omitempty"`
}

type exampleFile struct {
	Examples []Example `yaml:"examples" check:"required"`
	At       place.At  `yaml:"-"`
}

func parseExamples(files []place.File) (all []Example, problems []place.Problem) {
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".yaml") || f.Name == settingsFile {
			continue
		}
		var file exampleFile
		problems = append(problems, place.Decode(f.Name, f.Data, &file)...)
		for i, x := range file.Examples {
			x.File, x.At, x.path = f.Name, file.At, fmt.Sprintf("examples[%d]", i)
			all = append(all, x)
		}
	}
	return all, problems
}

// Line is where an example stands in its file.
func (x *Example) Line() int { return x.At.Position(x.path).Line }

// Try puts an example to the policies.
func (r *Rules) Try(x *Example) Decision {
	p := r.Policies
	if x.Who.Stage != "" && x.Who.Stage != p.stage {
		other := *p
		other.stage, other.cache = x.Who.Stage, newCache()
		p = &other
	}
	a := r.actor(x)
	if ofPlace(x.Action) {
		return Decision{Allowed: p.Allows(a, x.Action)}
	}
	allowed, by := p.request(a, x.Action, item(&sight.Item{Type: x.typ(), Labels: x.Labels}, x.Related))
	return Decision{allowed, names(by)}
}

// actor is whoever an example is about.
func (r *Rules) actor(x *Example) *Actor {
	own := *exampleActor
	a := &own
	a.Kind, a.Purpose, a.Strong = Staff, x.Who.Purpose, !x.Who.Weak
	if role, ok := r.Role(x.Who.Role); ok {
		a.Roles, a.Kind = []string{role.ID}, role.Kind
		if a.Purpose == "" {
			a.Purpose = role.Purpose
		}
	}
	if x.Who.Kind != "" {
		a.Kind = x.Who.Kind
	}
	return a
}

// typ is the type of the item, or the first of its section.
func (x *Example) typ() string {
	if x.Type != "" {
		return x.Type
	}
	for _, t := range types() {
		if SectionOf(t) == x.Section {
			return t
		}
	}
	return ""
}

// checkExamples says which examples name nothing that is, and which get another
// answer than they should.
func (r *Rules) checkExamples() (problems []place.Problem) {
	for i := range r.Examples {
		x := &r.Examples[i]
		if words := r.checkExample(x); len(words) > 0 {
			problems = append(problems, words...)
			continue
		}
		d := r.Try(x)
		got := map[bool]string{true: "allowed", false: "denied"}[d.Allowed]
		switch {
		case got != x.Answer:
			problems = append(problems, x.At.Problem(x.path+".answer", x.Answer, fmt.Sprintf("%q is %s by the policies%s", x.Name, got, by(d)), "mend the policy, or the example where the promise has changed"))
		case x.By != "" && !slices.Contains(d.Policies, x.By):
			problems = append(problems, x.At.Problem(x.path+".by", x.By, fmt.Sprintf("%q is %s%s", x.Name, got, by(d)), "name the policy that decides"))
		}
	}
	return problems
}

func by(d Decision) string {
	if len(d.Policies) == 0 {
		return ", as none speaks of it"
	}
	return ", by " + strings.Join(d.Policies, ", ")
}

// checkExample finds words of an example that name nothing.
func (r *Rules) checkExample(x *Example) (problems []place.Problem) {
	word := func(at, w string, all []string) {
		if w != "" && !slices.Contains(all, w) {
			problems = append(problems, x.At.Problem(x.path+"."+at, w, "this names nothing", place.Suggest(w, all)))
		}
	}
	word("who.role", x.Who.Role, r.RoleIDs())
	word("who.purpose", x.Who.Purpose, purposes)
	word("who.stage", x.Who.Stage, []string{ClinicalSafety, Live})
	word("who.kind", x.Who.Kind, []string{Staff, Person, App})
	word("action", x.Action, append(Actions(), Review, Administer, Analyse))
	word("section", x.Section, Sections())
	word("type", x.Type, types())
	for _, l := range x.Labels {
		word("labels", l, r.Policies.labels)
	}
	for _, l := range x.Related {
		word("related", l, relationships)
	}
	if x.typ() == "" && !ofPlace(x.Action) {
		problems = append(problems, x.At.Problem(x.path, "", "the example does not say what it is about", "write section: plan, or type: Observation"))
	}
	return problems
}

// Of is the type of the item an example is about.
func (x *Example) Of() string { return x.typ() }

// OfExamples tells whether a file of a place holds examples.
func OfExamples(file string) bool {
	return strings.HasPrefix(file, folder+"/") && strings.HasSuffix(file, ".yaml") && file != settingsFile
}

// Judge refuses an example with words that name nothing.
func (r *Rules) Judge(x *Example) error {
	for _, p := range r.checkExample(x) {
		return &fault.Error{Code: fault.Invalid, Value: p.Value, Reason: p.Reason, Fix: p.Fix}
	}
	return nil
}

// Suppose explains an example.
func (r *Rules) Suppose(x *Example) Explanation {
	return r.Policies.Explain(r.actor(x), x.Action, &sight.Item{Type: x.typ(), Labels: x.Labels, People: []sight.Person{supposed(x.Related)}})
}

// supposed is a person to whom whoever acts has some relationships, by their words.
type supposed []string

// Has tells whether a party is one that somebody of an example stands for.
func (s supposed) Has(p sight.Party) bool {
	return slices.ContainsFunc(s, func(r string) bool { return slices.Contains(exampleActor.parties(r), p) })
}

// exampleActor works at one of everything.
var exampleActor = &Actor{Account: "example", Partner: "example", Practice: "example", Teams: []string{"example"}, Wards: []string{"example/1"}}

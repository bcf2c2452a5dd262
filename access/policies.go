package access

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"

	"continuum/place"
)

// Policies are the rules of a place, as one set.
type Policies struct {
	set    *cedar.PolicySet
	ids    []cedar.PolicyID // in the order of their files
	labels []string         // of sensitivity that the place knows
	stage  string
	cache  *cache
}

// Policy is one rule as it is shown to people.
type Policy struct {
	ID     string `json:"id"`
	Effect string `json:"effect"`          // permit or forbid
	Says   string `json:"says"`            // what it says, in plain words
	Helps  string `json:"helps,omitempty"` // what would help whom it does not permit
	File   string `json:"file"`
	Line   int    `json:"line"`
	Text   string `json:"text"`
}

const folder = "access"

// parsePolicies reads the policies of a place's files.
func parsePolicies(files []place.File) (*Policies, []place.Problem) {
	p := &Policies{set: cedar.NewPolicySet()}
	var problems []place.Problem
	for _, f := range files {
		if strings.HasSuffix(f.Name, ".cedar") {
			problems = append(problems, p.add(f)...)
		}
	}
	return p, problems
}

// add takes in the policies of a file.
func (p *Policies) add(f place.File) (problems []place.Problem) {
	list, err := cedar.NewPolicyListFromBytes(f.Name, f.Data)
	if err != nil {
		return []place.Problem{unreadable(f.Name, err)}
	}
	for _, one := range list {
		id := cedar.PolicyID(one.Annotations()["id"])
		switch {
		case id == "":
			problems = append(problems, problemAt(one, "", "the policy has no name", `write @id("short-name") above it: people read it where access is explained`))
			continue
		case p.set.Get(id) != nil:
			problems = append(problems, problemAt(one, string(id), "two policies have this name", "give each a name of its own"))
			continue
		case one.Annotations()["says"] == "":
			problems = append(problems, problemAt(one, string(id), "the policy does not say what it is for", `write @says("…") above it, in words that the people concerned understand`))
		}
		p.set.Add(id, one)
		p.ids = append(p.ids, id)
	}
	return problems
}

func problemAt(p *cedar.Policy, value, reason, fix string) place.Problem {
	at := p.Position()
	return place.Problem{File: at.Filename, Line: at.Line, Column: at.Column, Value: value, Reason: reason, Fix: fix}
}

// unreadable is the problem of a file that is not Cedar; the parser tells where.
func unreadable(name string, err error) place.Problem {
	p := place.Problem{File: name, Reason: "not a policy that Cedar can read: " + err.Error(), Fix: "see docs/access.md for how policies are written"}
	if m := position.FindStringSubmatch(err.Error()); m != nil {
		_, _ = fmt.Sscan(m[1], &p.Line)
		_, _ = fmt.Sscan(m[2], &p.Column)
		p.Reason = "not a policy that Cedar can read: " + strings.TrimSpace(strings.TrimPrefix(err.Error()[strings.Index(err.Error(), m[0])+len(m[0]):], ":"))
	}
	return p
}

// List gives all policies, in the order of their files.
func (p *Policies) List() []Policy {
	all := make([]Policy, len(p.ids))
	for i, id := range p.ids {
		all[i] = p.policy(id)
	}
	return all
}

func (p *Policies) policy(id cedar.PolicyID) Policy {
	one := p.set.Get(id)
	effect := "permit"
	if one.Effect() == cedar.Forbid {
		effect = "forbid"
	}
	notes, at := one.Annotations(), one.Position()
	return Policy{ID: string(id), Effect: effect, Says: string(notes["says"]), Helps: string(notes["helps"]), File: at.Filename, Line: at.Line, Text: string(one.MarshalCedar())}
}

// asts gives the policies as trees, for partial evaluation.
func (p *Policies) asts(effect cedar.Effect) (all []*ast.Policy) {
	for _, id := range p.ids {
		if one := p.set.Get(id); one.Effect() == effect {
			all = append(all, (*ast.Policy)(one.AST()))
		}
	}
	return all
}

// sortedIDs are names of policies as text, in order.
func sortedIDs(ids map[string]bool) []string { return slices.Sorted(maps.Keys(ids)) }

//go:embed schema.cedarschema
var schemaText []byte

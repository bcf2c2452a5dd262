package access

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"

	"continuum/internal/fault"
	"continuum/place"
)

// position is where Cedar's parser met what it could not read.
var position = regexp.MustCompile(`(?:^|[^\d])(\d+):(\d+)`)

// validator holds policies to the schema.
var validator = sync.OnceValues(func() (*validate.Validator, error) {
	var s schema.Schema
	s.SetFilename("schema.cedarschema")
	if err := s.UnmarshalCedar(schemaText); err != nil {
		return nil, fault.Wrap(err, "reading the schema of policies")
	}
	resolved, err := s.Resolve()
	if err != nil {
		return nil, fault.Wrap(err, "resolving the schema of policies")
	}
	return validate.New(resolved, validate.WithStrict()), nil
})

// checkPolicies says what is wrong with the policies: types, words that nothing is
// called by, and conditions that cannot be asked of a search.
func (r *Rules) checkPolicies() (problems []place.Problem) {
	v, err := validator()
	if err != nil {
		return []place.Problem{{File: folder, Reason: err.Error()}}
	}
	for _, id := range r.Policies.ids {
		p := r.Policies.set.Get(id)
		if err := v.Policy(string(id), (*ast.Policy)(p.AST())); err != nil {
			problems = append(problems, problemAt(p, string(id), "does not fit the schema of policies: "+strings.Join(strings.Fields(err.Error()), " "), "docs/access.md lists what policies may speak of"))
			continue
		}
		problems = append(problems, r.checkWords(p)...)
		for _, c := range (*ast.Policy)(p.AST()).Conditions {
			if !filterable(c.Body) {
				problems = append(problems, problemAt(p, string(id), tooIntricate, separately))
			}
		}
	}
	return problems
}

// checkWords finds texts in a policy that are meant to name something and do not: a
// slip in a forbid would otherwise open what it should close.
func (r *Rules) checkWords(p *cedar.Policy) (problems []place.Problem) {
	wrong := func(what, word string, all []string) {
		if !slices.Contains(all, word) {
			problems = append(problems, problemAt(p, word, "no "+what+" is called so", place.Suggest(word, all)))
		}
	}
	tree := (*ast.Policy)(p.AST())
	for _, role := range rolesOf(tree) {
		wrong("role", role, r.RoleIDs())
	}
	vocabulary := map[string][]string{
		"labels": r.Policies.labels, "relationships": relationships, "section": Sections(), "type": types(),
		"purpose": purposes, "stage": {ClinicalSafety, Live}, "kind": {Staff, Person, App}, "partner": append(r.place.PartnerIDs(), ""), "teams": r.teams(),
	}
	for _, c := range tree.Conditions {
		eachComparison(c.Body, func(attribute string, words []string) {
			if all, is := vocabulary[attribute]; is {
				for _, w := range words {
					wrong(attribute, w, all)
				}
			}
		})
	}
	return problems
}

func (r *Rules) teams() (all []string) {
	for _, t := range r.place.Teams {
		all = append(all, t.ID)
	}
	return all
}

// rolesOf are the roles that a policy names.
func rolesOf(p *ast.Policy) (all []string) {
	add := func(e cedar.EntityUID) {
		if e.Type == roleType {
			all = append(all, string(e.ID))
		}
	}
	switch s := p.Principal.(type) {
	case ast.ScopeTypeIn:
		add(s.Entity)
	case ast.ScopeTypeIsIn:
		add(s.Entity)
	}
	for _, c := range p.Conditions {
		ast.Inspect(ast.NewNode(c.Body), func(n ast.IsNode) bool {
			if v, is := n.(ast.NodeValue); is {
				if e, is := v.Value.(cedar.EntityUID); is {
					add(e)
				}
			}
			return true
		})
	}
	return all
}

// eachComparison visits every comparison of an attribute with texts.
func eachComparison(body ast.IsNode, visit func(attribute string, words []string)) {
	ast.Inspect(ast.NewNode(body), func(n ast.IsNode) bool {
		var two ast.BinaryNode
		switch n := n.(type) {
		case ast.NodeTypeEquals:
			two = n.BinaryNode
		case ast.NodeTypeNotEquals:
			two = n.BinaryNode
		case ast.NodeTypeContains:
			two = n.BinaryNode
		case ast.NodeTypeContainsAny:
			two = n.BinaryNode
		case ast.NodeTypeContainsAll:
			two = n.BinaryNode
		default:
			return true
		}
		for _, pair := range [][2]ast.IsNode{{two.Left, two.Right}, {two.Right, two.Left}} {
			if x, is := pair[0].(ast.NodeTypeAccess); is {
				visit(string(x.Value), wordsOf(pair[1]))
			}
		}
		return true
	})
}

// wordsOf are the texts of a literal, or of a set of them.
func wordsOf(n ast.IsNode) []string {
	if w, ok := member(n); ok {
		return []string{w}
	}
	if all, ok := set(n); ok {
		return all
	}
	var all []string
	if s, is := n.(ast.NodeTypeSet); is {
		for _, x := range s.Elements {
			all = append(all, wordsOf(x)...)
		}
	}
	return all
}

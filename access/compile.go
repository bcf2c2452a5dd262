package access

import (
	"slices"
	"sync"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/eval"

	"continuum/internal/fault"
	"continuum/record/sight"
)

// compiler makes rules of what partial evaluation leaves of policies.
type compiler struct {
	actor  *Actor
	labels []string // that there are
}

func (c *compiler) compile(n ast.IsNode) (truth, error) {
	switch n := n.(type) {
	case ast.NodeTypeAnd:
		return c.both(n.BinaryNode, truth.and)
	case ast.NodeTypeOr:
		return c.both(n.BinaryNode, truth.or)
	case ast.NodeTypeNot:
		of, err := c.compile(n.Arg)
		return of.not(), err
	case ast.NodeTypeIfThenElse:
		return c.choice(n)
	case ast.NodeValue:
		if b, is := n.Value.(cedar.Boolean); is {
			return known(bool(b)), nil
		}
		return failed(), nil
	case ast.NodeTypeIs:
		if isResource(n.Left) {
			return known(n.EntityType == recordType), nil
		}
	}
	if _, is := eval.ToPartialError(n); is {
		return failed(), nil
	}
	return c.condition(n)
}

func (c *compiler) both(n ast.BinaryNode, join func(a, b truth) truth) (truth, error) {
	left, err := c.compile(n.Left)
	if err != nil {
		return left, err
	}
	right, err := c.compile(n.Right)
	return join(left, right), err
}

func (c *compiler) choice(n ast.NodeTypeIfThenElse) (truth, error) {
	asked, err := c.compile(n.If)
	if err != nil {
		return asked, err
	}
	a, err := c.compile(n.Then)
	if err != nil {
		return a, err
	}
	b, err := c.compile(n.Else)
	return asked.choose(a, b), err
}

// condition makes a rule of one condition on the resource: on its type and section
// alone by trying all types, on its labels or relationships by what sets it names.
func (c *compiler) condition(n ast.IsNode) (truth, error) {
	about := attributes(n)
	switch {
	case slices.Equal(about, []string{"labels"}):
		return c.ofSet(n, c.labels, func(l string) sight.Rule { return sight.Labelled{l} })
	case slices.Equal(about, []string{"relationships"}):
		return c.ofSet(n, relationships, func(r string) sight.Rule { return sight.Related(c.actor.parties(r)) })
	case len(about) > 0 && !slices.Contains(about, "labels") && !slices.Contains(about, "relationships") && !slices.Contains(about, ""):
		return ofTypes(n), nil
	}
	return truth{}, errTooIntricate()
}

const (
	tooIntricate = "a condition on the resource cannot be asked of a whole search"
	separately   = "ask resource.type, resource.section, resource.labels and resource.relationships each on its own, joined by && and ||"
)

func errTooIntricate() error {
	return &fault.Error{Code: fault.Invalid, Reason: tooIntricate, Fix: separately}
}

// attributes are those of the resource that an expression reads, each once, in
// order; "" stands for the resource as a whole.
func attributes(n ast.IsNode) (all []string) {
	ast.Inspect(ast.NewNode(n), func(x ast.IsNode) bool {
		switch x := x.(type) {
		case ast.NodeTypeAccess:
			if isResource(x.Arg) {
				all = append(all, string(x.Value))
				return false
			}
		case ast.NodeTypeVariable:
			if x.Name == "resource" {
				all = append(all, "")
			}
		}
		return true
	})
	slices.Sort(all)
	return slices.Compact(all)
}

func isResource(n ast.IsNode) bool {
	v, is := n.(ast.NodeTypeVariable)
	return is && v.Name == "resource"
}

// ofTypes tries all types of resources.
func ofTypes(n ast.IsNode) truth {
	var yes, no sight.OfType
	for i, env := range typeEnvs() {
		v, err := eval.Eval(n, env)
		if b, is := v.(cedar.Boolean); err == nil && is {
			if b {
				yes = append(yes, types()[i])
			} else {
				no = append(no, types()[i])
			}
		}
	}
	return truth{yes, no}
}

// typeEnvs are what an expression on the type alone is tried in, one for each type.
var typeEnvs = sync.OnceValue(func() (all []eval.Env) {
	for _, t := range types() {
		record := item(&sight.Item{Type: t}, nil)
		all = append(all, eval.Env{Entities: cedar.EntityMap{record.UID: record}, Resource: record.UID})
	}
	return all
})

// ofSet makes a rule of a condition on a set of the resource, of which has says that
// one of all possible members is in it.
func (c *compiler) ofSet(n ast.IsNode, all []string, has func(string) sight.Rule) (truth, error) {
	each := func(members []string) (rules []sight.Rule) {
		for _, m := range members {
			rules = append(rules, has(m))
		}
		return rules
	}
	switch n := n.(type) {
	case ast.NodeTypeIsEmpty:
		return leaf(sight.Any(each(all))).not(), nil
	case ast.NodeTypeContains:
		if m, ok := member(n.Right); ok && isSet(n.Left) {
			return leaf(has(m)), nil
		}
	case ast.NodeTypeContainsAny:
		if members, ok := either(n.BinaryNode); ok {
			return leaf(sight.Any(each(members))), nil
		}
	case ast.NodeTypeContainsAll:
		if members, ok := set(n.Right); ok && isSet(n.Left) {
			return leaf(sight.All(each(members))), nil
		}
	}
	return truth{}, errTooIntricate()
}

// isSet tells whether an expression is an attribute of the resource itself.
func isSet(n ast.IsNode) bool {
	x, is := n.(ast.NodeTypeAccess)
	return is && isResource(x.Arg)
}

// either gives the members of a set that is compared with one of the resource's,
// whichever stands first.
func either(n ast.BinaryNode) ([]string, bool) {
	if members, ok := set(n.Right); ok && isSet(n.Left) {
		return members, true
	}
	members, ok := set(n.Left)
	return members, ok && isSet(n.Right)
}

func member(n ast.IsNode) (string, bool) {
	v, is := n.(ast.NodeValue)
	if !is {
		return "", false
	}
	s, is := v.Value.(cedar.String)
	return string(s), is
}

func set(n ast.IsNode) (members []string, ok bool) {
	v, is := n.(ast.NodeValue)
	if !is {
		return nil, false
	}
	s, is := v.Value.(cedar.Set)
	if !is {
		return nil, false
	}
	for x := range s.All() {
		text, is := x.(cedar.String)
		if !is {
			return nil, false
		}
		members = append(members, string(text))
	}
	slices.Sort(members)
	return members, true
}

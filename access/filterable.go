package access

import (
	"slices"

	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// filterable tells whether a filter can be made of an expression whoever acts: its
// conditions on the resource are such as compile takes, whatever becomes of the
// principal and the context in them.
func filterable(n ast.IsNode) bool {
	switch n := n.(type) {
	case ast.NodeTypeAnd:
		return filterable(n.Left) && filterable(n.Right)
	case ast.NodeTypeOr:
		return filterable(n.Left) && filterable(n.Right)
	case ast.NodeTypeNot:
		return filterable(n.Arg)
	case ast.NodeTypeIfThenElse:
		return filterable(n.If) && filterable(n.Then) && filterable(n.Else)
	case ast.NodeTypeIs:
		return true
	}
	about := attributes(n)
	if slices.Contains(about, "") {
		return false
	}
	if !slices.Contains(about, "labels") && !slices.Contains(about, "relationships") {
		return true
	}
	return len(about) == 1 && asksSet(n)
}

// asksSet tells whether an expression asks one of the resource's sets for what does
// not depend on the resource.
func asksSet(n ast.IsNode) bool {
	free := func(n ast.IsNode) bool { return len(attributes(n)) == 0 }
	switch n := n.(type) {
	case ast.NodeTypeIsEmpty:
		return isSet(n.Arg)
	case ast.NodeTypeContains:
		return isSet(n.Left) && free(n.Right)
	case ast.NodeTypeContainsAll:
		return isSet(n.Left) && free(n.Right)
	case ast.NodeTypeContainsAny:
		return isSet(n.Left) && free(n.Right) || isSet(n.Right) && free(n.Left)
	}
	return false
}

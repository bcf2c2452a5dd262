package path

import "continuum/record/resource"

// Expression is compiled FHIRPath. Any number of goroutines may run it.
type Expression struct {
	text  string
	start step
	slots int
	runs  runs
}

// String is the text of the expression.
func (e *Expression) String() string { return e.text }

// Compile turns a text into an Expression. Errors are *Error of class Syntax or
// Semantic (unknown functions, types and elements as far as they show before a
// run) and carry a fault.Invalid.
func Compile(text string, options Options) (*Expression, error) {
	tree, err := parse(text)
	if err != nil {
		return nil, err
	}
	c := &compiler{text: text, model: newModel(options), slots: 1}
	if c.model.strict {
		c.follow(tree, options.Root)
	}
	start := c.stream(tree, nil, func(r *run, v Value) bool { return r.sink(v) })
	if c.err != nil {
		return nil, c.err
	}
	return &Expression{text: text, start: start, slots: c.slots}, nil
}

// Eval gives all that the expression finds in a node. Errors are *Error of class
// Execution, or Semantic for elements that a strict model does not know.
func (e *Expression) Eval(input resource.Node, env *Env) (Collection, error) {
	return e.From(rootOf(input, env), env)
}

// From evaluates from any value, such as one that another expression found.
func (e *Expression) From(input Value, env *Env) (Collection, error) {
	var found Collection
	err := e.EachFrom(input, env, func(v Value) bool {
		found = append(found, v)
		return true
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// Each calls yield with every value found, as it is found, until it returns false.
func (e *Expression) Each(input resource.Node, env *Env, yield func(Value) bool) error {
	return e.EachFrom(rootOf(input, env), env, yield)
}

// EachFrom is Each from any value; Nothing is an empty input.
func (e *Expression) EachFrom(input Value, env *Env, yield func(Value) bool) error {
	r := e.runs.take(e, env)
	r.input, r.sink = input, yield
	e.start(r, input)
	err := r.err
	e.runs.give(r)
	if err != nil {
		return err
	}
	return nil
}

// Test takes the result as true or false: whether it is a single true. Empty is
// false, and a single item that is no Boolean is true (singleton evaluation).
func (e *Expression) Test(input resource.Node, env *Env) (bool, error) {
	return e.TestFrom(rootOf(input, env), env)
}

// TestFrom is Test from any value.
func (e *Expression) TestFrom(input Value, env *Env) (bool, error) {
	t, err := e.truth(input, env)
	return t == yes, err
}

// HoldsFrom takes the expression as an invariant, which only a false breaks. An
// empty result does not: R4 writes ref-1 so that it is empty for a reference
// without an address.
func (e *Expression) HoldsFrom(input Value, env *Env) (bool, error) {
	t, err := e.truth(input, env)
	return t != no && err == nil, err
}

func (e *Expression) truth(input Value, env *Env) (truth, error) {
	count, found := 0, unknown
	err := e.EachFrom(input, env, func(v Value) bool {
		count++
		found = v.truth()
		return count < 2
	})
	if err == nil && count > 1 {
		err = failure(Execution, e.text, 0, "ask for exists(), or for one item", "the expression gives several items where true or false is meant")
	}
	if err != nil {
		return unknown, err
	}
	return found, nil
}

func rootOf(input resource.Node, env *Env) Value {
	if env != nil {
		return Of(input, env.Type)
	}
	return Of(input, "")
}

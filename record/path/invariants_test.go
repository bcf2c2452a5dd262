package path

import (
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/resource"
)

// TestVectorsExamplesKeepInvariants evaluates every invariant of every type over
// every element of the official examples.
func TestVectorsExamplesKeepInvariants(t *testing.T) {
	dir := testkit.Vectors(t, "record", "examples")
	archives, err := filepath.Glob(filepath.Join(dir, "*.tar.gz"))
	if err != nil || len(archives) == 0 {
		t.Skipf("no examples in %s", dir)
	}
	j := judge{t: t, compiled: make(map[string]*Expression)}
	for _, archive := range archives {
		eachExample(t, archive, j.resource)
	}
	t.Logf("%d evaluations of %d invariants over %d elements", j.evaluations, len(j.compiled), j.elements)
}

type judge struct {
	t                     *testing.T
	compiled              map[string]*Expression
	elements, evaluations int
}

func (j *judge) resource(name string, root resource.Node) {
	top := Of(root, "")
	env := &Env{Resource: top, Root: top}
	elements, err := must("descendants()").Eval(root, env)
	if err != nil {
		j.t.Errorf("%s: %v", name, err)
	}
	for _, v := range append(elements, top) {
		if !v.Node().Get("resourceType").Missing() {
			env = &Env{Resource: v, Root: top}
		}
		j.elements++
		for typ := definition.TypeOf(v.Type()); typ != nil; typ = typ.Base {
			j.element(name, v, typ, env)
		}
	}
}

func (j *judge) element(name string, v Value, typ *definition.Type, env *Env) {
	for _, c := range typ.Constraints {
		e := j.compiled[c.Expression]
		if e == nil {
			e = must(c.Expression)
			j.compiled[c.Expression] = e
		}
		j.evaluations++
		holds, err := e.HoldsFrom(v, env)
		if err != nil || !holds && c.Severity == definition.Error {
			j.t.Errorf("%s: %s of %s: %s: %v", name, c.Key, v.Type(), c.Expression, err)
		}
	}
}

func eachExample(t *testing.T, archive string, visit func(name string, root resource.Node)) {
	t.Helper()
	testkit.Packed(t, archive, func(name string, text []byte) {
		root, err := resource.Parse(text, resource.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		visit(name, root)
	})
}

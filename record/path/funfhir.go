package path

import (
	"strings"

	"continuum/record/resource"
)

// fhirFunctions: what FHIR adds to the language (fhirpath.html of R4), and
// comparable() of the language itself.
var fhirFunctions = map[string]function{
	"extension":  {least: 1, most: 1, stream: streamExtension},
	"hasValue":   {test: testHasValue},
	"getValue":   {single: getValue},
	"resolve":    {stream: streamResolve},
	"conformsTo": testOfOne(1, 1, 1, conformsTo),
	"memberOf":   testOfOne(1, 1, 1, memberOf),
	"comparable": testOfOne(1, 1, 1, commensurable),
	"htmlChecks": testOfOne(0, 0, 0, htmlChecks),

	"checkModifiers": {most: many, stream: streamCheckModifiers},

	"getResourceKey":  ofOne(0, 0, 0, getResourceKey),
	"getReferenceKey": {most: 1, single: getReferenceKey},
}

// streamExtension is extension.where(url = address).
func streamExtension(c *compiler, f call, next step) step {
	address := c.single(f.args[0], f.inner)
	k := c.slot()
	members := c.member(&node{op: opMember, text: "extension", at: f.at}, func(r *run, v Value) bool {
		want, _ := r.slots[k].value.asText()
		url := v.node.Get("url")
		if url.Kind() != resource.String || url.Text() != want {
			return true
		}
		return next(r, v)
	})
	input := c.input(f.node, f.outer, members)
	return func(r *run, this Value) bool {
		r.slots[k].value = address(r, this)
		if r.slots[k].value.kind == Nothing {
			return r.err == nil
		}
		return input(r, this)
	}
}

func testHasValue(c *compiler, f call) test {
	items := c.inputItems(f)
	return func(r *run, this Value) truth {
		own := items(r, this)
		return truthOf(len(own) == 1 && (own[0].isPrimitive() || own[0].kind != Element))
	}
}

func getValue(c *compiler, f call) single {
	items := c.inputItems(f)
	return func(r *run, this Value) Value {
		if own := items(r, this); len(own) == 1 && (own[0].isPrimitive() || own[0].kind != Element) {
			return own[0].System()
		}
		return Value{}
	}
}

// conformsTo asks the caller, and knows R4's own types by their addresses.
func conformsTo(r *run, f call, in Value, args []Value) Value {
	profile, _ := r.argument(f, args[0])
	if r.env.Conforms != nil {
		if conforms, known := r.env.Conforms(in, profile); known {
			return Bool(conforms)
		}
	}
	name, ours := strings.CutPrefix(profile, families[1].address)
	if !ours || !isUpper(name) || strings.ContainsAny(name, "-/|") {
		return r.fail(f.at, "use a profile that is loaded", "the profile %s is not known", profile)
	}
	return Bool(in.fhirType() == name)
}

func memberOf(r *run, f call, in Value, args []Value) Value {
	valueSet, _ := r.argument(f, args[0])
	if r.env.Member == nil {
		return Value{}
	}
	if member, known := r.env.Member(in, valueSet); known {
		return Bool(member)
	}
	return Value{}
}

func commensurable(_ *run, _ call, in Value, args []Value) Value {
	a, okA := widened(in.System(), Quantity).data.(Amount)
	b, okB := widened(args[0].System(), Quantity).data.(Amount)
	if !okA || !okB {
		return Value{}
	}
	return Bool(a.Comparable(b))
}

// getResourceKey is Type/id, the key that SQL on FHIR joins resources by.
func getResourceKey(_ *run, _ call, in Value, _ []Value) Value {
	id := in.node.Get("id").Text()
	if id == "" || in.typ == "" {
		return Value{}
	}
	return Text(in.typ + "/" + id)
}

// getReferenceKey is the key of what a reference points at, when it is of the
// type asked for.
func getReferenceKey(c *compiler, f call) single {
	input, want := c.inputSingle(f), ""
	if len(f.args) == 1 {
		spec, _ := c.typeArgument(f)
		want = spec.name
	}
	return func(r *run, this Value) Value {
		typ, id := referenceParts(input(r, this).node.Get("reference").Text())
		if id == "" || want != "" && typ != want {
			return Value{}
		}
		return Text(typ + "/" + id)
	}
}

package path

import "continuum/record/resource"

// known refuses a type that no model has. To ask whether something is of such a
// type is refused in strict mode only: invariants ask for types of later releases.
func (c *compiler) known(n *node, spec typeName) {
	switch spec.space {
	case "System":
		return
	case "", "FHIR":
	default:
		c.fail(n, "use FHIR or System", "there is no namespace %s", spec.space)
		return
	}
	if _, system := systemTypes[spec.name]; system && spec.space == "" || c.model.types == nil {
		return
	}
	if _, ok := c.model.base(spec.name); !ok && (n.text != "is" || c.model.strict) {
		c.fail(n, "use a type of FHIR R4", "there is no type %s", spec)
	}
}

// cast passes on the items of a type. Primitive types must be met exactly, as R4
// practice has it (dom-3); of other types their subtypes pass too.
func (c *compiler) cast(n *node, spec typeName, next step) step {
	c.known(n, spec)
	system, fhir := spec.space != "FHIR", spec.space != "System"
	kind, primitive := systemTypes[spec.name], isPrimitiveType(spec.name)
	return func(r *run, v Value) bool {
		if !r.step() {
			return false
		}
		switch {
		case v.kind != Element:
			if !system || v.kind != kind || kind == Nothing {
				return true
			}
		case !fhir || !c.model.isOf(v, spec.name) || primitive && v.fhirType() != spec.name:
			return true
		}
		return next(r, v)
	}
}

// testType compiles "is": true for the type or a subtype, false for all else and
// for no item (FHIRPath 3.0; 2.0.0 had empty for no item).
func (c *compiler) testType(item, n *node, spec typeName, s *scope) test {
	c.known(n, spec)
	one := c.single(item, s)
	kind := systemTypes[spec.name]
	return func(r *run, this Value) truth {
		v := one(r, this)
		switch v.kind {
		case Nothing:
			return no
		case Element:
			return truthOf(spec.space != "System" && c.model.isOf(v, spec.name))
		}
		return truthOf(spec.space != "FHIR" && (v.kind == kind || spec.name == "Any"))
	}
}

func (m *model) isOf(v Value, typ string) bool {
	own := v.fhirType()
	return own != "" && m.isA(own, typ)
}

// fhirType is the FHIR type of an element, guessed from JSON where it is not known.
func (v Value) fhirType() string {
	if v.typ != "" || v.kind != Element {
		return v.typ
	}
	switch v.node.Kind() {
	case resource.Bool:
		return "boolean"
	case resource.String:
		return "string"
	case resource.Number:
		if v.system().kind == Decimal {
			return "decimal"
		}
		return "integer"
	}
	return ""
}

// typeOf describes an item's type, as type() gives it.
func typeOf(v Value) Value {
	if v.kind != Element {
		return Value{kind: Type, data: typeName{"System", v.kind.String()}}
	}
	name := v.fhirType()
	for i := range len(name) {
		if name[i] == '.' {
			name = "BackboneElement"
			break
		}
	}
	return Value{kind: Type, data: typeName{"FHIR", name}}
}

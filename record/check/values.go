package check

import (
	"continuum/record/definition"
	"continuum/record/resource"
)

// values checks the value of a member, or its items where the element repeats.
func (c *checker) values(object, m resource.Node, d *definition.Member) {
	if !d.Element.Repeats() {
		c.single(m, d)
		return
	}
	if !c.array(m) {
		return
	}
	index := 0
	for item := m.First(); !item.Missing(); item = item.Next() {
		c.at(index)
		if item.Kind() == resource.Null {
			c.gap(object, m, d, index)
		} else {
			c.value(item, d)
		}
		index++
	}
}

func (c *checker) single(n resource.Node, d *definition.Member) {
	switch n.Kind() {
	case resource.Array:
		c.report(Structure, n, "an array stands where a single value should", "send one value without brackets")
	case resource.Null:
		c.report(Structure, n, "null stands where a value should", "leave the element out")
	default:
		c.value(n, d)
	}
}

// array tells whether a repeating element has an array with something in it.
func (c *checker) array(m resource.Node) bool {
	switch {
	case m.Kind() != resource.Array:
		c.report(Structure, m, m.Kind().String()+" stands where an array should", "put it into an array: the element repeats")
		return false
	case m.Len() == 0:
		c.report(Structure, m, "an array may not be empty", "leave the element out")
		return false
	}
	return true
}

// gap judges a null among items: it keeps the place of a primitive that has
// extensions only.
func (c *checker) gap(object, m resource.Node, d *definition.Member, index int) {
	beside := object.Get("_" + m.Name())
	if d.Type.Type.Kind != definition.Primitive || nothing(beside, index) {
		c.report(Structure, m, "null stands where a value should", "leave it out, or give its extensions beside it")
	}
}

// nothing tells whether an array has no item at an index, or null.
func nothing(array resource.Node, index int) bool {
	if array.Kind() != resource.Array || index >= array.Len() {
		return true
	}
	item := array.First()
	for range index {
		item = item.Next()
	}
	return item.Kind() == resource.Null
}

// extensions checks the id and the extensions that stand beside a primitive,
// under its name with an underscore.
func (c *checker) extensions(object, m resource.Node, d *definition.Member, plain string) {
	if !d.Element.Repeats() {
		c.beside(m)
		return
	}
	if !c.array(m) {
		return
	}
	values := object.Get(plain)
	if values.Kind() == resource.Array && values.Len() != m.Len() {
		// Many senders leave out the last of them, which misleads nobody.
		c.note(Problem{
			Code: Structure, Severity: definition.Warning, Reason: "the extensions are not as many as the values",
			Fix: "put null in the place of each that is absent",
		})
	}
	index := 0
	for item := m.First(); !item.Missing(); item = item.Next() {
		c.at(index)
		switch {
		case item.Kind() != resource.Null:
			c.beside(item)
		case values.Missing():
			c.report(Structure, item, "null stands where extensions should", "leave it out")
		}
		index++
	}
}

func (c *checker) beside(n resource.Node) { c.object(n, definition.TypeOf("Element")) }

// value checks one value that is neither null nor an array in disguise.
func (c *checker) value(n resource.Node, d *definition.Member) {
	t := d.Type.Type
	switch {
	case t.Kind == definition.Primitive:
		if c.primitive(n, t) && t.Name == "code" {
			c.code(n, d.Element.Binding)
		}
	case t.Kind == definition.Resource:
		c.resource(n)
	case d.Type.Profile != nil:
		c.object(n, d.Type.Profile)
	default:
		c.object(n, t)
		c.concept(n, t, d.Element.Binding)
		if t.Name == "Reference" {
			c.reference(n, d.Type)
		}
	}
}

package path

import "continuum/record/resource"

// truth is a value of three-valued logic; unknown is the empty collection.
type truth uint8

const (
	unknown truth = iota
	no
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

func and(a, b truth) truth {
	switch {
	case a == no || b == no:
		return no
	case a == yes && b == yes:
		return yes
	}
	return unknown
}

func or(a, b truth) truth { return and(a.not(), b.not()).not() }

func xor(a, b truth) truth {
	if a == unknown || b == unknown {
		return unknown
	}
	return truthOf(a != b)
}

func implies(a, b truth) truth { return or(a.not(), b) }

var (
	trueValue  = Bool(true)
	falseValue = Bool(false)
)

// value is Nothing for unknown.
func (t truth) value() Value {
	switch t {
	case yes:
		return trueValue
	case no:
		return falseValue
	}
	return Value{}
}

// truth of a single item: a Boolean's own, true for any other item.
func (v Value) truth() truth {
	switch v.kind {
	case Nothing:
		return unknown
	case Boolean:
		return truthOf(v.data.(bool))
	case Element:
		if v.node.Kind() == resource.Bool {
			return truthOf(v.node.Bool())
		}
	}
	return yes
}

func (v Value) isBoolean() bool {
	return v.kind == Boolean || v.kind == Element && v.node.Kind() == resource.Bool
}

package place

import (
	"encoding"
	"iter"
	"math"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// value sets v from n, or reports why it cannot.
func (d *decoder) value(n *yaml.Node, v reflect.Value, path string) {
	d.mark(path, n)
	switch {
	case n.Kind == yaml.AliasNode:
		d.problem(n, "*"+n.Value, "write the value out, or quote it if it is text", "aliases are not used in place files")
		return
	case n.Style&yaml.TaggedStyle != 0:
		d.problem(n, n.Tag, "remove it, or quote the value if it is text", "YAML tags are not used in place files")
		return
	case n.Tag == "!!null":
		return
	}
	if text, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		d.unmarshal(n, text)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path)
	case reflect.Struct:
		d.mapping(n, v, path)
	case reflect.Map:
		d.dictionary(n, v, path)
	case reflect.Slice:
		d.list(n, v, path)
	case reflect.Interface:
		v.Set(d.free(n, path))
	default:
		d.scalar(n, v)
	}
}

func (d *decoder) unmarshal(n *yaml.Node, text encoding.TextUnmarshaler) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, "one value", "")
	} else if err := text.UnmarshalText([]byte(n.Value)); err != nil {
		d.problem(n, n.Value, "", "%v", err)
	}
}

// mapping fills a struct: unknown keys, then each field, then what the checks ask for.
func (d *decoder) mapping(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		d.wrongType(n, `lines of "key: value"`, "known are "+strings.Join(names(v.Type()), ", "))
		return
	}
	given := map[string]*yaml.Node{}
	for key, child := range d.pairs(n) {
		field, known := fieldNamed(v, key.Value)
		if !known {
			d.problem(key, key.Value, Suggest(key.Value, names(v.Type())), "unknown key %q", key.Value)
			continue
		}
		given[key.Value] = child
		d.value(child, field, join(path, key.Value))
	}
	d.check(n, v, given)
}

func (d *decoder) dictionary(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.MappingNode || v.Type().Key().Kind() != reflect.String {
		d.wrongType(n, `lines of "key: value"`, "")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for key, child := range d.pairs(n) {
		element := reflect.New(v.Type().Elem()).Elem()
		d.value(child, element, join(path, key.Value))
		v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), element)
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		d.wrongType(n, "a list", listFix(n))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, child := range n.Content {
		d.value(child, v.Index(i), path+"["+strconv.Itoa(i)+"]")
	}
}

func listFix(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return `start each item with "- "`
	}
	return "write [" + short(n.Value) + "]"
}

// free reads a value nobody has described: maps, lists and plain values.
func (d *decoder) free(n *yaml.Node, path string) reflect.Value {
	var v reflect.Value
	switch n.Kind {
	case yaml.MappingNode:
		v = reflect.New(reflect.TypeFor[map[string]any]()).Elem()
		d.dictionary(n, v, path)
	case yaml.SequenceNode:
		v = reflect.New(reflect.TypeFor[[]any]()).Elem()
		d.list(n, v, path)
	default:
		v = reflect.New(plain(n)).Elem()
		d.scalar(n, v)
	}
	return v
}

// plain is the Go type of an undescribed scalar; dates stay text.
func plain(n *yaml.Node) reflect.Type {
	switch n.Tag {
	case "!!bool":
		return reflect.TypeFor[bool]()
	case "!!int":
		return reflect.TypeFor[int64]()
	case "!!float":
		return reflect.TypeFor[float64]()
	}
	return reflect.TypeFor[string]()
}

// scalar sets a text, a truth or a number; text is taken as written, quoted or not.
func (d *decoder) scalar(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, "one value", "")
		return
	}
	switch {
	case v.Kind() == reflect.String:
		v.SetString(n.Value)
	case v.Kind() == reflect.Bool:
		if n.Tag != "!!bool" || n.Load(v.Addr().Interface()) != nil {
			d.wrongType(n, "true or false", "")
		}
	case v.CanInt() || v.CanUint():
		if n.Tag != "!!int" || n.Load(v.Addr().Interface()) != nil {
			d.wrongType(n, "a whole number", "write it in digits, without quotes")
		}
	case v.CanFloat():
		numeric := n.Tag == "!!int" || n.Tag == "!!float"
		if !numeric || n.Load(v.Addr().Interface()) != nil || math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			d.wrongType(n, "a number", "write it in digits, without quotes")
		}
	default:
		d.problem(n, n.Value, "", "cannot be read into %v", v.Type())
	}
}

func (d *decoder) wrongType(n *yaml.Node, want, fix string) {
	d.problem(n, describe(n), fix, "expected %s", want)
}

// describe shows a value of any kind in a few words.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "{…}"
	case yaml.SequenceNode:
		return "[…]"
	}
	return n.Value
}

// pairs gives each key of a mapping once with its value, and reports the others.
func (d *decoder) pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(*yaml.Node, *yaml.Node) bool) {
		first := map[string]int{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			line, again := first[key.Value]
			switch {
			case key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Style&yaml.TaggedStyle != 0 || len(key.Value) > keyLength:
				d.problem(key, short(describe(key)), "", "a key must be one short plain word")
			case again:
				d.problem(key, key.Value, "keep one of them", "key %q is given twice, first on line %d", key.Value, line)
			default:
				first[key.Value] = key.Line
				if !yield(key, n.Content[i+1]) {
					return
				}
			}
		}
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

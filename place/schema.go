package place

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v4"
)

// name is the YAML key of a struct field, "" when it has none.
func name(f reflect.StructField) string {
	key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	switch {
	case key == "-" || !f.IsExported():
		return ""
	case key == "":
		return strings.ToLower(f.Name)
	}
	return key
}

// names are the YAML keys of a struct in its own order.
func names(t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		if key := name(f); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

func fieldNamed(v reflect.Value, key string) (reflect.Value, bool) {
	for f, field := range v.Fields() {
		if key != "" && name(f) == key {
			return field, true
		}
	}
	return reflect.Value{}, false
}

// check applies the `check` tags of a struct read from mapping n; given holds
// the values that were there.
func (d *decoder) check(n *yaml.Node, v reflect.Value, given map[string]*yaml.Node) {
	for f, field := range v.Fields() {
		key, tag := name(f), f.Tag.Get("check")
		if key == "" || tag == "" {
			continue
		}
		required, others := cutRequired(tag)
		value := given[key]
		switch {
		case !absent(value):
			d.apply(others, key, value, field)
		case required && value == nil:
			d.problem(n, "", fmt.Sprintf("add %q", key+": …"), "%q is missing", key)
		case required:
			d.problem(value, "", "write its value after the colon", "%q is empty", key)
		}
	}
}

// cutRequired parts a tag into whether the key must be there and the other rules.
func cutRequired(tag string) (required bool, others []string) {
	for rule := range strings.SplitSeq(tag, ",") {
		if rule == "required" {
			required = true
		} else {
			others = append(others, rule)
		}
	}
	return required, others
}

// absent tells whether a key was left out or has nothing in it.
func absent(n *yaml.Node) bool {
	return n == nil || n.Tag == "!!null" || n.Value == "" && len(n.Content) == 0
}

// apply judges a text, or each text of a list, by rules.
func (d *decoder) apply(rules []string, key string, n *yaml.Node, field reflect.Value) {
	if field.Kind() == reflect.Slice {
		for i := range min(field.Len(), len(n.Content)) {
			d.apply(rules, key, n.Content[i], field.Index(i))
		}
		return
	}
	if field.Kind() != reflect.String || n.Kind != yaml.ScalarNode {
		return
	}
	for _, rule := range rules {
		if reason, fix := judge(rule, field.String()); reason != "" {
			d.problem(n, n.Value, fix, "%s %q %s", key, short(n.Value), reason)
		}
	}
}

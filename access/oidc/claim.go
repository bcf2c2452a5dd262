package oidc

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// Bounds of what is read from claims.
const (
	longestClaim = 500  // bytes of a path
	mostValues   = 1000 // of one claim
	longestValue = 1000 // bytes; longer ones are left out
)

// step is one name on the way to a claim, and which of several it must be.
type step struct {
	name  string
	where []where
}

// where keeps of a list those objects whose member has a value: one that is written
// out, or that of a claim at the top.
type where struct {
	member, value string
	ofClaim       bool
}

// parseClaim reads a path: names parted by dots, each followed by conditions such as
// [kind=ward] or [id=$selected]. A name that holds other signs is quoted.
func parseClaim(text string) (steps []step, err error) {
	if text == "" || len(text) > longestClaim {
		return nil, errors.New("a claim has a name, of at most 500 bytes")
	}
	for rest := text; ; {
		var s step
		if s.name, rest, err = name(rest); err != nil {
			return nil, err
		}
		for strings.HasPrefix(rest, "[") {
			var w where
			if w, rest, err = condition(rest[1:]); err != nil {
				return nil, err
			}
			s.where = append(s.where, w)
		}
		steps = append(steps, s)
		if rest == "" {
			return steps, nil
		}
		if rest[0] != '.' {
			return nil, errors.New("a dot must part names")
		}
		rest = rest[1:]
	}
}

const signs = `.[]="$ ` + "\t\r\n"

// name reads a name, quoted or not.
func name(text string) (name, rest string, err error) {
	if strings.HasPrefix(text, `"`) {
		name, rest, ok := strings.Cut(text[1:], `"`)
		if !ok || name == "" {
			return "", "", errors.New("a quote is not closed, or encloses nothing")
		}
		return name, rest, nil
	}
	end := strings.IndexAny(text, signs)
	if end < 0 {
		end = len(text)
	}
	if end == 0 {
		return "", "", errors.New("a name is missing")
	}
	return text[:end], text[end:], nil
}

// condition reads what follows a bracket, and the one that closes it.
func condition(text string) (w where, rest string, err error) {
	if w.member, rest, err = name(text); err != nil {
		return w, "", err
	}
	rest, ok := strings.CutPrefix(rest, "=")
	if !ok {
		return w, "", errors.New("a condition is written as [name=value]")
	}
	rest, w.ofClaim = strings.CutPrefix(rest, "$")
	if w.value, rest, err = name(rest); err != nil {
		return w, "", err
	}
	if rest, ok = strings.CutPrefix(rest, "]"); !ok {
		return w, "", errors.New("a bracket is not closed")
	}
	return w, rest, nil
}

// claims are what a provider said of somebody, by name.
type claims map[string]any

// values gives all values of a path, as text, in their order and each once.
func (c claims) values(path string) []string {
	steps, err := parseClaim(path)
	if err != nil {
		return nil // Check has refused it
	}
	found := []any{map[string]any(c)}
	for _, s := range steps {
		found = c.follow(found, s)
	}
	var all []string
	seen := map[string]bool{}
	for _, v := range found {
		text, ok := plain(v)
		if ok && text != "" && len(text) <= longestValue && !seen[text] {
			seen[text] = true
			all = append(all, text)
		}
	}
	return all
}

// value is the one value of a path; "" where there is none, or not one.
func (c claims) value(path string) string {
	if all := c.values(path); len(all) == 1 {
		return all[0]
	}
	return ""
}

// follow goes one step on from all that was found.
func (c claims) follow(from []any, s step) (to []any) {
	for _, v := range from {
		object, ok := v.(map[string]any)
		if !ok {
			continue
		}
		for _, member := range flat(object[s.name], nil) {
			if c.meets(member, s.where) && len(to) < mostValues {
				to = append(to, member)
			}
		}
	}
	return to
}

func (c claims) meets(v any, all []where) bool {
	for _, w := range all {
		object, ok := v.(map[string]any)
		if !ok {
			return false
		}
		want := w.value
		if w.ofClaim {
			want, _ = plain(c[w.value])
		}
		if got, ok := plain(object[w.member]); !ok || want == "" || got != want {
			return false
		}
	}
	return true
}

// flat gives the elements of lists, however deep, and anything else as it is.
func flat(v any, to []any) []any {
	list, ok := v.([]any)
	if !ok {
		return append(to, v)
	}
	for _, element := range list {
		if len(to) < mostValues {
			to = flat(element, to)
		}
	}
	return to
}

// plain is a single value as text.
func plain(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

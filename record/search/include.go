package search

import (
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// include reads Source:parameter[:Target], or * for every reference.
func (s *Search) include(reverse bool, modifier, value string) error {
	where := "_include"
	if reverse {
		where = "_revinclude"
	}
	i := Include{Reverse: reverse, Iterate: modifier == "iterate" || modifier == "recurse"}
	if modifier != "" && !i.Iterate {
		return &fault.Error{Code: fault.Invalid, Column: where, Value: ":" + modifier, Reason: "no modifier of it", Fix: "use :iterate"}
	}
	if len(s.Includes) == mostIncludes {
		return fault.New(fault.Invalid, "%s: more than %d of them", where, mostIncludes)
	}
	parts := strings.Split(value, ":")
	if value == "*" {
		parts = []string{"*", "*"}
	}
	if len(parts) < 2 || len(parts) > 3 {
		return &fault.Error{Code: fault.Invalid, Column: where, Value: value, Reason: "not Source:parameter or Source:parameter:Target"}
	}
	if parts[0] != "*" {
		if i.Source = definition.ResourceOf(parts[0]); i.Source == nil {
			return &fault.Error{Code: fault.Invalid, Column: where, Value: parts[0], Reason: "no type of resource"}
		}
	}
	if parts[1] != "*" {
		var of scope
		if i.Source != nil {
			of = scope{i.Source}
		}
		if i.Reference = of.parameter(parts[1]); i.Reference == nil || i.Reference.Kind != definition.Reference {
			return unknown(where, parts[1], of)
		}
	}
	if len(parts) == 3 {
		if i.Target = definition.ResourceOf(parts[2]); i.Target == nil {
			return &fault.Error{Code: fault.Invalid, Column: where, Value: parts[2], Reason: "no type of resource"}
		}
	}
	s.Includes = append(s.Includes, i)
	return nil
}

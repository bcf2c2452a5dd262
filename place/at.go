package place

import "strings"

// Position is where something stands in a file, both from 1.
type Position struct{ Line, Column int }

// At remembers where each value of a decoded YAML file stood, so that rules
// across values can report the right line. A struct given to Decode that has an
// exported field of this type (tagged `yaml:"-"`) gets it filled. Paths are
// written as in "partners[2].sector" or "codes.method".
type At struct {
	File      string
	Positions map[string]Position
}

// Problem reports on the value at path; where the path is not in the file, on
// the nearest thing around it.
func (a At) Problem(path, value, reason, fix string) Problem {
	pos := a.Position(path)
	return Problem{File: a.File, Line: pos.Line, Column: pos.Column, Value: value, Reason: reason, Fix: fix}
}

// Position finds the value at path, or the nearest thing around it.
func (a At) Position(path string) Position {
	for {
		if pos, ok := a.Positions[path]; ok || path == "" {
			return pos
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
}

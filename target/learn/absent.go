package learn

import (
	"fmt"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// absent are the columns the model reads that are not there.
func (m *Model) absent(data *frame.Frame) []string {
	var out []string
	for i := range m.Features {
		if data.Column(m.Features[i].Name) == nil {
			out = append(out, m.Features[i].Name)
		}
	}
	return out
}

const mostNamed = 8

func absentFault(absent []string) error {
	names := absent
	more := ""
	if len(names) > mostNamed {
		more = fmt.Sprintf(" and %d more", len(names)-mostNamed)
		names = names[:mostNamed]
	}
	return &fault.Error{
		Code: fault.Invalid, Reason: "the model reads columns that are not there: " + strings.Join(names, ", ") + more,
		Fix: "give a table with the columns the model was learned from, empty where nothing is known",
	}
}

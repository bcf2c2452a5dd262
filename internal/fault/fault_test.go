package fault

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestErrorSaysWhatWhereAndHow(t *testing.T) {
	for _, c := range []struct {
		err  *Error
		want string
	}{
		{New(Invalid, "no %s", "rows"), "no rows"},
		{&Error{Reason: "not a date", File: "a.csv", Line: 7, Column: "born", Value: "31/02", Fix: "ask the partner"}, `a.csv:7: column "born": not a date (found "31/02"); ask the partner`},
		{&Error{Reason: "cannot be read", File: "a.csv", Err: errors.New("gone")}, "a.csv: cannot be read: gone"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestWrapKeepsCodeAndCause(t *testing.T) {
	if Wrap(nil, "doing") != nil {
		t.Error("no error became one")
	}
	err := Wrap(fmt.Errorf("deep: %w", &Error{Code: NotFound, Err: context.Canceled}), "reading %s", "x")
	if CodeOf(err) != NotFound || !errors.Is(err, context.Canceled) {
		t.Errorf("code %s, cause lost: %v", CodeOf(err), err)
	}
	if CodeOf(errors.New("plain")) != Internal {
		t.Error("an error without a code is our own defect")
	}
}

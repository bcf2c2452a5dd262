package page

import (
	"testing"

	"continuum/internal/stat/dist"
)

// TestWithoutInterval: a figure without an interval is not given one from 0 to 0.
func TestWithoutInterval(t *testing.T) {
	one := 1.0
	if got := of(&one, dist.Interval{}, two); got.Value != "1.00" || got.In != "too few for an interval" {
		t.Errorf("%+v", got)
	}
	if got := of(&one, dist.Interval{Low: 0.5, High: 1}, two); got.In != "0.50 to 1.00" {
		t.Errorf("%+v", got)
	}
}

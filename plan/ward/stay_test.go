package ward

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"continuum/internal/fault"
)

func at(day, hour int) time.Time { return time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC) }

// TestStayStepsUpAndBack is the ninth day of somebody who was in hospital for two nights of it.
func TestStayStepsUpAndBack(t *testing.T) {
	s := Stay{Person: "mary"}
	for _, step := range []Step{
		{Move: StepDown, At: at(10, 15), By: "Ana", Days: 7},
		{Move: StepUp, At: at(13, 22), By: "Ana", Text: "breathless"},
		{Move: StepBack, At: at(15, 11), By: "Ward 7"},
		{Move: Extend, At: at(16, 9), By: "Ana", Days: 9, Text: "two nights away"},
	} {
		next, err := s.Go(step)
		if err != nil {
			t.Fatal(err)
		}
		s = next
	}
	if !s.Flag() || s.State() != OnWard {
		t.Error(s.State())
	}
	if l := s.Length(at(19, 10), time.UTC); l != (Length{Ward: 7, Hospital: 2, Day: 8, Expected: 9}) || l.Late() != 0 {
		t.Errorf("%+v", l)
	}
	if l := s.Length(at(10, 23), time.UTC); l != (Length{Day: 1, Expected: 7}) {
		t.Errorf("%+v", l)
	}
	if l := s.Length(at(9, 10), time.UTC); l != (Length{}) {
		t.Errorf("%+v", l)
	}
	end, err := s.Go(Step{Move: Discharge, At: at(21, 12), By: "Ana", Text: "well; GP to check on 28 November"})
	if err != nil || end.Flag() || end.State() != Discharged || !s.Flag() {
		t.Error(err, end.State())
	}
	if l := end.Length(at(30, 0), time.UTC); l != (Length{Ward: 9, Hospital: 2, Day: 10, Expected: 9}) || l.Late() != 1 {
		t.Errorf("%+v", l)
	}
	_, err = end.Go(Step{Move: StepUp, At: at(22, 0), By: "Ana", Text: "again"})
	if fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "new referral") {
		t.Error(err)
	}
}

func TestStayRefuses(t *testing.T) {
	on, err := Stay{}.Go(Step{Move: Admit, At: at(10, 9), By: "Ana", Days: 7})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		stay Stay
		step Step
		code fault.Code
		want string
	}{
		{Stay{}, Step{Move: "fly", By: "Ana"}, fault.Invalid, "admit, decline, die, step down"},
		{Stay{}, Step{Move: Discharge, By: "Ana", Text: "x"}, fault.Conflict, "cannot discharge who is referred"},
		{Stay{}, Step{Move: Admit, By: " ", Days: 3}, fault.Invalid, "who"},
		{Stay{}, Step{Move: Admit, By: "Ana"}, fault.Invalid, "expected days"},
		{Stay{}, Step{Move: Admit, By: "Ana", Days: 400}, fault.Invalid, "expected days"},
		{Stay{}, Step{Move: Decline, By: "Ana"}, fault.Invalid, "needs words"},
		{on, Step{Move: Discharge, By: "Ana", At: at(11, 0)}, fault.Invalid, "needs words"},
		{on, Step{Move: Die, By: "Ana", At: at(9, 0)}, fault.Invalid, "before the step"},
		{on, Step{Move: Admit, By: "Ana", At: at(11, 0), Days: 3}, fault.Conflict, "on the ward"},
	} {
		same, err := c.stay.Go(c.step)
		if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.want) || len(same.Steps) != len(c.stay.Steps) {
			t.Errorf("%+v: %v", c.step, err)
		}
	}
}

// TestStayHolds: only what May lists is taken, and all nights from admission to the end are
// either on the ward or in hospital.
func TestStayHolds(t *testing.T) {
	all := []Move{Admit, StepDown, StepUp, StepBack, Extend, Decline, Discharge, Die}
	rapid.Check(t, func(t *rapid.T) {
		var s Stay
		now, first := at(1, 12), time.Time{}
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "hours")) * time.Hour)
			move, may := rapid.SampledFrom(all).Draw(t, "move"), s.May()
			next, err := s.Go(Step{Move: move, At: now, By: "Ana", Days: 7, Text: "why"})
			if (err == nil) != slices.Contains(may, move) {
				t.Fatalf("%s while %v: %v", move, may, err)
			}
			if err == nil && next.State() == OnWard && first.IsZero() {
				first = now
			}
			s = next
		}
		l := s.Length(now, time.UTC)
		nights := 0
		if !first.IsZero() {
			end := now
			if !s.Flag() {
				end = s.Steps[len(s.Steps)-1].At
			}
			nights = int(end.Truncate(24*time.Hour).Sub(first.Truncate(24*time.Hour)) / (24 * time.Hour))
		}
		if l.Ward+l.Hospital != nights || l.Day != 0 && l.Day != l.Ward+1 {
			t.Fatalf("%+v, %d nights", l, nights)
		}
	})
}

func TestCapacity(t *testing.T) {
	c := Capacity{Places: 20, Target: 80}
	for occupied, want := range map[int]Room{
		0:  {0, 20, 20, 0, 16, false},
		15: {15, 20, 5, 0, 1, false},
		16: {16, 20, 4, 0, 0, true},
		22: {22, 20, 0, 2, 0, true},
	} {
		if got := c.Judge(occupied); got != want {
			t.Errorf("%d: %+v", occupied, got)
		}
	}
	if got := (Capacity{Places: 7, Target: 80}).Judge(5); got.ToTarget != 1 { // 5.6 are wanted
		t.Errorf("%+v", got)
	}
	if none := (Capacity{}).Judge(0); none.OnTarget || none.Percent() != 0 {
		t.Errorf("%+v", none)
	}
	if c.Judge(22).Percent() != 110 {
		t.Error(c.Judge(22).Percent())
	}
}

package instrument

import "testing"

// Marks behind a code do not keep it from being scored; what is inside one does.
func TestMarks(t *testing.T) {
	for written, want := range map[string]string{
		"F00.1*": "f00", "F00.1†": "f00", "G30.1 †": "g30", "G30.1+": "g30", "G81-": "", "G81.-": "", "g309D": "g30", "G81X": "g81", "F00+G30": "", "G81-G83": "",
	} {
		b := benchOf(t, "hfrs", Options{})
		b.person.Reset()
		b.lane.Code(b.person, []byte(written), AnyPosition, Everything, 1)
		b.lane.Score(b.person, 0, &b.outcome)
		if got := ids(b.Instrument, &b.outcome); got != want {
			t.Errorf("%q is %q, want %q", written, got, want)
		}
	}
}

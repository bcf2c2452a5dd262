package extract

import "testing"

// What partners send is recognised without the full check; what is odd, and all
// that is wrong, is left to it.
func TestScreen(t *testing.T) {
	var s screen
	for text, sure := range map[string]bool{
		personJSON: false, `{}`: true, ` [ ] `: true, `{"a":[1,-0.25,true,null,{"b":"c"}],"b":{"a":1}}`: true, `"x"`: true, `0`: true,
		`{"a":1,"a":2}`: false, `{"a":1,}`: false, `{"a"}`: false, `[1,]`: false, `[01]`: false, `[1.]`: false, `[-]`: false, `[tru]`: false, ``: false,
		`{"a":"\u0041"}`: false, `{"a":"é"}`: false, `[1e3]`: false, `{"a":1}}`: false, `{"a":1`: false, `"x`: false, `{1:2}`: false,
	} {
		if got := s.sure([]byte(text)); got != sure {
			t.Errorf("%s: sure is %v", text, got)
		}
	}
}

// Whatever the screen is sure of, the full check finds valid.
func FuzzScreen(f *testing.F) {
	for _, s := range []string{personJSON, `{"a":[1,-0.25,true,null,{"b":"c"}],"b":{"a":1}}`, `{"a":1,"a":2}`, `[[[]]]`, `[1.5,-2]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var s screen
		if s.sure(text) {
			if err := checkJSON(text); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}

package audit

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
)

func TestEncode(t *testing.T) {
	at := time.Date(2026, 11, 27, 9, 0, 0, 1000, time.UTC)
	for _, c := range []struct {
		e    Entry
		want string
	}{
		{Entry{Action: "sign-in", Outcome: OK}, `{"v":1,"n":0,"at":1795770000000001,"action":"sign-in","outcome":"ok"}`},
		{
			Entry{Sequence: 7, Action: "break-glass", Outcome: Denied, Actor: "a", Name: `D"r\`, Roles: []string{"gp", "x"}, Reason: "a\nb\x00é", People: []string{"Patient/1"}, Count: 1001, Part: 1, Parts: 2},
			`{"v":1,"n":7,"at":1795770000000001,"action":"break-glass","outcome":"denied","actor":"a","name":"D\"r\\","roles":["gp","x"],"reason":"a\u000ab\u0000é","people":["Patient/1"],"count":1001,"part":1,"parts":2}`,
		},
	} {
		c.e.At = at
		line := Encode(c.e)
		if string(line) != c.want {
			t.Errorf("%s\nwanted %s", line, c.want)
		}
		back, err := Decode(line)
		if err != nil || !same(back, c.e) {
			t.Errorf("%s read as %+v, %v", line, back, err)
		}
	}
}

// same compares entries; a list that is not there is an empty one.
func same(a, b Entry) bool { return string(Encode(a)) == string(Encode(b)) && a.At.Equal(b.At) }

func TestDecodeTakesOneFormOnly(t *testing.T) {
	good := `{"v":1,"n":0,"at":5,"action":"read","outcome":"ok","roles":["a","b"]}`
	if _, err := Decode([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`"v":1`, `"v":2`},
		{`"n":0`, `"n":00`},
		{`"n":0`, `"n":-0`},
		{`"n":0`, `"n":`},
		{`"at":5`, `"at": 5`},
		{`"read"`, `"\u0072ead"`},
		{`"read"`, `"re\nad"`},
		{`"read"`, `"re\/ad"`},
		{`"read"`, `""`},
		{`["a","b"]`, `[]`},
		{`["a","b"]`, `["a","b"`},
		{`["a","b"]`, `["a",]`},
		{`,"roles"`, `,"extra":1,"roles"`},
		{`"ok"`, `"o` + "\xff" + `k"`},
		{`}`, `,"part":0}`},
		{`}`, `} `},
		{`}`, ``},
		{`"action":"read",`, ``},
		{`"action":"read","outcome":"ok"`, `"outcome":"ok","action":"read"`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if e, err := Decode([]byte(bad)); err == nil && (string(Encode(e)) != bad || change[0] != `"action":"read",`) {
			t.Errorf("%s was read", bad)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode(looked(3)))
	f.Add(Encode(looked(7)))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := Decode(line)
		n, at, _, ok := skim(string(line), nil)
		if ok != (err == nil) || ok && (n != e.Sequence || at != e.At.UnixMicro()) {
			t.Errorf("%q: decoded %v, skimmed %v", line, err, ok)
		}
		if err == nil && string(Encode(e)) != string(line) {
			t.Errorf("%q was read, and is written as %q", line, Encode(e))
		}
	})
}

func TestBounded(t *testing.T) {
	for _, bad := range []Entry{{}, {Action: "read"}, {Action: "Read", Outcome: OK}, {Action: strings.Repeat("a", 33), Outcome: OK}, {Action: "read", Outcome: "maybe"}} {
		if err := bounded(&bad); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	e := Entry{Action: "read", Outcome: OK, Actor: strings.Repeat("é", 100), Name: "a\xffb", Roles: []string{"", "gp"}, Query: []string{"subject:Patient.name", "name=Smith", "code%20x"}}
	must(t, bounded(&e))
	if e.Actor != strings.Repeat("é", 64) || e.Name != "a\uFFFDb" || !reflect.DeepEqual(e.Roles, []string{"gp"}) {
		t.Errorf("%+v", e)
	}
	if !reflect.DeepEqual(e.Query, []string{"subject:Patient.name", "name?", "code?"}) {
		t.Errorf("values of a query may slip in: %q", e.Query)
	}
}

func TestSplit(t *testing.T) {
	var e Entry
	for i := range 2500 {
		e.People = append(e.People, fmt.Sprint("Patient/", i))
	}
	e.Resources = []string{"List/1"}
	all := split(e)
	var people []string
	for i, part := range all {
		people = append(people, part.People...)
		if part.Part != int64(i) || part.Parts != 3 || part.Count != 2500 {
			t.Errorf("part %d says %d of %d, %d people", i, part.Part, part.Parts, part.Count)
		}
	}
	if !reflect.DeepEqual(people, e.People) || len(all[0].Resources) != 1 || len(all[1].Resources) != 0 {
		t.Error("somebody was lost")
	}
}

func TestIsPlain(t *testing.T) {
	for c := range 256 {
		for i := range 20 {
			b := []byte(strings.Repeat("é!", 7))[:20]
			b[i] = byte(c)
			if got, want := isPlain(string(b)), c >= ' ' && c != '\\'; got != want {
				t.Errorf("byte %#x at %d: %v", c, i, got)
			}
		}
	}
}

func TestSkim(t *testing.T) {
	for i := range 1000 {
		e := looked(i)
		e.Sequence, e.At = int64(i), time.UnixMicro(int64(i)).UTC()
		want := []uint32{number(byAction, e.Action)}
		if e.Outcome != OK {
			want = append(want, number(byOutcome, string(e.Outcome)))
		}
		want = append(want, number(byActor, e.Actor), number(byPurpose, e.Purpose))
		for _, r := range e.Resources {
			want = append(want, number(byKey, r[:strings.Index(r, "/_history")]))
		}
		for _, p := range e.People {
			want = append(want, number(byKey, p))
		}
		n, at, got, ok := skim(string(Encode(e)), nil)
		if !ok || n != int64(i) || at != n || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %d, %d, %v, %v; wanted %v", Encode(e), n, at, got, ok, want)
		}
	}
}

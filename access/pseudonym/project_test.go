package pseudonym

import (
	"strings"
	"testing"

	"continuum/internal/fault"
)

// TestPseudonyms are the same always within a project, and nowhere else.
func TestPseudonyms(t *testing.T) {
	secret := []byte("0123456789abcdef0123456789abcdef")
	of := func(secret []byte, place, name string) *Project {
		p, err := (&Key{secret, place}).Project(name, Terms{})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	one := of(secret, "weston.example", "diabetes")
	seen := map[string]string{}
	for name, p := range map[string]string{
		"a person": one.Person("Patient/7"), "another": one.Person("Patient/8"), "a resource": one.Resource("Patient", "7"), "of another type": one.Resource("Encounter", "7"),
		"elsewhere": one.of("elsewhere", "http://x/Patient/7"), "of another project": of(secret, "weston.example", "asthma").Person("Patient/7"),
		"of another place": of(secret, "eston.example", "diabetes").Person("Patient/7"), "of a place and project written alike": of(secret, "weston.exampled", "iabetes").Person("Patient/7"),
		"of another key": of([]byte("1123456789abcdef0123456789abcdef"), "weston.example", "diabetes").Person("Patient/7"),
	} {
		if seen[p] != "" || !strings.HasPrefix(p, prefix) || !isID(p) {
			t.Errorf("%s: %s, as %s", name, p, seen[p])
		}
		seen[p] = name
	}
	if again := of(secret, "weston.example", "diabetes").Person("Patient/7"); again != one.Person("Patient/7") {
		t.Errorf("%s and then %s", one.Person("Patient/7"), again)
	}
	if _, err := (&Key{secret, "weston.example"}).Project("", Terms{}); fault.CodeOf(err) != fault.Denied {
		t.Errorf("a project without a name: %v", err)
	}
}

// TestOnePersonInFacts knows a person by the ids of facts and of Patients alike.
func TestOnePersonInFacts(t *testing.T) {
	p := project(t, "diabetes")
	people := People{"live-1": "P7QK2M9XW4TB", "live-2": "Patient/live-3"}
	want := p.Person("P7QK2M9XW4TB")
	for _, id := range []string{"live-1", "P7QK2M9XW4TB", "P7QK2M9XW4TB-reg-5f2a93c07be1d644"} {
		if got := p.id(patient, id, people); got != want {
			t.Errorf("%s is %s, not %s", id, got, want)
		}
	}
	if p.id(patient, "live-2", people) != p.id(patient, "live-3", nil) {
		t.Error("who was merged has a pseudonym of their own")
	}
	if p.id("Encounter", "P7QK2M9XW4TB-enc-1", people) == want {
		t.Error("a visit has the person's pseudonym")
	}
}

func TestSealed(t *testing.T) {
	p, other := project(t, "diabetes"), project(t, "asthma")
	sealed := map[string]bool{}
	for _, text := range []string{"", "7.99", "7.99", strings.Repeat("x", 500)} {
		s := p.Sealed(text)
		if got, ok := p.Opened(s); !ok || got != text {
			t.Errorf("%q opens as %q", text, got)
		}
		if _, ok := other.Opened(s); ok || sealed[s] || text != "" && strings.Contains(s, text) {
			t.Errorf("%q is sealed badly: %s", text, s)
		}
		sealed[s] = true
		if _, ok := p.Opened(s[:len(s)-1] + "_"); ok && !strings.HasSuffix(s, "_") {
			t.Errorf("%s opens when it is changed", s)
		}
	}
	if len(p.Sealed("1.1")) != len(p.Sealed("123456.1234567")) {
		t.Error("the length tells of the text")
	}
	for _, s := range []string{"", "x", "7.99", strings.Repeat("A", 200), strings.Repeat("A", longestSealed+1)} {
		if _, ok := p.Opened(s); ok {
			t.Errorf("%s opens", s)
		}
	}
}

func TestTotal(t *testing.T) {
	p := project(t, "diabetes")
	for n, want := range map[int64]int64{0: 0, 1: 0, 9: 0, 10: 10, 19: 10, 20: 20, 1_000_009: 1_000_000} {
		if told, some := p.Total(n); told != want || some != (want > 0) {
			t.Errorf("of %d is told %d, %v", n, told, some)
		}
	}
}

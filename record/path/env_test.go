package path

import (
	"slices"
	"testing"

	"continuum/record/resource"
)

func TestWithoutModel(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{"Patient.deceased", "[boolean true]"},
		{"Patient.name.given.first()", "[ Mary]"},
		{"Patient.birthDate < @1950-01-01", "[Boolean true]"},
		{"Resource.id", "[ p1]"},
		{"Patient.name.family = 'Smith'", "[Boolean true]"},
		{"Patient.active is boolean", "[Boolean true]"},
		{"Patient.descendants().where($this is dateTime).empty()", "[Boolean true]"},
	} {
		e, err := Compile(c.expression, Options{})
		if err != nil {
			t.Fatal(err)
		}
		found, err := e.Eval(parsed(t, patient), nil)
		if got := describe(found); err != nil || got != c.want {
			t.Errorf("%s: got %s, %v; want %s", c.expression, got, err, c.want)
		}
	}
}

func TestCallersAnswer(t *testing.T) {
	organisation := Of(parsed(t, `{"resourceType":"Organization","name":"Weston"}`), "")
	var traced []string
	env := &Env{
		Resolve: func(reference Value) Value {
			if reference.Node().Get("reference").Text() == "Organization/o1" {
				return organisation
			}
			return Value{}
		},
		Trace: func(name string, items Collection) {
			for _, v := range items {
				traced = append(traced, name+" "+v.String())
			}
		},
		Conforms: func(_ Value, profile string) (bool, bool) { return true, profile == "http://x/profile" },
		Member:   func(code Value, _ string) (bool, bool) { return code.String() == "female", true },
	}
	for expression, want := range map[string]string{
		"Patient.managingOrganization.resolve().name":               "[string Weston]",
		"Patient.generalPractitioner.resolve()":                     "[]",
		"Patient.gender.memberOf('http://x/genders')":               "[Boolean true]",
		"Patient.conformsTo('http://x/profile')":                    "[Boolean true]",
		"Patient.name.trace('names', use).given.trace('g').count()": "[Integer 3]",
	} {
		found, err := evaluate(t, expression, patient, env)
		if got := describe(found); err != nil || got != want {
			t.Errorf("%s: got %s, %v; want %s", expression, got, err, want)
		}
	}
	if want := []string{"names official", "names usual", "g Mary", "g Ann", "g Molly"}; !slices.Equal(traced, want) {
		t.Errorf("traced %q", traced)
	}
}

func TestInvariantFromElement(t *testing.T) {
	e := must("name.exists() or telecom.exists() and %resource.id = 'p1' and %context.type().name = 'BackboneElement'")
	root := parsed(t, bundle).Get("entry").First().Get("resource")
	contact := root.Get("contact").First()
	holds, err := e.TestFrom(Of(contact, "Patient.contact"), &Env{Resource: Of(root, "")})
	if err != nil || !holds {
		t.Errorf("%v, %v", holds, err)
	}
	if holds, err = must("name.text = 'Bo'").Test(contact, &Env{Type: "Patient.contact"}); err != nil || holds {
		t.Errorf("%v, %v", holds, err)
	}
	if _, err = must("name | telecom").Test(parsed(t, patient), nil); ClassOf(err) != Execution {
		t.Errorf("several items are no truth: %v", err)
	}
}

func TestValuesForCallers(t *testing.T) {
	found, err := evaluate(t, "Patient.birthDate | Patient.deceased | Patient.name.first().family", patient, nil)
	if err != nil || len(found) != 3 {
		t.Fatal(found, err)
	}
	m, ok := found[0].Data().(Moment)
	low, high := m.Bounds(nil)
	if !ok || low.Format("2006-01-02T15:04:05") != "1938-11-09T00:00:00" || high.Format("2006-01-02T15:04:05") != "1938-11-09T23:59:59" {
		t.Errorf("%v: %v to %v", m, low, high)
	}
	if found[1].Data() != true || found[2].Data() != "Smith" || found[2].Kind() != Element || found[2].Node().Kind() != resource.String {
		t.Errorf("%v", found)
	}
}

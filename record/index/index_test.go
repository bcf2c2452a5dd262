package index

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/record/definition"
	"continuum/record/resource"
)

// TestValues shows by what resources are found.
func TestValues(t *testing.T) {
	for _, c := range []struct{ json, code, want string }{
		{`{"resourceType":"Patient","name":[{"family":"Ó Briain","given":["Máire","Ann"]}]}`, "name", "[Ó Briain Máire Ann]"},
		{`{"resourceType":"Patient","gender":"female"}`, "gender", "[*|female]"},
		{`{"resourceType":"Patient","identifier":[{"system":"s","value":"1"},{"value":"2"}]}`, "identifier", "[s|1 |2]"},
		{`{"resourceType":"Patient","deceasedDateTime":"2020-01-01"}`, "deceased", "[|true]"},
		{`{"resourceType":"Patient","telecom":[{"system":"phone","value":"555"},{"system":"email","value":"a@b"}]}`, "phone", "[|555]"},
		{`{"resourceType":"Patient","managingOrganization":{"reference":"Organization/7/_history/2"}}`, "organization", "[Organization/7]"},
		{`{"resourceType":"Observation","subject":{"reference":"#p"}}`, "subject", "[]"},
		{`{"resourceType":"Observation","valueQuantity":{"value":80.50,"unit":"kg","system":"u","code":"kg"}}`, "value-quantity", "[80.5..80.5 u|kg kg]"},
		{`{"resourceType":"Observation","code":{"coding":[{"system":"l","code":"1"}],"text":"Weight"},"valueQuantity":{"value":8}}`, "code-value-quantity", "[(l|1 & 8..8 | ) (| & 8..8 | )]"},
		{`{"resourceType":"Observation","component":[{"code":{"coding":[{"code":"a"}]},"valueQuantity":{"value":1}},{"code":{"coding":[{"code":"b"}]},"valueQuantity":{"value":2}}]}`, "component-code-value-quantity", "[(|a & 1..1 | ) (|b & 2..2 | )]"},
		{`{"resourceType":"Encounter","period":{"start":"1970-01-01T00:00:01Z"}}`, "date", "[1000000..9223372036854775807]"},
		{`{"resourceType":"Patient","meta":{"profile":["http://x"]}}`, "_profile", "[http://x]"},
		{`{"resourceType":"Patient"}`, "colour", "[]"},
	} {
		n, err := resource.Parse([]byte(c.json), resource.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		values, err := Of(n, c.code)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range values {
			got = append(got, show(v))
		}
		if d := cmp.Diff(c.want, fmt.Sprint(got)); d != "" {
			t.Errorf("%s of %s: %s", c.code, c.json, d)
		}
	}
}

func show(v Value) string {
	switch v.Kind {
	case definition.Token:
		if v.AnySystem {
			return "*|" + v.Code
		}
		return v.System + "|" + v.Code
	case definition.Date:
		return fmt.Sprintf("%d..%d", v.Low, v.High)
	case definition.Quantity, definition.Number:
		return fmt.Sprintf("%v..%v %s|%s %s", v.Least, v.Most, v.System, v.Code, v.Text)
	case definition.Reference:
		return v.Target
	case definition.Composite:
		return "(" + show(v.Parts[0]) + " & " + show(v.Parts[1]) + ")"
	}
	return v.Text
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{"Ó Briain": "o briain", " Two  Spaces ": "two spaces", "ﬁne": "fine", "ÀÉ": "ae", "": "", "ok": "ok", "Ж": "ж"} {
		if got := Plain(in); got != want || Plain(got) != got {
			t.Errorf("%q is %q plainly, want %q", in, got, want)
		}
	}
}

// TestEveryParameterCompiles tries all parameters of all types.
func TestEveryParameterCompiles(t *testing.T) {
	types, all := 0, 0
	for of := range definition.Types() {
		if of.Kind != definition.Resource || of.Abstract {
			continue
		}
		ps, err := parametersOf(of)
		if err != nil {
			t.Errorf("%s: %v", of.Name, err)
		}
		types, all = types+1, all+len(ps)
	}
	if types < 140 || all < 1300 {
		t.Errorf("%d parameters of %d types", all, types)
	}
}

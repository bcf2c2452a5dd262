package oidc

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const said = `{
	"sub": "u1", "email": "a@example.org", "email_verified": true, "level": 3, "null": null,
	"realm_access": {"roles": ["nurse", "offline_access", "nurse"]},
	"resource_access": {"continuum.web": {"roles": ["admin"]}},
	"https://example.org/ods": "RW9",
	"selected_roleid": "2",
	"nhsid_nrbac_roles": [
		{"person_roleid": "1", "org_code": "RW9", "role_code": "S1:G1:R1"},
		{"person_roleid": "2", "org_code": "A81001", "role_code": "S1:G1:R2", "activity_codes": ["B1", "B2"]}
	],
	"nested": [[{"a": "x"}], {"a": ["y", ["z"]]}]
}`

func sample(t testing.TB) claims {
	c, err := read(func(v any) error { return json.Unmarshal([]byte(said), v) })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestClaims(t *testing.T) {
	c := sample(t)
	for path, want := range map[string][]string{
		"sub":                                   {"u1"},
		"level":                                 {"3"},
		"email_verified":                        {"true"},
		"null":                                  nil,
		"absent.at.all":                         nil,
		"sub.name":                              nil,
		"realm_access.roles":                    {"nurse", "offline_access"},
		"realm_access":                          nil,
		`resource_access."continuum.web".roles`: {"admin"},
		`"https://example.org/ods"`:             {"RW9"},
		"nhsid_nrbac_roles.org_code":            {"RW9", "A81001"},
		"nhsid_nrbac_roles[person_roleid=$selected_roleid].org_code":       {"A81001"},
		"nhsid_nrbac_roles[person_roleid=$selected_roleid].activity_codes": {"B1", "B2"},
		"nhsid_nrbac_roles[person_roleid=1][org_code=RW9].role_code":       {"S1:G1:R1"},
		"nhsid_nrbac_roles[person_roleid=1][org_code=A81001].role_code":    nil,
		"nhsid_nrbac_roles[person_roleid=$absent].org_code":                nil,
		"nhsid_nrbac_roles[absent=$absent].org_code":                       nil,
		"nested.a": {"x", "y", "z"},
	} {
		if diff := cmp.Diff(want, c.values(path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	for _, path := range []string{"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[b]", "a[b=]", "a[b=c", "a[b=c]d", `"a`, `""`, "a b", "$a", "a=b", "a[b=$]", strings.Repeat("a", longestClaim+1)} {
		if _, err := parseClaim(path); err == nil {
			t.Errorf("%q is read as a path", path)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, value string
		want           bool
	}{
		{"R1", "R1", true},
		{"R1", "R11", false},
		{"*:R1", "S:G:R1", true},
		{"*:R1", "R1", false},
		{"S*R1", "SR1", true},
		{"S*R1", "S1R", false},
		{"a*b*c", "a1b2c", true},
		{"a*b*c", "abc", true},
		{"a*b*c", "acb", false},
		{"a*a", "a", false},
		{"*", "", true},
		{"", "", true},
		{"", "a", false},
		{"**a", "ba", true},
	} {
		if got := matches(c.pattern, c.value); got != c.want {
			t.Errorf("%q on %q: %t", c.pattern, c.value, got)
		}
	}
}

func TestIdentity(t *testing.T) {
	c := sample(t)
	p := Provider{ID: "k", Name: "Keycloak", Unknown: "join", Claims: Claims{
		Roles:   Values{Claim: "realm_access.roles", Map: map[string][]string{"nurse": {"nurse", "staff"}, "offline_access": nil}, Always: []string{"reader"}},
		Partner: Values{Claim: "nhsid_nrbac_roles.org_code"},
		Teams:   Values{Claim: "nhsid_nrbac_roles.org_code", Map: map[string][]string{"RW9": {"ward"}}},
	}}
	got, err := p.identity(c)
	want := Identity{Provider: "k", Subject: "u1", Sub: "u1", Email: "a@example.org", Roles: []string{"nurse", "reader", "staff"}, Teams: []string{"ward"}, Joins: true}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	p.Claims.Roles = Values{Claim: "realm_access.roles"}
	if got, _ := p.identity(c); len(got.Roles) > 0 || got.Joins {
		t.Errorf("roles without a map: %q", got.Roles)
	}
	p.Claims.NHSNumber = "level"
	if _, err := p.identity(c); err == nil {
		t.Error("3 is an NHS number")
	}
}

func FuzzClaim(f *testing.F) {
	for _, path := range []string{"sub", "a.b", `"a.b".c[d=e][f=$g].h`, "nhsid_nrbac_roles[person_roleid=$selected_roleid].org_code"} {
		f.Add(path, said)
	}
	f.Add("a[b=", `{"a":[[[[[]]]]]}`)
	f.Fuzz(func(t *testing.T, path, text string) {
		c, err := read(func(v any) error { return json.Unmarshal([]byte(text), v) })
		if err != nil {
			return
		}
		all := c.values(path)
		if len(all) > mostValues {
			t.Errorf("%d values", len(all))
		}
		if _, err := parseClaim(path); err != nil && len(all) > 0 {
			t.Errorf("%q is no path and gives %q", path, all)
		}
		_ = c.time("sub")
		if id, err := (&Provider{Name: "x"}).identity(c); err == nil && id.Subject == "" {
			t.Error("somebody without a subject is let in")
		}
	})
}

func FuzzMatches(f *testing.F) {
	f.Add("a*b", "ab")
	f.Fuzz(func(t *testing.T, pattern, value string) {
		if !strings.Contains(pattern, "*") && matches(pattern, value) != (pattern == value) {
			t.Errorf("%q on %q", pattern, value)
		}
		if !matches("*", value) || !matches(strings.ReplaceAll(value, "*", ""), strings.ReplaceAll(value, "*", "")) {
			t.Errorf("%q does not match itself", value)
		}
	})
}

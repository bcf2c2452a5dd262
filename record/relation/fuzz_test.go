package relation_test

import (
	"path/filepath"
	"strings"
	"testing"

	"continuum/record/relation"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// FuzzSays lets anything that can be parsed say who has to do with whom: nothing is
// shared that nobody permits, nothing about the one who looks follows from a resource,
// and a Consent that denies restricts or has not begun.
func FuzzSays(f *testing.F) {
	for _, seed := range []string{
		consent(scope, root("deny", actor(hospitalODS), results)), consent(scope, optOut, root("", within(provision("permit", actor(nurses), medicines)))),
		consent(scope, root("permit", actor(nurses), within(provision("deny", results), provision("deny", forRes)))),
		careTeam("x", "p", "7"), kept, bedPlace,
		`{"resourceType":"Encounter","status":"in-progress","class":{"code":"IMP"},"serviceProvider":` + hospitalODS + `,"location":[{"location":{"identifier":{"system":"urn:continuum:hospital:place","value":"W2^B3"}}}]}`,
		`{"resourceType":"Task","status":"ready","for":{"reference":"Patient/p"},"owner":` + nurses + `}`,
		`{"resourceType":"Patient","meta":{"security":[{"system":"urn:continuum:mark","code":"sealed"}]},"generalPractitioner":[` + hospitalODS + `]}`,
	} {
		f.Add([]byte(seed))
	}
	x, err := unpack(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	w := x.opened(f, "sqlite:"+filepath.Join(f.TempDir(), "record.db"))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := resource.Parse(text, resource.Limits{})
		if err != nil {
			return
		}
		err = w.db.Read(t.Context(), func(tx *store.Tx) error {
			all, unclear, err := w.Says(tx, n)
			for _, x := range all {
				switch {
				case strings.HasPrefix(x.Party.Kind, sight.Shared) && !strings.Contains(string(text), "permit") && !strings.Contains(string(text), "OPTIN") && !strings.Contains(string(text), `\u`):
					t.Errorf("shared without permission: %+v", x)
				case x.Party.Kind == sight.Self, x.Party.Kind == sight.Claimed, x.Party.Kind == sight.BreakGlass:
					t.Errorf("a resource says %+v", x)
				case !x.Until.IsZero() && !x.Until.After(x.Since):
					t.Errorf("it never holds: %+v", x)
				case (x.Party.Of == "") != relation.IsMark(x.Party.Kind):
					t.Errorf("of whom? %+v", x)
				}
			}
			if n.Get("resourceType").Text() == "Consent" && denies(n) && len(all) == 0 && len(unclear) == 0 {
				t.Errorf("what is denied got lost: %s", text)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// denies tells whether a Consent plainly denies, for all time.
func denies(n resource.Node) bool {
	root := n.Get("provision")
	return n.Get("status").Text() == "active" && root.Get("type").Text() == "deny" && root.Get("period").Missing() &&
		n.Get("scope").Get("coding").Len() == 1 && n.Get("scope").Get("coding").First().Get("code").Text() == "patient-privacy"
}

package fact_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/fact"
	"continuum/store"
)

// livePatient is a Patient of the hospital as it came live.
func livePatient(id, mrn, nhs, born, more string) string {
	var identifiers []string
	if mrn != "" {
		identifiers = append(identifiers, `{"system":"https://river.example/mrn","value":"`+mrn+`"}`)
	}
	if nhs != "" {
		identifiers = append(identifiers, `{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"`+nhs+`"}`)
	}
	text := `{"resourceType":"Patient","id":"` + id + `"`
	if len(identifiers) > 0 {
		text += `,"identifier":[` + strings.Join(identifiers, ",") + `]`
	}
	if born != "" {
		text += `,"birthDate":"` + born + `"`
	}
	return text + more + `}`
}

func linkTo(ids ...string) string {
	var all []string
	for _, id := range ids {
		all = append(all, `{"type":"seealso","other":{"reference":"Patient/`+id+`"}}`)
	}
	return `,"link":[` + strings.Join(all, ",") + `]`
}

func liveStay(id, patient, visit, end string) string {
	if end != "" {
		end = `,"end":"` + end + `"`
	}
	return `{"resourceType":"Encounter","id":"` + id + `","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/` + patient +
		`"},"identifier":[{"system":"https://river.example/visit","value":"` + visit + `"}],"period":{"start":"2026-06-01T14:02:00+01:00"` + end + `}}`
}

const (
	marysNumber = "9434765919"
	marysBirth  = "1938-11-09"
)

// TestWhoIsTheSame shows which live Patients mean a person of the build.
func TestWhoIsTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		mary, tom := x.person(t, "hospital", "M1"), x.person(t, "hospital", "M2")
		x.arrives(
			t,
			livePatient("by-mrn", "M1", "", "", ""),
			livePatient("by-number", "", marysNumber, marysBirth, ""),
			livePatient("other-birth", "", marysNumber, "1938-11-08", ""),
			livePatient("no-birth", "", marysNumber, "", ""),
			livePatient("linked", "", "", "", linkTo("by-mrn")),
			livePatient("linked-on", "", "", "", linkTo("linked")),
			livePatient("to-fact", "", "", "", linkTo(tom)),
			livePatient("stranger", "M77", "", "", ""),
			livePatient("stranger-too", "M77", "", "", ""),
			livePatient("stranger-linked", "", "", "", linkTo("stranger-too", "nobody")),
			`{"resourceType":"Patient","id":"elsewhere","identifier":[{"system":"urn:elsewhere","value":"M1"}]}`,
		)
		for _, c := range []struct {
			asked  string
			person string
			want   string
		}{
			{mary, mary, "by-mrn by-number linked linked-on"},
			{"by-mrn", mary, "by-mrn by-number linked linked-on"},
			{"by-number", mary, "by-mrn by-number linked linked-on"},
			{"linked-on", mary, "by-mrn by-number linked linked-on"},
			{tom, tom, "to-fact"},
			{"to-fact", tom, "to-fact"},
			{"other-birth", "", "other-birth"},
			{"no-birth", "", "no-birth"},
			{"elsewhere", "", "elsewhere"},
			{"stranger", "", "stranger stranger-linked stranger-too"},
			{"stranger-linked", "", "stranger stranger-linked stranger-too"},
			{"nobody", "", "nobody stranger stranger-linked stranger-too"},
			{"never-seen", "", "never-seen"},
		} {
			seen := x.see(t, c.asked)
			same := seen.Same["Patient/"+c.asked]
			var kept []string
			facts := 0
			for _, ref := range same {
				if id := strings.TrimPrefix(ref, "Patient/"); !x.Owns(id) {
					kept = append(kept, id)
				} else if facts++; !strings.HasPrefix(id, c.person) || c.person == "" {
					t.Errorf("%s is said to be %s", c.asked, ref)
				}
			}
			slices.Sort(kept)
			if got := strings.Join(kept, " "); got != c.want {
				t.Errorf("%s is the same as %q, want %q", c.asked, got, c.want)
			}
			if (facts > 0) != (c.person != "") || (len(seen.Held) > 0) != (c.person != "") || (seen.Build != "") != (c.person != "") {
				t.Errorf("%s has %d facts of Patients, %d in all, build %q", c.asked, facts, len(seen.Held), seen.Build)
			}
			if len(slices.Compact(slices.Sorted(slices.Values(same)))) != len(same) || !slices.Contains(same, "Patient/"+c.asked) {
				t.Errorf("%s: %v", c.asked, same)
			}
		}
	})
}

// TestAFactThatCameLiveIsShownOnce shows which facts live resources stand for.
func TestAFactThatCameLiveIsShownOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		mary := x.person(t, "clinic", "1")
		whole := keysOf(x.see(t, mary))
		x.arrives(t, livePatient("live", "M1", "", "", ""), livePatient("another", "M77", "", "", ""),
			liveStay("ended", "live", "s1", "2026-06-09T11:00:00+01:00"),                               // the same, ended too
			liveStay("open", "live", "s2", ""),                                                         // neither knows an end
			liveStay("behind", "live", "s3", ""),                                                       // the fact knows the end
			liveStay("wrong", "another", "s4", ""),                                                     // said to be somebody else's
			strings.Replace(liveStay("error", "live", "s5", ""), "in-progress", "entered-in-error", 1), // never was
			liveStay("new", "live", "s99", ""))
		seen := x.see(t, "live")
		left := keysOf(seen)
		var gone []string
		for _, k := range whole {
			if !slices.Contains(left, k) {
				gone = append(gone, x.identifierOf(t, k))
			}
		}
		slices.Sort(gone)
		if got := fmt.Sprint(gone); got != "[https://river.example/mrn|M1 https://river.example/visit|s1 https://river.example/visit|s2]" {
			t.Errorf("shown once: %s", got)
		}
		if got := fmt.Sprint(seen.Hidden); got != "[Encounter/behind]" {
			t.Errorf("overtaken: %s", got)
		}
		if got := keysOf(x.see(t, mary, "live", mary)); !slices.Equal(got, left) {
			t.Errorf("asked for the same person twice: %d facts, then %d", len(left), len(got))
		}
		if got := keysOf(x.see(t, mary)); !slices.Equal(got, left) {
			t.Errorf("asked by the fact: %d facts, by the live one %d", len(got), len(left))
		}
	})
}

func keysOf(seen *record.Beside) []string {
	var all []string
	for _, h := range seen.Held {
		all = append(all, h.String())
	}
	return all
}

func (x *town) identifierOf(t *testing.T, key string) string {
	t.Helper()
	name, id, _ := strings.Cut(key, "/")
	r, err := x.Read(t.Context(), record.Key{Type: definition.ResourceOf(name), ID: id})
	if err != nil {
		t.Fatal(err)
	}
	n := parsed(t, r.Content).Get("identifier").First()
	return n.Get("system").Text() + "|" + n.Get("value").Text()
}

func TestPeople(t *testing.T) {
	x := river(t)
	mary := x.person(t, "clinic", "1")
	for _, c := range []struct{ system, value, want string }{
		{"https://river.example/mrn", "M1", mary},
		{"urn:continuum:clinic:person", "1", mary},
		{"https://fhir.nhs.uk/Id/nhs-number", marysNumber, mary},
		{"", marysNumber, mary},
		{"", "C1", mary},
		{"https://river.example/mrn", "m1", ""},
		{"urn:continuum:hospital:person", "M1", ""},
		{"urn:elsewhere", "M1", ""},
		{"https://fhir.nhs.uk/Id/nhs-number", "9434765918", ""},
		{"https://fhir.nhs.uk/Id/nhs-number", "", ""},
		{"", "", ""},
	} {
		got, err := x.People(t.Context(), c.system, c.value)
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s|%s is %v, %v, want %s", c.system, c.value, got, err, c.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	x := river(t)
	mary := x.person(t, "clinic", "1")
	for _, key := range []string{
		"Patient/none", "Patient/P00000000000", "Encounter/" + mary, "Patient/" + mary + "-enc-0", "Patient/" + strings.ToLower(mary), "Organization/partner-none",
		"Patient/partner-clinic", "Patient/" + mary + "-", "Patient/",
	} {
		name, id, _ := strings.Cut(key, "/")
		if _, err := x.Read(t.Context(), record.Key{Type: definition.ResourceOf(name), ID: id}); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// TestWithoutABuild shows that what came live is seen where nothing was built.
func TestWithoutABuild(t *testing.T) {
	x := river(t)
	var err error
	if x.Facts, err = fact.New(x.place, x.feeds, nil, x.record); err != nil {
		t.Fatal(err)
	}
	x.arrives(t, livePatient("a", "M1", "", "", ""), livePatient("b", "", "", "", linkTo("a")))
	seen := x.see(t, "a", "P00000000000")
	if len(seen.Held) != 0 || seen.Build != "" || fmt.Sprint(seen.Same) != "map[Patient/P00000000000:[Patient/P00000000000] Patient/a:[Patient/a Patient/b]]" {
		t.Errorf("%+v", seen)
	}
	if ids, err := x.People(t.Context(), "", "M1"); err != nil || len(ids) > 0 {
		t.Errorf("%v %v", ids, err)
	}
	if _, err := x.Read(t.Context(), record.Key{Type: definition.ResourceOf("Organization"), ID: "partner-clinic"}); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// TestJoinedPeopleAnswerForEachOther rules two people to be one, and asks by the id
// that went.
func TestJoinedPeopleAnswerForEachOther(t *testing.T) {
	x := ownRiver(t)
	tom, ann := x.person(t, "clinic", "2"), x.person(t, "clinic", "3")
	register, err := x.live.Register()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := register.Together(registration{Source: "clinic", LocalID: "2"}, registration{Source: "clinic", LocalID: "3"}, identity.Decision{Who: "test", Why: "test", At: now()}); err != nil {
		t.Fatal(err)
	}
	before := x.see(t, tom)
	if err := x.rebuild(); err != nil {
		t.Fatal(err)
	}
	x.open(t, "sqlite:"+filepath.Join(t.TempDir(), "again.db"))
	one := x.person(t, "clinic", "2")
	gone := tom
	if one == tom {
		gone = ann
	}
	seen := x.see(t, gone)
	if len(seen.Held) == 0 || !slices.Contains(seen.Same["Patient/"+gone], "Patient/"+one) || !slices.Equal(keysOf(seen), keysOf(x.see(t, one))) {
		t.Errorf("%s carries on after %s: %v", one, gone, seen.Same)
	}
	for _, h := range before.Held {
		if !x.Owns(h.ID) || !strings.HasPrefix(h.ID, tom) {
			continue
		}
		r, err := x.Read(t.Context(), h.Key)
		if want := one + strings.TrimPrefix(h.ID, tom); err != nil || r.ID != want {
			t.Errorf("%s is now %s, %v, want %s", h.Key, r.ID, err, want)
		}
	}
	if seen.Build != x.build || before.Build == x.build {
		t.Errorf("build %s", seen.Build)
	}
}

// TestSeeingManyAtOnce holds each fact once, partners too.
func TestSeeingManyAtOnce(t *testing.T) {
	x := river(t)
	err := x.db.Read(t.Context(), func(tx *store.Tx) error {
		b, err := x.Beside(t.Context(), tx, []string{x.person(t, "clinic", "3"), x.person(t, "clinic", "1"), x.person(t, "clinic", "2")})
		if err != nil {
			return err
		}
		seen := map[string]bool{}
		for _, h := range b.Held {
			if seen[h.String()] {
				t.Errorf("%s is held twice", h.Key)
			}
			seen[h.String()] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestManyAsk asks from many sides at once while the cache is filled.
func TestManyAsk(t *testing.T) {
	x := river(t)
	ids := []string{x.person(t, "clinic", "1"), x.person(t, "clinic", "2"), x.person(t, "clinic", "3"), "nobody"}
	var work errgroup.Group
	for i := range 16 {
		work.Go(func() error {
			return x.db.Read(context.Background(), func(tx *store.Tx) error {
				id := ids[i%len(ids)]
				if _, err := x.Beside(context.Background(), tx, []string{id}); err != nil {
					return err
				}
				if _, err := x.People(context.Background(), "", marysNumber); err != nil {
					return err
				}
				_, err := x.Arrivals(context.Background(), tx, id)
				return err
			})
		})
	}
	if err := work.Wait(); err != nil {
		t.Fatal(err)
	}
}

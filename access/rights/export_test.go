package rights

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/recordtest"
	"continuum/record/sight"
	"continuum/store"
)

// told are facts and accounts of Ann.
type told struct{ t testing.TB }

func (f told) Beside(_ context.Context, _ *store.Tx, ids []string) (*record.Beside, error) {
	text := `{"resourceType":"Encounter","id":"fact-1","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"EMER","display":"emergency"},"period":{"start":"2020-02-03"}}`
	if ids[0] != "ann" {
		return &record.Beside{}, nil
	}
	key := record.Key{Type: definition.ResourceOf("Encounter"), ID: "fact-1"}
	return &record.Beside{Held: []record.Held{{Resource: record.Resource{Key: key, Version: 1, Content: []byte(text)}, Node: recordtest.Parsed(f.t, []byte(text))}}}, nil
}

func (told) AccountsOf(_ context.Context, person string) ([]Account, error) {
	if person != "Patient/ann" {
		return nil, nil
	}
	return []Account{{Name: "ann@example.org", Display: "Ann <i>Smith</i>", Roles: []string{"person"}, Added: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)}}, nil
}

func (told) EndAccountsOf(context.Context, string) error { return nil }

func (told) FindingsOf(context.Context, *store.Tx, string) ([]Finding, error) {
	return []Finding{{At: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), Words: "Somebody of your name looked."}}, nil
}

// full is a world in which something of every sort is held about Ann.
func full(t *testing.T, w *world) {
	w.three()
	w.Facts, w.Accounts, w.Findings = told{t}, told{t}, told{t}
	_, err := w.Ask(officer(), Request{Person: "Patient/ann", Kind: Objection, Words: `Not "them" <img src=x onerror=alert(1)>`})
	must(t, err)
	must(t, w.db.Write(t.Context(), func(tx *store.Tx) error {
		return w.Record.Relate(tx, "test", "Patient/ann", []record.Relation{
			{Party: sight.Party{Kind: sight.CareTeam, Of: "clinic"}},
			{Party: sight.Party{Kind: sight.Claimed, Of: "account-of-nosy-neighbour"}},
			{Party: sight.Party{Kind: sight.Shared + "plan", Of: "account-of-carer"}},
			{Party: sight.Party{Kind: sight.Dissent}},
		})
	}))
	must(t, w.log.Note(t.Context(), audit.Entry{
		Action: "read", Outcome: audit.OK, Actor: "a9", Name: "=HYPERLINK(\"http://evil\")", Roles: []string{"gp"}, Partner: "clinic", Purpose: "TREAT",
		People: []string{"Patient/ann"}, Type: "Condition", Resources: []string{"Condition/c1"}, Session: "session-hash", Address: "192.0.2.7", Request: "r1",
	}))
	must(t, w.log.Note(t.Context(), audit.Entry{Action: "search", Outcome: audit.Denied, Actor: "a9", Name: "Dr Who", People: []string{"Patient/ann", "Patient/bob"}, Resources: []string{"Condition/c2"}, Reason: "about Bob Jones"}))
}

// unpacked gives the files of an archive.
func unpacked(t testing.TB, archive []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	must(t, err)
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(in)
		must(t, err)
		files[f.Name] = string(text)
	}
	return files
}

func TestExport(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		full(t, w)
		var out bytes.Buffer
		n, err := w.Export(officer(), &out, "Patient/ann")
		must(t, err)
		if n != (Exported{Resources: 9, Versions: 10, Facts: 1, Looks: 4, Requests: 1}) {
			t.Errorf("%+v", n)
		}
		files := unpacked(t, out.Bytes())
		bundleIsWhole(t, files["bundle.json"])
		for _, name := range []string{"audit.csv", "other.json", "index.html", "bundle.json"} {
			for _, private := range []string{"Jones", "account-of", "192.0.2.7", "session-hash"} {
				if strings.Contains(files[name], private) {
					t.Errorf("%s tells %s", name, private)
				}
			}
		}
		rows, err := csv.NewReader(strings.NewReader(files["audit.csv"])).ReadAll()
		if err != nil || len(rows) != 5 || fmt.Sprint(rows[3][2:]) != `['=HYPERLINK("http://evil") gp The Clinic looked at condition done your care ]` || rows[2][6] != "several records, yours among them" || rows[1][5] != "exported" {
			t.Errorf("%q, %v", rows, err)
		}
		soundPage(t, files["index.html"])
		for _, words := range []string{
			"What The Clinic", "4 May 2015: Condition, Asthma &#34;at rest&#34; &amp; more", "To walk again", "70.50", "There are 1 earlier versions", "3 February 2020: Encounter, emergency", "The Clinic knows you by the number 7.",
			"Says to have a relationship with you somebody with an account", "You share plan with somebody with an account", "In your care team The Clinic", "Ann &lt;i&gt;Smith", "Somebody of your name looked",
			"You asked on 31 January 2026 for objection", "Not &#34;them&#34; &lt;img", "looked at condition",
		}[1:] {
			if !strings.Contains(files["index.html"], words) {
				t.Errorf("the page does not say %q", words)
			}
		}
		if got := w.noted("Patient/ann"); got[len(got)-1] != "export" {
			t.Errorf("%v", got)
		}
	})
}

// bundleIsWhole checks a bundle, and that it has all versions once.
func bundleIsWhole(t *testing.T, text string) {
	t.Helper()
	n := recordtest.Parsed(t, []byte(text))
	for _, p := range check.Resource(n) {
		if !strings.Contains(p.Path, "Group") {
			t.Errorf("%s", p)
		}
	}
	met := map[string]bool{}
	for e := range n.Get("entry").Items() {
		key := e.Get("fullUrl").Text() + "|" + e.Get("resource").Get("meta").Get("versionId").Text()
		if met[key] || !strings.HasPrefix(key, "https://small.example/fhir/") {
			t.Errorf("%s stands twice or elsewhere", key)
		}
		met[strings.TrimPrefix(key, "https://small.example/fhir/")] = true
	}
	for _, key := range []string{"Patient/ann|1", "Patient/ann|2", "Condition/c1|1", "Provenance/v1|1", "Binary/b1|1", "Encounter/fact-1|", "AuditEvent/0|", "Group/g1|1"} {
		if !met[key] {
			t.Errorf("%s is missing", key)
		}
	}
	if len(met) != 15 {
		t.Errorf("%d entries: %v", len(met), met)
	}
}

var (
	tagPattern  = regexp.MustCompile(`<[^>]*>`)
	safePattern = regexp.MustCompile(`^</?(!doctype html|html( lang="en-GB")?|head|meta [a-z-]+="[^"<>]*"( content="[^"<>]*")?|title|style|body|main|h[123]( id="[a-z]+")?|p( class="note")?|code|ul|li|a( href="#[a-z]+")?|details|summary|dl|dt|dd|table|thead|tbody|tr|th|td)>$`)
)

// soundPage holds a page to what we write ourselves: nothing that runs or leads away.
func soundPage(t testing.TB, text string) {
	t.Helper()
	for _, tag := range tagPattern.FindAllString(text, -1) {
		if !safePattern.MatchString(tag) {
			t.Errorf("the page has %s", tag)
		}
	}
	if strings.Count(text, "<") != len(tagPattern.FindAllString(text, -1)) {
		t.Error("the page has a < that begins nothing")
	}
}

func TestExportIsTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		full(t, w)
		var first bytes.Buffer
		_, err := w.export(t.Context(), &first, "Patient/ann", w.Now())
		must(t, err)
		for range 3 {
			var again bytes.Buffer
			_, err := w.export(t.Context(), &again, "Patient/ann", w.Now())
			if err != nil || !bytes.Equal(first.Bytes(), again.Bytes()) {
				t.Errorf("another archive of %d bytes: %v", again.Len(), err)
			}
		}
	})
}

func TestExportThatIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		for person, code := range map[string]fault.Code{"Patient/nobody": fault.NotFound, "": fault.Invalid, "a\nb": fault.Invalid} {
			var out bytes.Buffer
			if _, err := w.Export(officer(), &out, person); fault.CodeOf(err) != code || out.Len() > 0 {
				t.Errorf("%q: %v and %d bytes", person, err, out.Len())
			}
		}
		w.gate.after = 0
		var out bytes.Buffer
		if _, err := w.Export(officer(), &out, "Patient/ann"); err == nil || out.Len() > 0 {
			t.Errorf("nothing leaves that the audit does not have: %v and %d bytes", err, out.Len())
		}
	})
}

// Who was known as a Patient first, and to a build later, is one person throughout.
func TestPeopleWhoseKeyChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		full(t, w)
		must(t, w.Hold(officer(), "Patient/ann", "an inquest"))
		must(t, w.db.Write(t.Context(), func(tx *store.Tx) error { return w.Record.SetPerson(tx, keyOf("Patient/ann"), "person1") }))
		must(t, w.log.Note(t.Context(), audit.Entry{Action: "read", Outcome: audit.OK, Actor: "a9", People: []string{"person1", "Patient/ann"}}))
		var out bytes.Buffer
		n, err := w.Export(officer(), &out, "person1")
		if err != nil || n.Looks != 6 || n.Requests != 1 || n.Resources != 9 {
			t.Errorf("%+v, %v", n, err)
		}
		if _, err := w.Erase(officer(), Wish{Person: "person1", Early: true, Reason: "asked for"}); fault.CodeOf(err) != fault.Denied {
			t.Error(err)
		}
		must(t, w.DueAll(func(d Due) {
			if d.Held != (d.Person == "person1") {
				t.Errorf("%+v", d)
			}
		}))
		if err := w.Hold(officer(), "person1", "another"); fault.CodeOf(err) != fault.Conflict {
			t.Error(err)
		}
		must(t, w.Release(officer(), "person1", "it is over"))
	})
}

// After an erasure there is nothing to export but what is of others too.
func TestExportOfSomebodyErased(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		must(t, w.db.Write(t.Context(), func(tx *store.Tx) error {
			return w.Record.SetPerson(tx, keyOf("Patient/ann"), "person1")
		}))
		w.rules = map[string]access.Retention{}
		if e, err := w.Erase(officer(), Wish{Person: "person1", Reason: "asked for"}); err != nil || !e.Whole || e.Erased != 8 {
			t.Fatalf("%+v, %v", e, err)
		}
		var out bytes.Buffer
		if _, err := w.Export(officer(), &out, "person1"); fault.CodeOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

// BenchmarkExport exports a person with 100,000 resources.
func BenchmarkExport(b *testing.B) {
	w := opened(b, "sqlite:"+b.TempDir()+"/place.db")
	w.put(`{"resourceType":"Patient","id":"ann"}`)
	w.many(100_000)
	b.ReportAllocs()
	for b.Loop() {
		n := &counted{}
		if _, err := w.export(b.Context(), n, "Patient/ann", w.Now()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n.bytes)/1e6, "MB")
		b.ReportMetric(float64(peak())/1e6, "heap-MB")
	}
}

package web

import (
	"bytes"
	"context"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"

	"continuum/record/live"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The parts of a page on which a reader's safety hangs, to the letter.
func TestGolden(t *testing.T) {
	line := timelineOf(mary().Timeline, filter{}, visit{Now: today, Overview: sampleOverview()})
	came := visitOf("weston_hospital", "E", "EMER", "in-progress", "2026-07-22T07:02:00Z", "", live.Stop{Place: "Majors"})
	_, told := tellingOf(came).join(nil)
	for name, part := range map[string]templ.Component{
		"banner":         banner(mary().Person, died(mary().Person), today),
		"banner-dead":    banner(jose().Person, died(jose().Person), today),
		"banner-unknown": banner(nobody().Person, died(nobody().Person), today),
		"banner-hostile": banner(busy().Person, died(busy().Person), today),
		"event":          event(line, mary().Timeline[3]),
		"event-planned":  event(line, mary().Timeline[0]),
		"event-bare":     event(line, nobody().Timeline[0]),
		"arrived":        arrived(arrivedView{News: told, Failed: true, Unknown: true}),
		"event-live":     event(line, tellingOf().event(came)),
		"closed":         closedPage(sampleClosed()),
		"ways":           ways(waysView{URL: "/people/p-0001", Says: []string{"Because of <this>."}, Lasts: []lastsView{{"You opened this record in an emergency", "22-Nov-2026 18:00"}}, Closed: []string{"Adoption"}, Looked: true, Sharing: true}),
		"looks":          lookTable([]lookView{{When: "22-Nov-2026 10:00", Who: "<b>Tom</b>", Role: "Ward clinician", Partner: "Weston General Hospital", What: "Looked at the record", Why: "Care", How: "These pages", Reason: "a <fall>", Because: "It was an emergency.", Mark: "Emergency"}}),
		"evidence":       evidence(personView{Partners: partnersByID(sampleOverview().Partners)}, mary().Registrations[1]),
	} {
		var b bytes.Buffer
		if err := part.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		checkGolden(t, filepath.Join("testdata", name+".html"), strings.ReplaceAll(b.String(), "><", ">\n<")+"\n")
	}
}

// sampleClosed is a record that is closed and can be opened in every way, of which one
// form came back.
func sampleClosed() closedView {
	filled := sent{Values: url.Values{"form": {"open"}, "why": {"life"}, "reason": {"a <fall>"}}, Problem: "Tick that you know."}
	return closedView{sent: filled, URL: "/people/p-0001", Says: []string{"It is closed."}, Helps: []string{"Ask for a referral."}, Claim: true, ClaimDays: 14, Break: true, BreakUntil: "22-Nov-2026 18:00", Name: "SMITH, Mary (Mrs)"}
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if it should, run with -update:\n%s", file, diff)
	}
}

package web

import (
	"bytes"
	"context"
	"flag"
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
		"evidence":       evidence(personView{Partners: partnersByID(sampleOverview().Partners)}, mary().Registrations[1]),
	} {
		var b bytes.Buffer
		if err := part.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		checkGolden(t, filepath.Join("testdata", name+".html"), strings.ReplaceAll(b.String(), "><", ">\n<")+"\n")
	}
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

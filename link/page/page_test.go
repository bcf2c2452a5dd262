package page

import (
	"errors"
	"math"
	"regexp"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/link"
)

// evil breaks out of text, attributes, styles and drawings where it is let.
const evil = `"'></style></svg><script>alert(1)</script><img src=//x.example/a onerror=alert(1)>`

// hostile has evil wherever a report takes words.
func hostile() Page {
	reg := link.Registration{Source: evil, LocalID: evil}
	w := link.Waterfall{Left: reg, Right: reg, Rule: evil, Cut: evil, Steps: []link.Step{{Name: evil, Finding: evil, Weight: math.Inf(1)}}, Weight: math.NaN(), Probability: math.NaN()}
	return Page{
		Title: evil, Files: []string{evil},
		Report: link.Report{
			Records: 2, Persons: 1, Threshold: math.NaN(),
			Placeholders: map[string]int{evil: 1}, Cuts: map[string]int{evil: 1}, Seconds: map[string]float64{evil: math.Inf(1)},
			Blocking:    []link.BlockingReport{{Rule: evil, Pairs: 1}},
			Comparisons: []link.ComparisonReport{{Name: evil, Levels: []link.LevelReport{{Label: evil, M: 1, U: 0, Weight: math.Inf(1)}, {Label: evil, U: 1, Weight: math.Inf(-1)}}}},
		},
		Examples: link.Examples{Typical: []link.Waterfall{w}, Borderline: []link.Waterfall{w}, Cut: []link.Waterfall{w}},
		Groups:   []link.Group{{Why: []string{evil}, Density: math.NaN(), Bridges: 1, Weakest: math.Inf(-1)}},
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	got := written(t, hostile())
	said := strings.Count(got, "&lt;script&gt;alert(1)")
	if want := 32; said < want {
		t.Errorf("evil is shown %d times; it stands in more places", said)
	}
	for _, bad := range []string{"<script", "<img", "<SCRIPT"} {
		if strings.Contains(got, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	if n := strings.Count(got, "</style>"); n != 1 {
		t.Errorf("%d styles end; one does", n)
	}
}

// loads finds what a browser would fetch, run or follow elsewhere.
var loads = regexp.MustCompile(`(?i)https?:|\b(src|srcset|action|data|xlink:href)\s*=|url\(|@import|href="[^#]|<(script|link|iframe|object|embed|base|form)\b|\son[a-z]+=`)

func TestNothingIsLoaded(t *testing.T) {
	for name, p := range map[string]Page{"sample": sample(), "bare": {}} {
		if found := loads.FindAllString(written(t, p), -1); found != nil {
			t.Errorf("%s: the page reaches out: %q", name, found)
		}
	}
	for _, s := range []string{`<img src="a">`, `<a href="//x">`, "<SCRIPT>", "url(a)", `<p onclick="a">`} {
		if !loads.MatchString(s) {
			t.Errorf("the test would not see %s", s)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	first := written(t, sample())
	for range 20 { // maps are walked in another order each time
		if written(t, sample()) != first {
			t.Fatal("the same report gave another page")
		}
	}
}

func TestAnEmptyReportSaysSo(t *testing.T) {
	got := written(t, Page{})
	for _, want := range []string{
		"<title>Linkage report</title>", "There were no records to link.", "Nothing was compared.", "No blocking rule was used.",
		"There are no people to count.", "No typical links to show.", "No links stand close to the threshold.", "No links were cut, or none were kept as examples.",
		"Nobody stands out.", "No link was cut.", "No placeholder was found.", "No times were kept.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, bad := range []string{"NaN", "Inf", "<no value>"} {
		if strings.Contains(got, bad) {
			t.Errorf("the page says %s", bad)
		}
	}
}

// Every part named in a link or drawn by reference is there, once.
func TestReferencesHold(t *testing.T) {
	got := written(t, sample())
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(got, -1) {
		ids[m[1]]++
	}
	named := regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]+)"`).FindAllStringSubmatch(got, -1)
	if len(named) < 20 {
		t.Fatalf("only %d references were seen", len(named))
	}
	for _, m := range named {
		if ids[m[1]] != 1 {
			t.Errorf("%s stands %d times", m[1], ids[m[1]])
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestAFullDiskIsTold(t *testing.T) {
	err := Write(full{}, sample())
	if fault.CodeOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "no room") {
		t.Errorf("got %v", err)
	}
}

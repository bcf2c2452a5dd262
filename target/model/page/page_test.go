package page

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/stat/metric"
	"continuum/target/model"
	"continuum/target/model/page/pagetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample(t *testing.T) *model.Card {
	t.Helper()
	c, err := pagetest.Card()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func known(c *model.Card, about *model.About) *model.Known {
	return &model.Known{Card: c, Scored: about, Versions: []string{c.Hash, "fedcba9876543210"}}
}

func written(t *testing.T, c *model.Card, about *model.About) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, known(c, about)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	about := &model.About{Model: "0123456789abcdef", Index: "2026-11-01", Build: "b2", People: 2100, Drift: []model.Drift{{Name: "age", Words: "age", PSI: 0.31}, {Name: "sex", Words: "sex", PSI: 0.12}}}
	got := written(t, sample(t), about)
	path := filepath.Join("testdata", "card.html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if it should, run with -update:\n%s", path, diff)
	}
}

var outside = regexp.MustCompile(`(?i)<script|\son[a-z]+=|(src|href)="(https?:|//)|url\(`)

// TestNothingToLoad: the page opens from disk, without script, and shows no NaN.
func TestNothingToLoad(t *testing.T) {
	got := written(t, sample(t), nil)
	if found := outside.FindString(got); found != "" {
		t.Errorf("the page holds %q", found)
	}
	if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || strings.Contains(got, "ZgotmplZ") {
		t.Error("the page shows a number that is none")
	}
	if !strings.Contains(got, "A fall &amp; its &lt;risk&gt;") {
		t.Error("the title is not written as text")
	}
}

// TestBareCard: a card with nothing in it still makes a page.
func TestBareCard(t *testing.T) {
	got := written(t, &model.Card{Title: "Bare", Metrics: &metric.Metrics{N: 1}}, nil)
	if !strings.Contains(got, "There is nothing to draw.") {
		t.Error("empty charts do not say so")
	}
}

// TestFewAreNotTold: where small numbers are kept back, no count and no share gives them away.
func TestFewAreNotTold(t *testing.T) {
	c := sample(t)
	c.Years[0].Died, c.Groups[0].People = 3, 5
	c.Returns = []model.Return{{How: "two or more falls", People: 20, Before: 2, After: 1, Died: 0.1}}
	got, err := Parts(known(c, nil), Tell{Least: 8, Count: func(n int) string {
		if n > 0 && n < 8 {
			return "1 to 7"
		}
		return whole(n)
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<td class="num">1 to 7</td>`, "1 of the groups, with 1 to 7 people", `<td class="num">few</td>`} {
		if !strings.Contains(string(got), want) {
			t.Errorf("%q is not on the card", want)
		}
	}
	if strings.Contains(string(got), `<td class="num">10%</td></tr>`) || strings.Contains(string(got), "<html") {
		t.Error("two of twenty are told, or a whole page")
	}
}

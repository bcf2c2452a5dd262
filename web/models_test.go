package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/target/model"
	"continuum/target/model/page/pagetest"
)

// sampleModels are one that was trained and one that was not.
type sampleModels struct{ known *model.Known }

func (sampleModels) Specs() []*model.Spec {
	return []*model.Spec{{ID: "falls", Title: "A fall & its <risk>"}, {ID: "stroke", Title: "A stroke"}}
}

func (m sampleModels) Known(_ context.Context, id, hash string) (*model.Known, error) {
	if id != "falls" || !strings.HasPrefix(m.known.Hash, hash) {
		return nil, fault.New(fault.NotFound, "the model has not been trained yet")
	}
	return m.known, nil
}

func newSampleModels(t *testing.T) sampleModels {
	t.Helper()
	c, err := pagetest.Card()
	if err != nil {
		t.Fatal(err)
	}
	return sampleModels{&model.Known{
		Card: c, Trained: today.AddDate(0, 0, -3), Versions: []string{c.Hash}, Used: true,
		Scored: &model.About{Model: c.Hash, Index: "2026-11-01", Build: "b2", People: 2103, Drift: []model.Drift{{Name: "age", Words: "age", PSI: 0.31}, {Name: "sex", Words: "sex", PSI: 0.12}}},
	}}
}

// modelServer serves the sample place with two models to somebody.
func modelServer(t *testing.T, w *world, who *access.Actor) string {
	t.Helper()
	site := newSite(newSample(), Options{Models: newSampleModels(t), Access: w.Access, Assets: fstest.MapFS{}, Now: func() time.Time { return today }, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	site.assets = assetsOnce()
	server := httptest.NewServer(acting(who, site.handler()))
	t.Cleanup(server.Close)
	return server.URL
}

func TestModelPages(t *testing.T) {
	w := sharedWorld(t)
	analyst, gp, person := modelServer(t, w, w.analyst()), modelServer(t, w, w.gp()), modelServer(t, w, w.person())
	for _, c := range []struct {
		name, base, path string
		status           int
		has, lacks       string
	}{
		{"the list", analyst, "/models", 200, "A fall &amp; its &lt;risk&gt;|/models/falls|Train again|0123456789abcdef|Not trained yet|>Models</a>", "/models/stroke"},
		{"a card", analyst, "/models/falls", 200, `refusing care|drawing.css|class="chart"|id="groups"|2,103 people of build b2|train the model again`, "<style|style=|<html lang=\"en-GB\">\n<head>\n<meta|not told apart|It is not the one in use"},
		{"a version", analyst, "/models/falls?version=0123456789abcdef", 200, "refusing care", ""},
		{"no such version", analyst, "/models/falls?version=ffff", 404, "", "refusing care"},
		{"not trained", analyst, "/models/stroke", 404, "", ""},
		{"nobody's", analyst, "/models/..%2Ffalls", 404, "", ""},
		{"what others are told", gp, "/models/falls", 200, "1 to 7 people are not told apart|2,105 people of build b2", "2,103"},
		{"a person", person, "/models/falls", 403, "", "refusing care"},
		{"a person's list", person, "/models", 403, "", "falls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := http.Get(c.base + c.path)
			if err != nil {
				t.Fatal(err)
			}
			defer got.Body.Close()
			text, _ := io.ReadAll(got.Body)
			if got.StatusCode != c.status {
				t.Errorf("status %d, want %d", got.StatusCode, c.status)
			}
			for _, want := range strings.Split(c.has, "|") {
				if !strings.Contains(string(text), want) {
					t.Errorf("%q is not on the page", want)
				}
			}
			for _, bad := range strings.Split(c.lacks, "|") {
				if bad != "" && strings.Contains(string(text), bad) {
					t.Errorf("%q is on the page", bad)
				}
			}
		})
	}
}

func TestBrowserModels(t *testing.T) {
	axe := needBrowser(t)
	b := openTab(t, modelServer(t, sharedWorld(t), sharedWorld(t).gp()))
	for name, path := range map[string]string{"models": "/models", "model": "/models/falls"} {
		t.Run(name, func(t *testing.T) {
			b.open(t, path, 1280, 800)
			b.picture(t, name+"-1280", true)
			checkDense(t, b, "")
			checkAxe(t, b, axe)
			b.open(t, path, 320, 640)
			b.picture(t, name+"-320", true)
			checkNarrow(t, b)
			checkAxe(t, b, axe)
			for _, bad := range b.complaints() {
				t.Error("the page " + bad)
			}
		})
	}
}

// A list leads to the card of the model that it was made by, where there is one.
func TestCardURL(t *testing.T) {
	with, without := newSite(newSample(), Options{Models: newSampleModels(t), Assets: fstest.MapFS{}}), newSite(newSample(), Options{Assets: fstest.MapFS{}})
	for _, c := range []struct {
		site     *site
		id, want string
	}{
		{with, "falls", "/models/falls?version=ab"}, {with, "../falls", ""}, {with, "", ""}, {without, "falls", ""},
	} {
		if got := c.site.cardURL(c.id, "ab"); got != c.want {
			t.Errorf("%q leads to %q, want %q", c.id, got, c.want)
		}
	}
}

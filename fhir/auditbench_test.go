package fhir

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"continuum/access"
	"continuum/access/accesstest"
	"continuum/record/sight"
)

// together is how many ask at once.
const together = 64

// BenchmarkGatedRead is BenchmarkRead with the policies of the example place and an
// audit log: each answer leaves when its entry is on disk.
func BenchmarkGatedRead(b *testing.B) {
	g := gatedOn(b, onSQLite(b))
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); g.db.Run(ctx) }()
	b.Cleanup(func() { stop(); <-ended })
	g.relate(b, "gp", "Patient/mary", sight.Party{Kind: sight.Registered, Of: "L81001"})
	accesstest.Signed(loading, g.logged(loading)).ServeHTTP(httptest.NewRecorder(), putMary())
	doctor := &access.Actor{Account: "gp", Name: "Dr Ann Brown", Kind: access.Staff, Roles: []string{"gp"}, Partner: "weston_gps", Practice: "L81001", Purpose: "direct-care", Session: "s"}
	readMary(b, g.logged(doctor))
}

// BenchmarkOpenRead is the same number of readers without them.
func BenchmarkOpenRead(b *testing.B) {
	h := handlerOn(b, onSQLite(b), Options{Base: "http://localhost/fhir"})
	h.ServeHTTP(httptest.NewRecorder(), putMary())
	readMary(b, h)
}

// BenchmarkDecidedRead is with the policies, but without the log.
func BenchmarkDecidedRead(b *testing.B) {
	g := gatedOn(b, onSQLite(b))
	g.relate(b, "gp", "Patient/mary", sight.Party{Kind: sight.Registered, Of: "L81001"})
	accesstest.Signed(loading, g.logged(loading)).ServeHTTP(httptest.NewRecorder(), putMary())
	doctor := &access.Actor{Account: "gp", Kind: access.Staff, Roles: []string{"gp"}, Practice: "L81001", Purpose: "direct-care"}
	rule, err := g.rules.Policies.Sight(doctor, access.Read)
	if err != nil {
		b.Fatal(err)
	}
	gate := &accesstest.Open{Rules: map[string]sight.Rule{access.Read: rule}}
	readMary(b, accesstest.Signed(doctor, New(g.db, g.record, Options{Gate: gate}).Handler()))
}

func putMary() *http.Request {
	return httptest.NewRequest(http.MethodPut, "/Patient/mary", strings.NewReader(mary))
}

// readMary reads one resource again and again.
func readMary(b *testing.B, h http.Handler) {
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/Patient/mary", nil)) // what the policies mean for the reader is worked out once
	b.ResetTimer()
	b.SetParallelism(together / runtime.GOMAXPROCS(0))
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/Patient/mary", nil))
			if w.Code != http.StatusOK {
				b.Errorf("%d %s", w.Code, w.Body)
				return
			}
		}
	})
}

// BenchmarkFirstSight works out what the policies mean for somebody who comes for the
// first time.
func BenchmarkFirstSight(b *testing.B) {
	g := gatedOn(b, onSQLite(b))
	for i := range b.N {
		doctor := &access.Actor{Account: strconv.Itoa(i), Kind: access.Staff, Roles: []string{"gp"}, Practice: "L81001", Purpose: "direct-care"}
		if _, err := g.rules.Policies.Sight(doctor, access.Read); err != nil {
			b.Fatal(err)
		}
	}
}

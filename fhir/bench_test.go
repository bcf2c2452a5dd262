package fhir

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"continuum/record"
	"continuum/store"
)

// BenchmarkRead answers reads of one resource, without a network.
func BenchmarkRead(b *testing.B) {
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(b.TempDir(), "place.db"), record.Migrations())
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	r, err := record.Open(ctx, db)
	if err != nil {
		b.Fatal(err)
	}
	h := New(db, r, Options{Base: "http://localhost/fhir", Door: func(context.Context, Act) error { return nil }}).Handler()
	put := httptest.NewRequest(http.MethodPut, "/Patient/mary", strings.NewReader(mary))
	h.ServeHTTP(httptest.NewRecorder(), put)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/Patient/mary", nil))
			if w.Code != http.StatusOK {
				text, _ := io.ReadAll(w.Body)
				b.Fatalf("%d %s", w.Code, text)
			}
		}
	})
}

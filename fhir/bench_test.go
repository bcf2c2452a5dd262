package fhir

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkRead answers reads of one resource, without a network.
func BenchmarkRead(b *testing.B) {
	h := handlerOn(b, onSQLite(b), Options{Base: "http://localhost/fhir"})
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

package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// BenchmarkPages measures making a page, without reading the facts.
func BenchmarkPages(b *testing.B) {
	world := sharedWorld(b)
	h := acting(world.gp(), world.handler(newSample(), io.Discard))
	for name, address := range map[string]string{
		"overview": "/", "search": "/search?q=smith", "person": "/people/p-0001", "person_2000_events": "/people/p%2F00%2004%3F",
	} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil))
				size = w.Body.Len()
			}
			b.ReportMetric(float64(size)/1000, "kB/page")
		})
	}
}

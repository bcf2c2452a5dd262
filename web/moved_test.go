package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"continuum/warehouse"
)

// joined is a place where every id but one was joined to that one.
type joined struct{ *sample }

const carriesOn = "PXZE0Y6M0300"

func (joined) Record(context.Context, string) (warehouse.Record, error) {
	return warehouse.Record{Person: warehouse.Person{ID: carriesOn}}, nil
}

func TestAJoinedIDLeadsToWhoCarriesOn(t *testing.T) {
	h := Handler(joined{newSample()}, Options{})
	for id, want := range map[string]int{"P00000000000": http.StatusFound, carriesOn: http.StatusOK, "pxze0y6m0300": http.StatusOK} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://localhost/people/"+id, nil))
		if w.Code != want {
			t.Errorf("%s gave %d, want %d", id, w.Code, want)
		}
		if at := w.Header().Get("Location"); w.Code == http.StatusFound && at != "/people/"+carriesOn {
			t.Errorf("%s leads to %q", id, at)
		}
	}
}

package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"continuum/warehouse"
)

// joined is a place where every id but one was joined to that one.
type joined struct{ *sample }

const carriesOn = "PXZE0Y6M0300"

func (joined) Who(context.Context, string) (warehouse.Known, error) {
	p := warehouse.Person{ID: carriesOn}
	return warehouse.Known{Person: p, Named: p}, nil
}

func (joined) Seen(context.Context, string, warehouse.Sees) (warehouse.Record, error) {
	return warehouse.Record{Person: warehouse.Person{ID: carriesOn}}, nil
}

func TestAJoinedIDLeadsToWhoCarriesOn(t *testing.T) {
	world := sharedWorld(t)
	h := acting(world.gp(), world.handler(joined{newSample()}, io.Discard))
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

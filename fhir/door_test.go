package fhir

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestTheDoorHearsWhoActs: who acts and what for reaches the door from the context
// of a request, also for the entries of a bundle.
func TestTheDoorHearsWhoActs(t *testing.T) {
	var heard []Act
	api := handlerOn(t, onSQLite(t), Options{Base: "http://localhost/fhir", Door: func(_ context.Context, a Act) error { heard = append(heard, a); return nil }})
	for _, x := range [][3]string{
		{http.MethodPut, "/Patient/mary", mary},
		{http.MethodPost, "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/mary"}}]}`},
		{http.MethodPost, "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient?_id=mary"}},{"resource":` + mary + `,"request":{"method":"PUT","url":"Patient/mary"}}]}`},
	} {
		one := httptest.NewRequest(x[0], x[1], strings.NewReader(x[2])).WithContext(WithParty(t.Context(), "nurse 7", "direct care"))
		out := httptest.NewRecorder()
		if api.ServeHTTP(out, one); out.Code >= 300 {
			t.Fatalf("%v: %d %s", x[:2], out.Code, out.Body)
		}
	}
	want := []Act{
		{"nurse 7", "direct care", "update", "Patient", "mary"},
		{"nurse 7", "direct care", "batch", "", ""},
		{"nurse 7", "direct care", "read", "Patient", "mary"},
		{"nurse 7", "direct care", "transaction", "", ""},
		{"nurse 7", "direct care", "update", "Patient", "mary"},
		{"nurse 7", "direct care", "search-type", "Patient", ""},
	}
	if len(heard) != len(want) {
		t.Fatalf("heard %v", heard)
	}
	for i := range want {
		if heard[i] != want[i] {
			t.Errorf("heard %v, want %v", heard[i], want[i])
		}
	}
}

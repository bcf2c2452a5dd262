package fhir

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/access/accesstest"
	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/record/audit"
)

var errWrongToken = &smart.BearerError{Status: http.StatusUnauthorized, Code: "invalid_token"}

// refusing is what is refused at one time, and what was noted.
type refusing struct {
	*Refusals
	at    time.Time
	noted []audit.Entry
	fails error
}

func newRefusing() *refusing {
	x := &refusing{at: time.Unix(1000, 0)}
	x.Refusals = NewRefusals(x)
	x.now = func() time.Time { return x.at }
	return x
}

// Note remembers.
func (x *refusing) Note(_ context.Context, e audit.Entry) error {
	if x.fails == nil {
		x.noted = append(x.noted, e)
	}
	return x.fails
}

func (x *refusing) refuse(address string, why error) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/Patient/1", nil)
	r.Header.Set("Authorization", "Bearer cta_secret")
	r.RemoteAddr = address + ":4711"
	out := httptest.NewRecorder()
	x.Refuse(out, r, why)
	return out
}

// What is refused is in the log, with where it came from and without the token.
func TestRefusedTokenIsNoted(t *testing.T) {
	b := besiege(t)
	_, from := b.entries(0)
	r := httptest.NewRequest("GET", "/Patient/mary?name=cta_secret", nil)
	r.Header.Set("Authorization", "Bearer cta_secret")
	ctx := access.Coming(access.Through(r.Context(), "fhir"), "192.0.2.7", "r1")
	out := httptest.NewRecorder()
	NewRefusals(b.gate).Refuse(out, r.WithContext(ctx), errWrongToken)
	if out.Code != http.StatusUnauthorized || !strings.Contains(out.Header().Get("WWW-Authenticate"), "invalid_token") {
		t.Errorf("%d %v", out.Code, out.Header())
	}
	all, _ := b.entries(from)
	if len(all) != 1 {
		t.Fatalf("%d entries", len(all))
	}
	e := all[0]
	if e.Action != "denied" || e.Outcome != audit.Denied || e.Interface != "fhir" || e.Address != "192.0.2.7" || e.Request != "r1" || e.Actor != "" || e.Session != "" || len(e.People) > 0 {
		t.Errorf("%+v", e)
	}
	if strings.Contains(fmt.Sprintf("%+v", e), "secret") {
		t.Errorf("the token is in %+v", e)
	}
}

func TestRefusalsAreBounded(t *testing.T) {
	x := newRefusing()
	for range 1000 {
		if out := x.refuse("192.0.2.7", errWrongToken); out.Code != http.StatusUnauthorized {
			t.Fatal(out.Code)
		}
	}
	if len(x.noted) != mostRefusedOne {
		t.Errorf("%d noted of one address", len(x.noted))
	}
	x.refuse("192.0.2.8", errWrongToken)
	if e := x.noted[len(x.noted)-1]; len(x.noted) != mostRefusedOne+1 || !strings.Contains(e.Reason, "; 997 refused before were not noted") {
		t.Errorf("another address: %d noted, %q", len(x.noted), e.Reason)
	}
	for i := range 1000 {
		x.refuse(fmt.Sprint("2001:db8::", i), errWrongToken)
	}
	if len(x.noted) != mostRefusedAll || len(x.of) > mostRefusedAll {
		t.Errorf("%d noted of all, %d addresses kept", len(x.noted), len(x.of))
	}
	x.at = x.at.Add(time.Second)
	x.refuse("192.0.2.7", errWrongToken)
	if len(x.noted) != mostRefusedAll+1 {
		t.Errorf("%d noted a second later", len(x.noted))
	}
}

// What cannot be noted is not answered as if it had been, and what only failed, such as
// the database, is no refusal.
func TestRefusalsNeedTheAudit(t *testing.T) {
	x := newRefusing()
	if out := x.refuse("192.0.2.7", fault.New(fault.Unavailable, "the database is away")); out.Code != http.StatusServiceUnavailable || len(x.noted) > 0 {
		t.Errorf("%d, %d noted", out.Code, len(x.noted))
	}
	for why, want := range map[error]int{
		errWrongToken: http.StatusUnauthorized, fault.New(fault.Denied, "the account is disabled"): http.StatusUnauthorized, fault.New(fault.NotFound, "there is no such app"): http.StatusUnauthorized,
	} {
		x = newRefusing()
		if out := x.refuse("192.0.2.7", why); out.Code != want || len(x.noted) != 1 {
			t.Errorf("%v: %d, %d noted", why, out.Code, len(x.noted))
		}
		x.fails = errors.New("the disk is full")
		if out := x.refuse("192.0.2.7", why); out.Code != http.StatusInternalServerError {
			t.Errorf("%v: %d without the audit", why, out.Code)
		}
	}
}

// Requests of nobody leave few entries too.
func TestNobodyFillsTheLog(t *testing.T) {
	gate := &accesstest.Open{}
	s := New(nil, nil, Options{Gate: gate})
	s.strangers.now = func() time.Time { return time.Unix(1000, 0) }
	for range 3 * mostRefusedOne {
		if out := (asking{http.MethodGet, "/Patient/mary", ""}).of(t, s.Handler()); out.Code != http.StatusUnauthorized {
			t.Errorf("%d", out.Code)
		}
	}
	if n := len(gate.Told()); n != mostRefusedOne {
		t.Errorf("%d entries", n)
	}
}

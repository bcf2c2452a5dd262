package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"continuum/access"
	"continuum/access/smart"
	"continuum/record/audit"
)

// A token that will not do, whyever, leaves an entry without it; one that will do none.
func TestRefusedTokensAreNoted(t *testing.T) {
	r := reviewedPlace(t)
	s, err := openSignIn(t.Context(), r.kept, r.place, &address{url: "http://localhost", domain: "localhost", secrets: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	tom := r.add(t, "tom", "community_nurse", "")
	scopes, err := smart.ParseScopes("user/*.rs")
	if err != nil {
		t.Fatal(err)
	}
	mint := func(of *smart.Server) string {
		token, _, err := of.Mint(t.Context(), smart.Wish{Account: tom.Account, Scopes: scopes})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	good, elsewhere := mint(s.tokens), mint(smart.New(r.db, smart.Options{Audience: "http://elsewhere/fhir", Accounts: accountsOfTokens{s.accounts}, Auditor: r.gate.Tokens()}))
	var by *access.Actor
	handler := s.byToken(r.kept, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { by = access.From(r.Context()) }))
	ask := func(from, token string) int {
		q := httptest.NewRequest("GET", "/Patient/1", nil)
		q.RemoteAddr = from + ":4711"
		q.Header.Set("Authorization", "Bearer "+token)
		out := httptest.NewRecorder()
		handler.ServeHTTP(out, q)
		return out.Code
	}
	if got := ask("192.0.2.1", good); got != http.StatusOK || by == nil || by.Account != tom.Account || len(r.entriesOf(t, "denied")) > 0 {
		t.Fatalf("a good token: %d, %+v, %+v", got, by, r.entriesOf(t, "denied"))
	}
	if _, err := s.accounts.Disable(t.Context(), tom.Account); err != nil {
		t.Fatal(err)
	}
	for i, token := range []string{"cta_" + strings.Repeat("x", 43), "nonsense", elsewhere, good} {
		from := fmt.Sprintf("192.0.2.%d", i+10)
		if got := ask(from, token); got != http.StatusUnauthorized {
			t.Errorf("token %d: %d", i, got)
		}
		all := r.entriesOf(t, "denied")
		if len(all) != i+1 {
			t.Fatalf("token %d: %d entries", i, len(all))
		}
		if e := all[0]; e.Outcome != audit.Denied || e.Interface != "fhir" || e.Address != from || e.Request == "" || e.Actor != "" || strings.Contains(fmt.Sprintf("%+v", e), token) {
			t.Errorf("token %d: %+v", i, e)
		}
	}
}

package testkit

import (
	"encoding/json"
	"net/http"
	"testing"
)

func TestOIDCIsReal(t *testing.T) {
	p := OIDC(t, OIDCSettings{Callbacks: []string{"http://127.0.0.1:1/back"}})
	answer, err := http.Get(p.Issuer + "/.well-known/openid-configuration")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var said struct {
		Issuer  string   `json:"issuer"`
		Methods []string `json:"code_challenge_methods_supported"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		t.Fatal(err)
	}
	if said.Issuer != p.Issuer || len(said.Methods) != 1 || said.Methods[0] != "S256" {
		t.Errorf("it says %+v", said)
	}
}

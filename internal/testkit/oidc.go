package testkit

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// OIDCSettings say what a provider of a test is to know of the server under test.
type OIDCSettings struct {
	Callbacks []string // where browsers come back to
	SignedOut []string // where they come after they signed out
	Ended     string   // where the provider tells that somebody left; "" nowhere
}

// OIDCProvider is a real OpenID provider (node-oidc-provider) on a loopback port that
// a test may also stop and start again. It knows two clients, one by its secret and
// one by its key, and the people of OIDCPeople by their login, with any password.
type OIDCProvider struct {
	Issuer           string
	ClientID, Secret string
	KeyClientID      string // signs assertions with RS512, as NHS login wants
	KeyFile          string // PEM of its private key

	t        testing.TB
	settings map[string]any
	process  *exec.Cmd
	input    io.Closer
}

// OIDCPeople are those who may sign in at a provider of a test, by login, which is
// also their subject: what it tells of each.
var OIDCPeople = map[string]map[string]any{
	"amina": {
		"name": "Amina Okafor", "email": "amina@example.org", "email_verified": true,
		"selected_roleid": "555", "authentication_assurance_level": "3",
		"nhsid_nrbac_roles": []any{
			map[string]any{"person_roleid": "444", "org_code": "RW9", "role_code": "S8000:G8000:R8000"},
			map[string]any{"person_roleid": "555", "org_code": "A81001", "role_code": "S8000:G8000:R8001"},
		},
	},
	"lee": {"name": "Lee Grant", "email": "lee@example.org", "email_verified": false, "groups": []any{"housing"}},
	"mary": {
		"given_name": "Mary", "family_name": "Smith", "nhs_number": "9434765919", "identity_proofing_level": "P9",
		"email": "mary@example.org", "email_verified": true,
	},
}

// oidcScopes are the claims that come with each scope.
var oidcScopes = map[string][]string{
	"openid":             {"sub"},
	"profile":            {"name", "given_name", "family_name", "nhs_number", "identity_proofing_level", "groups"},
	"email":              {"email", "email_verified"},
	"nationalrbacaccess": {"nhsid_nrbac_roles", "selected_roleid", "authentication_assurance_level"},
}

// OIDC starts an OpenID provider for one test; it goes when the test ends. The test
// is skipped where Node or the provider is not installed, unless
// CONTINUUM_OIDC=required.
func OIDC(t testing.TB, s OIDCSettings) *OIDCProvider {
	t.Helper()
	node, err := exec.LookPath("node")
	if _, missing := os.Stat(filepath.Join(oidcDir(), "node_modules", "oidc-provider")); err != nil || missing != nil {
		if os.Getenv("CONTINUUM_OIDC") == "required" {
			t.Fatal("Node or the OpenID provider is not installed; run `make test-tools`")
		}
		t.Skip("Node or the OpenID provider is not installed; `make test-tools` installs it")
	}
	p := &OIDCProvider{t: t, ClientID: "continuum", Secret: "not a secret: of a test", KeyClientID: "continuum-by-key"}
	public := p.key()
	p.settings = map[string]any{
		"port": 0, "people": OIDCPeople, "scopes": oidcScopes,
		"clients": []any{
			p.client(s, map[string]any{"client_id": p.ClientID, "client_secret": p.Secret}),
			p.client(s, map[string]any{
				"client_id": p.KeyClientID, "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "RS512",
				"id_token_signed_response_alg": "RS512", "jwks": map[string]any{"keys": []any{public}},
			}),
		},
	}
	t.Cleanup(p.Stop)
	p.start(node)
	return p
}

// oidcDir is where the provider's lock file lies.
func oidcDir() string { return filepath.Join(Root(), "tools", "oidc") }

// client is what the provider knows of a client.
func (p *OIDCProvider) client(s OIDCSettings, own map[string]any) map[string]any {
	own["redirect_uris"], own["post_logout_redirect_uris"] = s.Callbacks, s.SignedOut
	if s.Ended != "" {
		own["backchannel_logout_uri"], own["backchannel_logout_session_required"] = s.Ended, true
	}
	return own
}

// start starts the provider and waits until it says that it answers.
func (p *OIDCProvider) start(node string) {
	p.t.Helper()
	process := exec.Command(node, "provider.mjs")
	process.Dir = oidcDir()
	input, err := process.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	output, err := process.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.process, p.input = process, input
	if err := json.NewEncoder(input).Encode(p.settings); err != nil {
		p.t.Fatal(err)
	}
	line, err := bufio.NewReader(output).ReadBytes('\n')
	var ready struct{ Issuer string }
	if err != nil || json.Unmarshal(line, &ready) != nil {
		p.t.Fatalf("the OpenID provider does not start: %v", err)
	}
	p.Issuer = ready.Issuer
	go func() { _, _ = io.Copy(io.Discard, output) }()
}

// Stop ends the provider, which then does not answer.
func (p *OIDCProvider) Stop() {
	if p.process == nil {
		return
	}
	_ = p.input.Close() // at which it ends
	_ = p.process.Wait()
	p.process = nil
}

// Start starts a provider that was stopped, at the same address. It has new keys and
// has forgotten who was signed in.
func (p *OIDCProvider) Start() {
	p.t.Helper()
	u, err := url.Parse(p.Issuer)
	if err != nil {
		p.t.Fatal(err)
	}
	node, err := exec.LookPath("node")
	if err != nil {
		p.t.Fatal(err)
	}
	p.settings["port"] = json.Number(u.Port())
	p.start(node)
}

// Restart changes the provider's keys.
func (p *OIDCProvider) Restart() {
	p.t.Helper()
	p.Stop()
	p.Start()
}

// wait bounds how long a page of the provider may take.
const wait = 20 * time.Second

// SignIn goes to an address of the server under test that begins a sign-in, as a
// browser with client's cookies, and signs in at the provider as somebody. It gives
// the address the provider sends the browser back to, without going there.
func (p *OIDCProvider) SignIn(client *http.Client, begin, login string) (back *url.URL) {
	p.t.Helper()
	back, err := p.signIn(client, begin, login)
	if err != nil {
		p.t.Fatal(err)
	}
	return back
}

func (p *OIDCProvider) signIn(client *http.Client, begin, login string) (*url.URL, error) {
	visit := visitor{jar: client, issuer: p.Issuer}
	page, away, err := visit.get(begin)
	for range 10 {
		if err != nil || away != nil {
			return away, err
		}
		page, away, err = visit.submit(page, login)
	}
	return nil, fmt.Errorf("the provider asks for more and more, last at %s", page.at)
}

package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/smart"
	"continuum/record/sight"
	"continuum/store"
)

const (
	appHome  = "https://app.example/back"
	verifier = "a-verifier-that-is-long-enough-for-what-the-standard-wants"
)

// app lets an app in.
func (d *door) app(t testing.TB, name, scopes string) smart.App {
	t.Helper()
	all, err := smart.ParseScopes(scopes)
	must(t, err)
	app, _, err := d.tokens.AddApp(t.Context(), smart.App{Name: name, Kind: smart.Public, Uses: []string{smart.Standalone}, Redirects: []string{appHome}, Scopes: all, Partner: "weston_hospital", Purpose: "direct-care"})
	must(t, err)
	return app
}

// ask is the address by which an app asks for access.
func (d *door) ask(app smart.App) string {
	sum := sha256.Sum256([]byte(verifier))
	return "/auth/authorize?" + url.Values{
		"client_id": {app.ID}, "redirect_uri": {appHome}, "response_type": {"code"}, "scope": {app.Scopes.String()}, "state": {"s-1"}, "aud": {d.base + "/fhir"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}.Encode()
}

// onwardTo is where a page sends the browser.
func (p page) onwardTo(t testing.TB) *url.URL {
	t.Helper()
	_, to, _ := strings.Cut(p.header.Get("Refresh"), "url=")
	u, err := url.Parse(to)
	must(t, err)
	return u
}

// A person lets an app see a record that is theirs, and takes it back.
func TestAppOfAPerson(t *testing.T) {
	d := knock(t, nil)
	mary := d.add(t, account.Account{Name: "mary-own", Display: "Mary Smith", Roles: []string{"person"}, Person: "p-0001"})
	app := d.app(t, "Risk <b>calculator</b>", "launch/patient openid offline_access patient/Observation.rs patient/Condition.cruds")
	b := d.browser(t)
	p := b.get(d.ask(app))
	p.wants(t, "asks", http.StatusSeeOther)
	ask := p.to
	p = b.get(ask)
	p.wants(t, "nobody is in", http.StatusSeeOther, "!Risk")
	b.post("/sign-in", "name", mary.Name, "password", goodPassword, "back", ask).wants(t, "sign-in", http.StatusSeeOther)
	p = b.get(ask)
	p.wants(t, "question", http.StatusOK, "Risk &lt;b&gt;calculator", "Weston General Hospital", "for care", "See “observation”", "See and change “condition”", "in the record of the one person",
		"Go on doing so when you are not there", "for 30 days", `value="p-0001"`, "SMITH, Mary", "!p-0002")
	request := p.find(t, `name="request" value="([^"]+)"`)
	b.post("/apps/ask", "request", request, "act", "approve").wants(t, "nobody chosen", http.StatusBadRequest, "Choose whom")
	b.post("/apps/ask", "request", request, "act", "approve", "patient", "p-0002").wants(t, "somebody else's record", http.StatusBadRequest, "Choose somebody whose record you may see", "!DE LA CRUZ")
	b.post("/apps/ask", "request", request, "act", "approve", "patient", "unheard-of").wants(t, "nobody", http.StatusBadRequest, "Choose somebody whose record you may see")
	d.in(t, d.staff(t, "gp")).get(ask).wants(t, "somebody else looks", http.StatusNotFound, "!Risk")

	p = b.post("/apps/ask", "request", request, "act", "approve", "patient", "p-0001")
	p.wants(t, "allowed", http.StatusOK, "Going on to Risk")
	to := p.onwardTo(t)
	if to.Host != "app.example" || to.Query().Get("state") != "s-1" || to.Query().Get("code") == "" {
		t.Fatalf("goes on to %s", to)
	}
	out := d.browser(t).post("/auth/token", "grant_type", "authorization_code", "code", to.Query().Get("code"), "redirect_uri", appHome, "client_id", app.ID, "code_verifier", verifier)
	var got smart.Tokens
	must(t, json.Unmarshal([]byte(out.body), &got))
	if out.status != http.StatusOK || got.Patient != "p-0001" || got.Access == "" {
		t.Fatalf("the token: %d %s", out.status, out.body)
	}
	err := d.db.Read(t.Context(), func(tx *store.Tx) error {
		who, err := d.record.RelatedTo(tx, []sight.Party{{Kind: access.Launched, Of: "Patient/p-0001"}}, "", 5)
		if len(who) != 1 || who[0] != "p-0001" {
			t.Errorf("the Patient is %q", who)
		}
		return err
	})
	must(t, err)
	b.post("/apps/ask", "request", request, "act", "approve", "patient", "p-0001").wants(t, "twice", http.StatusNotFound)

	p = b.get("/account")
	p.wants(t, "account", http.StatusOK, "Risk &lt;b&gt;calculator", "SMITH, Mary")
	agreement := p.find(t, `name="app" value="([^"]+)"`)
	d.in(t, d.staff(t, "analyst")).post("/account/app", "app", agreement)
	b.get("/account").wants(t, "somebody else ended it", http.StatusOK, "Risk")
	b.post("/account/app", "app", agreement).wants(t, "end", http.StatusSeeOther)
	b.get("/account").wants(t, "ended", http.StatusOK, "!Risk")
	r, err := http.NewRequest(http.MethodGet, d.base+"/fhir/Patient", nil)
	must(t, err)
	r.Header.Set("Authorization", "Bearer "+got.Access)
	if _, err := d.tokens.Authenticate(r); err == nil {
		t.Error("the token still works")
	}
}

// Staff choose whoever they may read of, and nothing is given that they may not see.
func TestAppOfStaff(t *testing.T) {
	d := knock(t, nil)
	app := d.app(t, "Letters", "launch/patient patient/Observation.rs patient/ChargeItem.rs")
	housing := d.add(t, account.Account{Name: "hal", Roles: []string{"housing_officer"}, Partner: "harbour_homes", Teams: []string{"north_team"}})
	b := d.in(t, housing)
	ask := b.get(d.ask(app)).to
	b.get(ask).wants(t, "question", http.StatusOK, "Look somebody up first")
	p := b.get(ask + "&q=smith")
	p.wants(t, "looked up", http.StatusOK, "SMITH, Mary", `value="p-0001"`, "!p-0002")
	request := p.find(t, `name="request" value="([^"]+)"`)
	b.post("/apps/ask", "request", request, "act", "approve", "patient", "p-0002").wants(t, "a closed record", http.StatusBadRequest)
	b.post("/apps/ask", "request", request, "act", "approve", "patient", "p-0001").wants(t, "nothing they may see", http.StatusBadRequest, "You may not see yourself")
	p = b.post("/apps/ask", "request", request, "act", "deny")
	p.wants(t, "declined", http.StatusOK)
	if got := p.onwardTo(t).Query(); got.Get("error") != "access_denied" || got.Get("code") != "" {
		t.Errorf("goes on with %v", got)
	}

	b = d.in(t, d.staff(t, "gp"))
	p = b.get(b.get(d.ask(app)).to + "&q=smith")
	p = b.post("/apps/ask", "request", p.find(t, `name="request" value="([^"]+)"`), "act", "approve", "patient", "p-0001")
	p.wants(t, "allowed", http.StatusOK)
	b.get("/account").wants(t, "what was given", http.StatusOK, "“observation”")
}

// A request that may not be the app's leads nowhere.
func TestAppRefused(t *testing.T) {
	d := knock(t, nil)
	app := d.app(t, "Letters", "launch/patient patient/Observation.rs")
	b := d.browser(t)
	b.get(strings.Replace(d.ask(app), url.QueryEscape(appHome), url.QueryEscape("https://evil.example"), 1)).wants(t, "another's address", http.StatusBadRequest, "This app cannot ask for access", "!evil.example")
	b.get("/auth/authorize?client_id=<script>").wants(t, "nonsense", http.StatusBadRequest, "This app cannot ask", "!<script>")
	p := b.get(strings.Replace(d.ask(app), "S256", "plain", 1))
	p.wants(t, "without proof", http.StatusSeeOther)
	if !strings.HasPrefix(p.to, appHome+"?") || !strings.Contains(p.to, "error=invalid_request") {
		t.Errorf("sent to %q", p.to)
	}
	d.in(t, d.staff(t, "gp")).get("/apps/ask?request=nonsense").wants(t, "no request", http.StatusNotFound)
	b.get("/auth/.well-known/openid-configuration").wants(t, "discovery", http.StatusOK, d.base+"/auth")
	b.do(http.MethodOptions, "/auth/token", nil, "Origin", "https://app.example").wants(t, "preflight", http.StatusNoContent)
}

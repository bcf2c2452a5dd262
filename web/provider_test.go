package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/internal/testkit"
)

// providers opens a desk of a real provider, for staff and for people.
func (d *door) providers(t *testing.T, o *Options) (p *testkit.OIDCProvider) {
	p = testkit.OIDC(t, testkit.OIDCSettings{
		Callbacks: []string{d.base + oidc.CallbackPath("cis2"), d.base + oidc.CallbackPath("nhslogin")},
		SignedOut: []string{d.base + oidc.SignOut}, Ended: strings.Replace(d.base, "localhost", "127.0.0.1", 1) + oidc.LogoutPath("cis2"),
	})
	const role = "nhsid_nrbac_roles[person_roleid=$selected_roleid]"
	staff := oidc.Provider{
		ID: "cis2", Name: "NHS CIS2", For: "staff", Issuer: p.Issuer, ClientID: p.ClientID, SecretEnv: "SECRET", Scopes: []string{"profile", "email", "nationalrbacaccess"},
		Claims: oidc.Claims{Roles: oidc.Values{Claim: role + ".role_code", Map: map[string][]string{"*:R8001": {"gp"}}}, Practice: oidc.Values{Claim: role + ".org_code", Map: map[string][]string{"A81001": {"P81001"}}}},
		Strong: []oidc.Require{{Claim: "authentication_assurance_level", Among: []string{"3"}}}, Unknown: "join",
	}
	people := oidc.Provider{
		ID: "nhslogin", Name: "NHS login", For: "people", Issuer: p.Issuer, ClientID: p.KeyClientID, PrivateKeyFile: p.KeyFile, Scopes: []string{"profile", "email"}, Algorithms: []string{"RS512"},
		Claims:  oidc.Claims{Name: []string{"given_name", "family_name"}, NHSNumber: "nhs_number", Roles: oidc.Values{Always: []string{"person"}}},
		Require: []oidc.Require{{Claim: "identity_proofing_level", Among: []string{"P9"}}}, Unknown: "join",
	}
	var err error
	d.desk, err = oidc.Open(d.db, []oidc.Provider{staff, people}, oidc.Settings{Base: d.base, Secret: func(string) (string, bool) { return "not a secret: of a test", true }})
	must(t, err)
	o.SignIn.Providers = d.desk
	return p
}

// signInAt signs in at a provider as somebody, and comes back.
func (b *browser) signInAt(p *testkit.OIDCProvider, provider, login, back string) page {
	b.Helper()
	begun := b.post("/sign-in/"+provider+"/begin", "back", back)
	begun.wants(b, "begin", http.StatusOK, "Going on to NHS", `rel="noreferrer"`)
	address := p.SignIn(b.Client, begun.onwardTo(b).String(), login)
	return b.get(address.RequestURI())
}

func TestProviders(t *testing.T) {
	var p *testkit.OIDCProvider
	d := knock(t, func(d *door, o *Options) { p = d.providers(t, o) })
	b := d.browser(t)
	b.get("/sign-in").wants(t, "page", http.StatusOK, "Continue with NHS CIS2", "Continue with NHS login", "With a password")

	back := b.signInAt(p, "cis2", "amina", "/people/p-0001")
	back.wants(t, "back", http.StatusFound)
	if back.to != "/people/p-0001" {
		t.Errorf("sent to %q", back.to)
	}
	b.get("/people/p-0001").wants(t, "record", http.StatusOK, "SMITH", "Amina Okafor", "General practitioner")
	amina, err := d.accounts.From(t.Context(), "cis2", "amina")
	must(t, err)
	b.get("/account").wants(t, "account", http.StatusOK, "at NHS CIS2", "P81001", "!Change the password", "!Make new codes")
	b.get("/sign-in/again").wants(t, "again", http.StatusOK, "Continue with NHS CIS2", "!NHS login", "!With a password")

	own := d.browser(t)
	own.signInAt(p, "nhslogin", "mary", "/")
	start := own.get("/")
	if start.to != "/people/p-0001" { // by her NHS number
		t.Errorf("she begins at %q", start.to)
	}
	own.get("/people/p-0001").wants(t, "own record", http.StatusOK, "SMITH, Mary", "My record")

	out := b.post("/sign-out")
	out.wants(t, "sign-out", http.StatusSeeOther)
	b.get(out.to).wants(t, "signed out", http.StatusOK, "You are still signed in at NHS CIS2", p.Issuer)

	second := d.browser(t)
	second.signInAt(p, "cis2", "amina", "/")
	second.get("/account").wants(t, "in", http.StatusOK)
	second.do(http.MethodPost, oidc.LogoutPath("cis2"), nil).wants(t, "a forged end", http.StatusBadRequest)
	second.get("/account").wants(t, "in still", http.StatusOK)
	p.SignOut(second.Client, d.desk.Leave("cis2", ""))
	second.get("/account").wants(t, "left at the provider", http.StatusSeeOther)

	third := d.browser(t)
	if _, err := d.accounts.Disable(t.Context(), amina.ID); err != nil {
		t.Fatal(err)
	}
	third.signInAt(p, "cis2", "amina", "/").wants(t, "disabled", http.StatusForbidden, "You were not let in with NHS CIS2")
	third.get("/account").wants(t, "not in", http.StatusSeeOther)
	third.get("/sign-in/cis2/back?code=x&state=y").wants(t, "an answer to nobody", http.StatusForbidden)
	third.post("/sign-in/unheard-of/begin").wants(t, "no such provider", http.StatusNotFound)
}

// While a provider is down, local accounts still get in.
func TestProviderDown(t *testing.T) {
	var p *testkit.OIDCProvider
	d := knock(t, func(d *door, o *Options) { p = d.providers(t, o) })
	p.Stop()
	b := d.browser(t)
	b.post("/sign-in/cis2/begin", "back", "/").wants(t, "begin", http.StatusForbidden, "does not answer at the moment", "With a password")
	b.get("/sign-in").wants(t, "page", http.StatusOK, "NHS CIS2 does not answer at the moment", "With a password")
	x := d.add(t, account.Account{Name: "glass", Roles: []string{"gp"}, Practice: "P81001", BreakGlass: true})
	d.in(t, x).get("/people/p-0001").wants(t, "the account for that", http.StatusOK, "SMITH")
}

// A real browser goes on to the provider and comes back, under the policy that forms
// lead nowhere else.
func TestBrowserProvider(t *testing.T) {
	needBrowser(t)
	var p *testkit.OIDCProvider
	d := knock(t, func(d *door, o *Options) { p = d.providers(t, o) })
	b := d.tab(t)
	b.open(t, "/sign-in?back=/people/p-0001", 1280, 800)
	b.tabTo(t, `form[action="/sign-in/cis2/begin"] button`)
	b.press(t, "\r")
	for range 100 {
		if at, err := chromedp.Run(b, chromedp.Evaluate[string](`document.readyState == 'complete' ? location.origin : ''`)); err == nil && at == p.Issuer {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("the browser stays at %s", ask[string](t, b, "location.href"))
}

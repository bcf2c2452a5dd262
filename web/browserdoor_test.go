package web

import (
	"net/url"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"continuum/access/account"
	"continuum/access/oidc"
)

// visit opens a tab on a door.
func (d *door) tab(t *testing.T) *tab {
	t.Helper()
	b := openTab(t, d.base)
	b.home = "localhost"
	return b
}

// be lets a tab be signed in as somebody; "" as nobody.
func (b *tab) be(t *testing.T, d *door, token string) {
	t.Helper()
	_, err := chromedp.Call(b, network.SetCookie, network.SetCookieParams{Name: "continuum", Value: token, URL: d.base, Path: "/"})
	must(t, err)
}

// The pages of signing in, of accounts and of administration are sound in a real
// browser, wide and narrow.
func TestBrowserOfDoor(t *testing.T) {
	axe := needBrowser(t)
	var gp account.Account
	d := knock(t, func(d *door, o *Options) {
		gp = d.add(t, account.Account{Name: "gp", Display: "Dr Asha Rahman", Roles: []string{"gp", "analyst"}, Practice: "P81001", Partner: "weston_gp", Teams: []string{"north_team"}})
		o.SignIn.Demo = []DemoUser{{Account: gp.ID, Name: "Dr Asha Rahman", Role: "General practitioner", Try: "Search for mary smith 1938 and read her whole record."}}
		desk, err := oidc.Open(d.db, []oidc.Provider{{ID: "cis2", Name: "NHS CIS2", For: "staff", Issuer: "http://127.0.0.1:9", ClientID: "x", SecretEnv: "X"}},
			oidc.Settings{Base: d.base, Secret: func(string) (string, bool) { return "of a test", true }})
		must(t, err)
		o.SignIn.Providers = desk
	})
	admin := d.staff(t, "administrator")
	mary := d.add(t, account.Account{Name: "mary-own", Display: "Mary Smith", Roles: []string{"person"}, Person: "p-0001"})
	app := d.app(t, "Risk calculator", "launch/patient openid offline_access patient/*.rs")
	fresh, err := d.accounts.Add(t.Context(), account.Account{Name: "newcomer", Display: "New Comer", Roles: []string{"gp"}})
	must(t, err)
	set, err := d.accounts.NewSetUp(t.Context(), fresh.ID)
	must(t, err)
	marys := d.in(t, mary)
	tokens := map[string]string{"gp": d.in(t, gp).cookie(), "admin": d.strongly(t, admin).cookie(), "mary": marys.cookie(), "none": "x"}
	ask := marys.get(d.ask(app)).to
	b := d.tab(t)
	for _, page := range []struct{ name, who, path string }{
		{"sign-in", "none", "/sign-in?back=/kept"},
		{"recover", "none", "/sign-in/recover"},
		{"set-up", "none", "/set-up?code=" + url.QueryEscape(set.Code)},
		{"set-up-code", "none", "/set-up"},
		{"signed-out", "none", "/signed-out?at=cis2"},
		{"account", "gp", "/account?done=act"},
		{"again", "gp", "/sign-in/again?back=/account"},
		{"stay", "gp", "/stay"},
		{"own-account", "mary", "/account"},
		{"ask", "mary", ask},
		{"admin", "admin", "/admin"},
		{"users", "admin", "/admin/users"},
		{"user", "admin", "/admin/users/" + gp.ID},
		{"policies", "admin", "/admin/policies"},
	} {
		t.Run(page.name, func(t *testing.T) {
			b.be(t, d, tokens[page.who])
			for _, width := range []int64{1280, 320} {
				b.open(t, page.path, width, 800)
				b.picture(t, "door-"+page.name+"-"+strconv.FormatInt(width, 10), true)
				checkAxe(t, b, axe)
				if width == 320 {
					checkNarrow(t, b)
				} else {
					checkDense(t, b, "")
				}
			}
			for _, bad := range b.complaints() {
				t.Error("the page " + bad)
			}
		})
	}
}

// An account is set up with a passkey and signed in to with it, on a device that a real
// browser has.
func TestBrowserPasskey(t *testing.T) {
	needBrowser(t)
	d := knock(t, nil)
	x, err := d.accounts.Add(t.Context(), account.Account{Name: "naomi", Display: "Naomi Clarke", Roles: []string{"privacy_officer"}})
	must(t, err)
	set, err := d.accounts.NewSetUp(t.Context(), x.ID)
	must(t, err)
	b := d.tab(t)
	_, err = chromedp.Call(b, webauthn.Enable, webauthn.EnableParams{})
	must(t, err)
	_, err = chromedp.Call(b, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true,
		IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	must(t, err)
	b.open(t, "/set-up?code="+url.QueryEscape(set.Code), 1280, 800)
	b.tabTo(t, "[data-passkey] input[name=device]")
	b.press(t, "\r")
	b.arrive(t, "Your recovery codes")
	b.open(t, "/privacy", 1280, 800)
	b.arrive(t, "Privacy") // the role needs a passkey

	b.open(t, "/account", 1280, 800)
	b.tabTo(t, `form[action="/sign-out"] button`)
	b.press(t, "\r")
	b.arrive(t, "Signed out")
	b.open(t, "/sign-in?back=/account", 1280, 800)
	b.tabTo(t, "[data-passkey] button")
	b.press(t, "\r")
	b.arrive(t, "My account")
	if !ask[bool](t, b, `document.body.textContent.includes('by passkey') && document.body.textContent.includes('My device')`) {
		t.Error("the account does not show the passkey")
	}
	keys, err := d.accounts.Passkeys(t.Context(), x.ID)
	must(t, err)
	if len(keys) != 1 || keys[0].Used.IsZero() {
		t.Errorf("passkeys: %+v", keys)
	}
	for _, bad := range b.complaints() {
		t.Error("the page " + bad)
	}
}

// Without JavaScript somebody signs in by the keyboard, is shown that the page is about
// to close, and gets back what they typed.
func TestBrowserDoorWithoutScript(t *testing.T) {
	needBrowser(t)
	d := knock(t, nil)
	d.add(t, account.Account{Name: "mary-own", Display: "Mary Smith", Roles: []string{"person"}, Person: "p-0001"})
	b := d.tab(t)
	b.open(t, "/people/p-0001/sharing", 1280, 800)
	_, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	must(t, err)
	b.open(t, "/people/p-0001/sharing", 1280, 800)
	b.arrive(t, "Sign in")
	signIn := func() {
		b.tabTo(t, "input[name=name]")
		b.press(t, "mary-own\t"+goodPassword+"\r")
	}
	signIn()
	b.arrive(t, "Sharing and consent")
	if hidden := ask[string](t, b, `getComputedStyle(document.getElementById('idle')).visibility`); hidden != "hidden" {
		t.Errorf("the note is %s", hidden)
	}
	if shown := ask[string](t, b, `(() => { const a = document.getElementById('idle').getAnimations()[0]; a.finish(); return getComputedStyle(document.getElementById('idle')).visibility })()`); shown != "visible" {
		t.Errorf("the note is %s when it is time", shown)
	}
	for range 3 {
		if at := ask[bool](t, b, `document.activeElement.matches('textarea')`); at {
			break
		}
		must(t, chromedp.Do(b, chromedp.Focus("textarea[name=words]")))
	}
	b.press(t, "That was my sister")
	d.pass(31 * 60 * 1e9)
	b.tabTo(t, "form:has(textarea[name=words]) button")
	b.press(t, "\r")
	b.arrive(t, "Sign in")
	signIn()
	b.arrive(t, "Your text is still here")
	b.tabTo(t, "main form button")
	b.press(t, "\r")
	b.arrive(t, "Sharing and consent")
	if !ask[bool](t, b, `document.querySelector('main').textContent.includes('That was my sister')`) {
		t.Error("what was typed did not arrive")
	}
}

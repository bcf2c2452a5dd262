package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"continuum/access/account"
)

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`

// An account is set up by its link, once, and recovered by a code.
func TestSetUpAndRecover(t *testing.T) {
	d := knock(t, nil)
	x, err := d.accounts.Add(t.Context(), account.Account{Name: "grace", Display: "Grace <b>Bello</b>", Roles: []string{"community_nurse"}})
	must(t, err)
	set, err := d.accounts.NewSetUp(t.Context(), x.ID)
	must(t, err)
	b := d.browser(t)
	b.get("/set-up").wants(t, "without a code", http.StatusOK, "The administrator gave you a code")
	b.get("/set-up?code="+set.Code).wants(t, "form", http.StatusOK, "Grace &lt;b&gt;Bello", "Use this password", "Make a passkey")
	b.post("/set-up", "code", set.Code, "act", "password", "password", "short").wants(t, "weak", http.StatusBadRequest, "role=\"alert\"", `value="`+set.Code+`"`)
	b.post("/set-up", "code", set.Code, "act", "passkey", "device", "phone", "response", "{}").wants(t, "no passkey", http.StatusBadRequest, "role=\"alert\"")
	p := b.post("/set-up", "code", set.Code, "act", "password", "password", goodPassword)
	p.wants(t, "set up", http.StatusOK, "shown this once")
	if n := strings.Count(p.body, "<li><code>"); n != 10 {
		t.Errorf("%d recovery codes", n)
	}
	b.get("/account").wants(t, "signed in by it", http.StatusOK, "Grace &lt;b&gt;Bello", "by password")
	d.browser(t).post("/set-up", "code", set.Code, "password", goodPassword).wants(t, "twice", http.StatusForbidden)

	code := p.find(t, "<li><code>([^<]+)</code>")
	b = d.browser(t)
	p = b.post("/sign-in/recover", "name", "Grace", "code", strings.ToLower(code))
	p.wants(t, "recovered", http.StatusSeeOther)
	if !strings.HasPrefix(p.to, "/set-up?code=") {
		t.Fatalf("sent to %q", p.to)
	}
	b.get(p.to).wants(t, "set up again", http.StatusOK, "Grace")
	b.post("/sign-in/recover", "name", "grace", "code", code).wants(t, "the code again", http.StatusForbidden)

	officer, err := d.accounts.Add(t.Context(), account.Account{Name: "naomi", Roles: []string{"privacy_officer"}})
	must(t, err)
	set, err = d.accounts.NewSetUp(t.Context(), officer.ID)
	must(t, err)
	b.get("/set-up?code="+set.Code).wants(t, "a role that needs a passkey", http.StatusOK, "!Use this password", "Make a passkey")
	b.post("/set-up", "code", set.Code, "act", "password", "password", goodPassword).wants(t, "a password all the same", http.StatusBadRequest)
}

func TestAccountPage(t *testing.T) {
	d := knock(t, nil)
	x := d.add(t, account.Account{Name: "multi", Display: hostile, Roles: []string{"gp", "analyst", "administrator"}, Practice: "P81001", Teams: []string{"north_team"}, Email: "a@example.org"})
	b, second := d.in(t, x), d.in(t, x)
	p := b.get("/account")
	p.wants(t, "account", http.StatusOK, "North neighbourhood team", "P81001", "All my roles", "Analyst", "Planning services", "Firefox on Linux", "This one", "!<script>alert", "!<img")
	b.get("/people/p-0001").wants(t, "as a GP", http.StatusOK, "SMITH, Mary", "!<script>alert")
	b.post("/account/act", "role", "analyst", "purpose", "planning").wants(t, "act", http.StatusSeeOther)
	b.get("/").wants(t, "as an analyst", http.StatusOK, "Analyst, for planning services", `!id="q"`)
	b.get("/people/p-0001").wants(t, "record as an analyst", http.StatusNotFound, "!SMITH")
	b.post("/account/act", "role", "privacy_officer", "purpose", "audit").wants(t, "somebody else's role", http.StatusBadRequest)
	b.post("/account/act", "role", "analyst", "purpose", "research").wants(t, "a purpose that is not theirs", http.StatusSeeOther)
	b.get("/").wants(t, "then", http.StatusOK, "Analyst, for planning services")
	b.post("/account/act", "role", "", "purpose", "")

	session := b.get("/account").find(t, `name="session" value="([^"]+)"`)
	b.post("/account/end", "session", session).wants(t, "end one", http.StatusSeeOther)
	second.get("/account").wants(t, "the ended one", http.StatusSeeOther)
	third := d.in(t, x)
	b.post("/account/end-others").wants(t, "end others", http.StatusSeeOther)
	third.get("/account").wants(t, "another", http.StatusSeeOther)
	b.get("/account").wants(t, "this one", http.StatusOK)
	foreign := d.in(t, d.staff(t, "link_worker"))
	theirs := ""
	if all, err := d.sessions.List(t.Context(), x.ID); err == nil && len(all) == 1 {
		theirs = all[0].ID
	}
	foreign.post("/account/end", "session", theirs).wants(t, "somebody else's session", http.StatusSeeOther)
	b.get("/account").wants(t, "is still there", http.StatusOK)
}

// Before secrets are changed their owner shows once more who they are.
func TestSecrets(t *testing.T) {
	d := knock(t, nil)
	x := d.staff(t, "gp")
	b, other := d.in(t, x), d.in(t, x)
	d.pass(11 * time.Minute)
	b.get("/account").wants(t, "stale", http.StatusOK, "show first that it is you", "!Change the password")
	for path, fields := range map[string][]string{"/account/password": {"password", "another " + goodPassword}, "/account/codes": nil, "/account/passkey": {"device", "x", "response", "{}"}, "/account/passkey/remove": {"passkey", "x"}} {
		if p := b.post(path, fields...); p.status != http.StatusSeeOther || p.to != "/sign-in/again?back=%2Faccount" {
			t.Errorf("%s: %d, to %q", path, p.status, p.to)
		}
	}
	if p := b.post("/account/passkey/options"); p.status != http.StatusForbidden || p.body != "{}" {
		t.Errorf("a passkey can be begun: %d", p.status)
	}
	b.get("/sign-in/again?back=/account").wants(t, "again", http.StatusOK, "Show that it is you", `value="gp"`)
	b.post("/sign-in", "again", "yes", "name", "gp", "password", "wrong wrong wrong", "back", "/account").wants(t, "wrong", http.StatusForbidden, "Show that it is you")
	d.staff(t, "analyst")
	b.post("/sign-in", "again", "yes", "name", "analyst", "password", goodPassword).wants(t, "somebody else", http.StatusForbidden)
	before := b.cookie()
	b.post("/sign-in", "again", "yes", "name", "gp", "password", goodPassword, "back", "/account").wants(t, "right", http.StatusSeeOther)
	if b.cookie() == before {
		t.Error("the token is the same")
	}
	b.post("/account/password", "password", "password1").wants(t, "weak", http.StatusBadRequest, `role="alert"`)
	b.post("/account/password", "password", "another "+goodPassword).wants(t, "another password", http.StatusSeeOther)
	b.get("/account?done=password").wants(t, "still in", http.StatusOK, "Your password is changed")
	other.get("/account").wants(t, "the other session", http.StatusSeeOther)
	b.post("/account/codes").wants(t, "codes", http.StatusOK, "shown this once")
	b.post("/account/passkey", "device", "x", "response", "nonsense").wants(t, "no passkey", http.StatusBadRequest)
	b.post("/account/passkey/remove", "passkey", "unheard-of").wants(t, "no such passkey", http.StatusBadRequest)
	d.browser(t).post("/sign-in", "name", "gp", "password", goodPassword).wants(t, "the old password", http.StatusForbidden)
}

// A person begins with their own record, and only whose account it is sees it.
func TestOwnRecord(t *testing.T) {
	d := knock(t, nil)
	mary := d.add(t, account.Account{Name: "mary-own", Display: "Mary Smith", Roles: []string{"person"}, Person: "p-0001"})
	b := d.in(t, mary)
	p := b.get("/")
	p.wants(t, "start", http.StatusFound)
	if p.to != "/people/p-0001" {
		t.Errorf("sent to %q", p.to)
	}
	b.get("/people/p-0001").wants(t, "own", http.StatusOK, "SMITH, Mary", "My record", "!Find a person")
	must(t, func() error {
		_, err := d.accounts.Change(t.Context(), mary.ID, 0, func(x *account.Account) error { x.Person = "p-0002"; return nil })
		return err
	}())
	b.get("/people/p-0001").wants(t, "after it became another's", http.StatusSeeOther, "!SMITH")
	b = d.in(t, mary)
	b.get("/people/p-0001").wants(t, "no longer own", http.StatusNotFound, "!SMITH")
	b.get("/people/p-0002").wants(t, "own now", http.StatusOK, "DE LA CRUZ")
	d.in(t, d.staff(t, "analyst")).get("/").wants(t, "an analyst's start", http.StatusOK, "Overview")
}

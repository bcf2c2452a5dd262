package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"continuum/access/account"
	"continuum/access/smart"
	"continuum/record/audit"
	"continuum/store"
)

func TestAdminOnly(t *testing.T) {
	d := knock(t, nil)
	d.in(t, d.staff(t, "administrator")).get("/admin").wants(t, "by password alone", http.StatusForbidden)
	gp := d.in(t, d.staff(t, "gp"))
	for _, path := range []string{"/admin", "/admin/users", "/admin/users/x", "/admin/policies"} {
		gp.get(path).wants(t, path, http.StatusForbidden, "!Some gp has", "!@id")
	}
	for _, path := range []string{"/admin/users", "/admin/users/x", "/admin/apps", "/admin/checkpoint"} {
		gp.post(path, "act", "disable").wants(t, path, http.StatusForbidden)
	}
}

func TestAdminUsers(t *testing.T) {
	d := knock(t, nil)
	admin, gp := d.staff(t, "administrator"), d.add(t, account.Account{Name: "asha", Display: hostile, Roles: []string{"gp"}})
	b, open := d.strongly(t, admin), d.in(t, gp)
	b.get("/admin").wants(t, "admin", http.StatusOK, "The place is live", "All examples of the policies get the answer", "!SMITH")
	b.get("/admin/users").wants(t, "users", http.StatusOK, "asha", "General practitioner", "!<script>alert")
	b.get("/admin/users?q=ASH").wants(t, "search", http.StatusOK, "asha", "!Some administrator</bdi></td>")
	b.get("/admin/users?q=zzz").wants(t, "nobody", http.StatusOK, "No account has such a name")
	page := "/admin/users/" + gp.ID
	b.get(page).wants(t, "user", http.StatusOK, "Firefox on Linux", "Set these roles", "!<script>alert")
	b.get("/admin/users/unheard-of").wants(t, "no such user", http.StatusNotFound)

	b.post(page, "act", "roles", "role", "gp", "role", "analyst").wants(t, "roles", http.StatusSeeOther)
	open.get("/account").wants(t, "their session", http.StatusSeeOther)
	b.post(page, "act", "roles", "role", "unheard-of").wants(t, "anybody's place knows all roles", http.StatusSeeOther)
	b.post(page, "act", "roles", "role", "gp")
	open = d.in(t, gp)
	b.post(page, "act", "end").wants(t, "end", http.StatusSeeOther)
	open.get("/account").wants(t, "ended", http.StatusSeeOther)
	open = d.in(t, gp)
	b.post(page, "act", "disable").wants(t, "disable", http.StatusSeeOther)
	open.get("/account").wants(t, "disabled", http.StatusSeeOther)
	b.get(page).wants(t, "disabled", http.StatusOK, "Disabled", "Enable")
	b.post(page, "act", "enable").wants(t, "enable", http.StatusSeeOther)
	p := b.post(page, "act", "link")
	p.wants(t, "link", http.StatusOK, "shown this once", "/set-up?code=")
	b.get(page).wants(t, "afterwards", http.StatusOK, "!"+p.find(t, "<li><code>(?:/set-up[^<]*</code>.*?<li><code>)?([^</]+)</code></li></ul>"))
	b.post(page, "act", "reset").wants(t, "reset", http.StatusOK, "shown this once")
	d.browser(t).post("/sign-in", "name", "asha", "password", goodPassword).wants(t, "the password is gone", http.StatusForbidden)
	b.post(page, "act", "unheard-of").wants(t, "nothing to do", http.StatusBadRequest)
	for _, act := range []string{"disable", "reset", "roles"} {
		b.post("/admin/users/"+admin.ID, "act", act).wants(t, "own account: "+act, http.StatusBadRequest, "your own account")
	}
	b.post("/admin/users", "name", "new one", "display", "x", "role", "gp").wants(t, "not a name", http.StatusBadRequest, `role="alert"`, `value="new one"`)
	b.post("/admin/users", "name", "asha", "display", "x", "role", "gp").wants(t, "taken", http.StatusBadRequest, "Somebody has this name", `role="alert"`)
	p = b.post("/admin/users", "name", "newcomer", "display", hostile, "role", "gp", "person", "p-0001", "break_glass", "true", "source", "cis2")
	p.wants(t, "added", http.StatusOK, "shown this once")
	x, err := d.accounts.Named(t.Context(), "newcomer")
	must(t, err)
	if x.Person != "" || x.BreakGlass || x.Source != account.Local { // only what the form asks for
		t.Errorf("added as %+v", x)
	}
	if e := d.entries(t, audit.Query{Actions: []string{string(account.Disabled)}}); len(e) != 1 || e[0].Actor != admin.ID {
		t.Errorf("the audit has %+v", e)
	}

	d.pass(11 * time.Minute)
	if p := b.post(page, "act", "disable"); p.status != http.StatusSeeOther || !strings.HasPrefix(p.to, "/sign-in/again?back=") {
		t.Errorf("stale: %d, to %q", p.status, p.to)
	}
	b.get(page).wants(t, "stale", http.StatusOK, "Show first that it is you", "!Set these roles")
	if x, err := d.accounts.Get(t.Context(), gp.ID); err != nil || x.Disabled {
		t.Error("it was done all the same")
	}
}

func TestAdminRest(t *testing.T) {
	d := knock(t, nil)
	b := d.strongly(t, d.staff(t, "administrator"))
	b.get("/admin/policies").wants(t, "policies", http.StatusOK, "access/staff.cedar", "@id(&#34;care-team&#34;)", "The people in your care team see your record.", "promises are kept", "allowed", "!is not kept")

	scopes, err := smart.ParseScopes("launch/patient patient/*.rs")
	must(t, err)
	app, _, err := d.tokens.AddApp(t.Context(), smart.App{Name: hostile, Kind: smart.Public, Uses: []string{smart.Standalone}, Redirects: []string{"https://app.example/back"}, Scopes: scopes, Purpose: "direct-care"})
	must(t, err)
	b.get("/admin").wants(t, "app", http.StatusOK, app.ID, "!<script>alert")
	b.post("/admin/apps", "app", app.ID).wants(t, "disable", http.StatusSeeOther)
	all, err := d.tokens.Apps(t.Context())
	must(t, err)
	if len(all) != 1 || all[0].Disabled.IsZero() {
		t.Error("the app is not disabled")
	}
	p := b.post("/admin/checkpoint")
	p.wants(t, "checkpoint", http.StatusOK, "weston.example/audit\n", "— weston.example/audit ")
	if p.header.Get("Content-Disposition") == "" {
		t.Error("it is not a file")
	}
	err = d.db.Read(t.Context(), func(tx *store.Tx) error {
		kept, err := d.Log.(*audit.Log).Checkpoints(tx, 0, 10)
		if err == nil && (len(kept) == 0 || kept[len(kept)-1] != p.body) {
			t.Error("it is not the one that was kept")
		}
		return err
	})
	must(t, err)
}

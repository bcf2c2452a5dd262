package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"continuum/access/account"
)

// What somebody typed is still there after their session has timed out, for them alone.
func TestTypedIsKept(t *testing.T) {
	d := knock(t, nil)
	mary := d.add(t, account.Account{Name: "mary-own", Display: "Mary Smith", Roles: []string{"person"}, Person: "p-0001"})
	joan := d.add(t, account.Account{Name: "joan-own", Roles: []string{"carer"}})
	b := d.in(t, mary)
	d.pass(31 * time.Minute)
	words := "I never had <b>gout</b> & it hurts\nto read that"
	p := b.post("/people/p-0001/sharing", "act", "ask", "section", "conditions", "words", words, "password", "hunter2")
	p.wants(t, "too late", http.StatusSeeOther)
	if p.to != "/sign-in?back=%2Fkept" || strings.Contains(p.header.Get("Set-Cookie"), "gout") {
		t.Fatalf("sent to %q with %q", p.to, p.header.Get("Set-Cookie"))
	}
	b.get(p.to).wants(t, "sign-in", http.StatusOK, "What you typed is kept", "!gout")

	other := d.browser(t)
	other.Jar = b.Jar
	other.post("/sign-in", "name", joan.Name, "password", goodPassword, "back", "/kept").wants(t, "somebody else", http.StatusSeeOther)
	other.get("/kept").wants(t, "somebody else's page", http.StatusFound, "!gout")

	b = d.in(t, mary)
	d.pass(31 * time.Minute)
	b.post("/people/p-0001/sharing", "act", "ask", "section", "conditions", "words", words, "password", "hunter2")
	b.post("/sign-in", "name", mary.Name, "password", goodPassword, "back", "/kept").wants(t, "again", http.StatusSeeOther)
	b.get("/kept").wants(t, "kept", http.StatusOK, "Your text is still here", "&lt;b&gt;gout&lt;/b&gt; &amp; it hurts", `action="/people/p-0001/sharing"`, `value="conditions"`, "!<b>gout", "!hunter2")
	b.post("/people/p-0001/sharing", "act", "ask", "section", "conditions", "words", words, "kept", "yes").wants(t, "sent again", http.StatusSeeOther)
	b.get("/people/p-0001/sharing").wants(t, "what came of it", http.StatusOK, "&lt;b&gt;gout")
	b.get("/kept").wants(t, "afterwards", http.StatusFound, "!gout")

	d.pass(31 * time.Minute)
	b.post("/people/p-0001/sharing", "act", "ask", "words", words)
	b.post("/sign-in", "name", mary.Name, "password", goodPassword)
	b.post("/kept/drop").wants(t, "drop", http.StatusSeeOther)
	b.get("/kept").wants(t, "dropped", http.StatusFound)
	if logged := d.logged(); strings.Contains(logged, "gout") || strings.Contains(logged, "p-0001") {
		t.Error("the log tells what was typed")
	}
}

// A form of another site is not kept, nor one after signing out.
func TestNotKept(t *testing.T) {
	d := knock(t, nil)
	b := d.in(t, d.staff(t, "gp"))
	d.pass(31 * time.Minute)
	p := b.do(http.MethodPost, "/people/p-0001/claim", url.Values{"reason": {"x"}}, "Sec-Fetch-Site", "cross-site")
	if p.status != http.StatusSeeOther || p.to != "/sign-in" || p.header.Get("Set-Cookie") != "" {
		t.Errorf("of another site: %d, to %q, %q", p.status, p.to, p.header.Get("Set-Cookie"))
	}
	b = d.in(t, d.staff(t, "analyst"))
	token := b.cookie()
	b.post("/sign-out")
	p = d.browser(t).do(http.MethodPost, "/people/p-0001/sharing", url.Values{"words": {"x"}}, "Cookie", "continuum="+token)
	if p.status != http.StatusSeeOther || p.to != "/sign-in?back=%2Fpeople%2Fp-0001%2Fsharing" {
		t.Errorf("after signing out: %d, to %q", p.status, p.to)
	}
	p = d.browser(t).do(http.MethodPost, "/people/p-0001/sharing", url.Values{"words": {strings.Repeat("x", parkLimit)}}, "Cookie", "continuum="+token)
	if p.status != http.StatusSeeOther || p.header.Get("Set-Cookie") != "" {
		t.Errorf("too long: %d", p.status)
	}
}

package session

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

func TestWhatWasTypedComesBack(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann, bob := w.add(t, "ann"), w.add(t, "bob")
		token := w.begin(t, ann)
		w.pass(idle + 20*time.Minute)
		typed := Form{Method: "POST", Path: "/person/P1/note?tab=2", Fields: url.Values{"note": {"walked to the shop", "è\x00"}, "Password": {"secret"}}}
		ticket, err := w.Park(t.Context(), token, typed)
		wants(t, err, "")
		token, _, err = w.Begin(t.Context(), Beginning{Account: ann.ID, Epoch: ann.Epoch, Old: token})
		wants(t, err, "")
		for range 2 {
			f, err := w.Unpark(t.Context(), ann.ID, ticket)
			wants(t, err, "")
			if f.Method != typed.Method || f.Path != typed.Path || !reflect.DeepEqual(f.Fields, url.Values{"note": typed.Fields["note"]}) || !f.At.Equal(w.now()) {
				t.Errorf("got %+v", f)
			}
		}
		for _, c := range [][2]string{{bob.ID, ticket}, {ann.ID, ""}, {ann.ID, newToken()}, {ann.ID, token}} {
			_, err = w.Unpark(t.Context(), c[0], c[1])
			wants(t, err, fault.NotFound)
			wants(t, w.Unparked(t.Context(), c[0], c[1]), "")
		}
		wants(t, w.Unparked(t.Context(), ann.ID, ticket), "")
		_, err = w.Unpark(t.Context(), ann.ID, ticket)
		wants(t, err, fault.NotFound)
	})
}

func TestWhatIsParkedIsSealed(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		token := w.begin(t, w.add(t, "ann"))
		w.pass(idle)
		ticket, err := w.Park(t.Context(), token, Form{Method: "POST", Path: "/x", Fields: url.Values{"note": {"walked to the shop"}}})
		wants(t, err, "")
		var content, digest []byte
		wants(t, w.db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.QueryRow("SELECT content, digest FROM session_parked").Scan(&content, &digest)
		}), "")
		if strings.Contains(string(content), "shop") || strings.Contains(string(digest), ticket) {
			t.Error("what was typed can be read from the database")
		}
	})
}

func TestWhatIsNotParked(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		form := Form{Method: "POST", Path: "/x", Fields: url.Values{"a": {"b"}}}
		token := w.begin(t, ann)
		for name, f := range map[string]Form{
			"a GET":     {Method: "GET", Path: "/x"},
			"elsewhere": {Method: "POST", Path: "//evil.example/x"},
			"a host":    {Method: "POST", Path: "https://evil.example/x"},
			"a back":    {Method: "POST", Path: `/\evil.example`},
			"no path":   {Method: "POST"},
			"a scheme":  {Method: "POST", Path: "javascript:alert(1)"},
			"too long":  {Method: "POST", Path: "/" + strings.Repeat("a", 2000)},
			"too large": {Method: "POST", Path: "/x", Fields: url.Values{"a": {strings.Repeat("a", mostForm)}}},
		} {
			if _, err := w.Park(t.Context(), token, f); err == nil || fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s: got %v", name, err)
			}
		}
		var tickets []string
		for range mostParked + 2 {
			ticket, err := w.Park(t.Context(), token, form)
			wants(t, err, "")
			tickets = append(tickets, ticket)
			w.pass(time.Second)
		}
		for i, ticket := range tickets {
			if _, err := w.Unpark(t.Context(), ann.ID, ticket); (err == nil) != (i >= 2) {
				t.Errorf("%d: %v", i, err)
			}
		}
		w.pass(time.Hour)
		_, err := w.Unpark(t.Context(), ann.ID, tickets[mostParked])
		wants(t, err, fault.NotFound)
		w.pass(idle)
		for name, end := range map[string]func(token string) error{
			"long ago":   func(string) error { w.pass(idle + time.Hour + time.Second); return nil },
			"signed out": func(token string) error { return w.End(t.Context(), token) },
			"disabled":   func(string) error { _, err := w.accounts.Disable(t.Context(), ann.ID); return err },
			"nobody's":   func(string) error { return nil },
		} {
			now, err := w.accounts.Enable(t.Context(), ann.ID)
			wants(t, err, "")
			token := w.begin(t, now)
			wants(t, end(token), "")
			if name == "nobody's" {
				token = newToken()
			}
			if _, err := w.Park(t.Context(), token, form); err == nil || fault.CodeOf(err) != fault.Denied {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestCookies(t *testing.T) {
	for _, secure := range []bool{true, false} {
		s := &Sessions{secure: secure}
		w := httptest.NewRecorder()
		s.SetCookie(w, "abc")
		want := "continuum=abc; Path=/; HttpOnly; SameSite=Lax"
		if secure {
			want = "__Host-continuum=abc; Path=/; HttpOnly; Secure; SameSite=Lax"
		}
		if got := w.Header().Get("Set-Cookie"); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for _, c := range w.Result().Cookies() {
			r.AddCookie(c)
		}
		if s.Token(r) != "abc" || s.Token(httptest.NewRequest(http.MethodGet, "/", nil)) != "" {
			t.Error("the cookie is not read")
		}
		w = httptest.NewRecorder()
		s.ClearCookie(w)
		if got := w.Header().Get("Set-Cookie"); !strings.Contains(got, "Max-Age=0") {
			t.Errorf("got %s", got)
		}
	}
}

func TestDevices(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":  "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile Safari/604": "Safari on iPhone",
		"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":                   "Chrome on Android",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15":             "Safari on Mac",
		"curl/8.0": "Unknown device", "": "Unknown device",
	} {
		if got := (&Session{Agent: shown(agent)}).Device(); got != want {
			t.Errorf("%q: got %q", agent, got)
		}
	}
	for _, odd := range []string{"a\x00\r\nb", "\xff\xfe", strings.Repeat("é", longestAgent)} {
		if got := shown(odd); len(got) > longestAgent || strings.ContainsAny(got, "\x00\r\n") || strings.ToValidUTF8(got, "?") != got {
			t.Errorf("%q is kept as %q", odd, got)
		}
	}
}

func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/", "//x", "/\\x", "/a?b=c", "https://x", "/%2f/x", "/\t/x"} {
		f.Add(s)
	}
	here, err := url.Parse("https://care.example.org/sign-in")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !local(path) {
			return
		}
		there, err := here.Parse(path)
		if err != nil || there.Host != here.Host || there.Scheme != here.Scheme {
			t.Errorf("%q leads to %v, %v", path, there, err)
		}
		if strings.HasPrefix(path, "//") || strings.HasPrefix(fmt.Sprint(there.Path), `\`) {
			t.Errorf("%q was taken", path)
		}
	})
}

package account

import (
	"bytes"
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"

	"continuum/internal/fault"
)

// enrol adds a passkey to an account.
func (w *world) enrol(t testing.TB, id string) *device {
	t.Helper()
	d := newDevice(t)
	options, err := w.BeginPasskey(t.Context(), id)
	wants(t, err, "")
	wants(t, w.AddPasskey(t.Context(), id, "Ann's key", d.create(options)), "")
	return d
}

// ask begins to sign in.
func (w *world) ask(t testing.TB) json.RawMessage {
	t.Helper()
	options, err := w.BeginSignIn()
	wants(t, err, "")
	return options
}

func TestPasskeys(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		made, err := w.Add(t.Context(), Account{Name: "ann", Roles: []string{"admin"}})
		wants(t, err, "")
		s, err := w.NewSetUp(t.Context(), made.ID)
		wants(t, err, "")
		options, err := w.BeginSetUpPasskey(t.Context(), s.Code)
		wants(t, err, "")
		first := newDevice(t)
		a := first.read(options)
		if a.PublicKey.RP.ID != siteDomain || a.PublicKey.Selection.UserVerification != "required" || a.PublicKey.Selection.ResidentKey != "required" || len(a.PublicKey.Params) == 0 {
			t.Errorf("asked %s", options)
		}
		_, err = w.SetUpPasskey(t.Context(), s.Code, "Phone", first.create(options))
		wants(t, err, "")
		_, err = w.BeginSetUpPasskey(t.Context(), s.Code)
		wants(t, err, fault.Denied)

		second := w.enrol(t, made.ID)
		options, err = w.BeginPasskey(t.Context(), made.ID)
		wants(t, err, "")
		if n := len(first.read(options).PublicKey.Exclude); n != 2 {
			t.Errorf("%d passkeys are excluded", n)
		}
		for _, d := range []*device{first, second, first} {
			options := w.ask(t)
			if a := d.read(options); a.PublicKey.UserVerification != "required" || len(a.PublicKey.Allow) != 0 {
				t.Errorf("asked %s", options)
			}
			in, err := w.SignInByPasskey(t.Context(), d.get(options))
			wants(t, err, "")
			if in.ID != made.ID || w.last() != (Event{SignedIn, made.ID, "passkey"}) {
				t.Errorf("got %v, noted %v", in, w.last())
			}
		}
		all, err := w.Passkeys(t.Context(), made.ID)
		if err != nil || len(all) != 2 || all[0].Name != "Phone" && all[1].Name != "Phone" || all[0].Used.IsZero() {
			t.Fatalf("listed %v, %v", all, err)
		}
		wants(t, w.DropPasskey(t.Context(), made.ID, b64(second.id)), "")
		_, err = w.SignInByPasskey(t.Context(), second.get(w.ask(t)))
		wants(t, err, fault.Denied)
		wants(t, w.DropPasskey(t.Context(), made.ID, b64(second.id)), fault.NotFound)
		wants(t, w.DropPasskey(t.Context(), made.ID, b64(first.id)), fault.Conflict)
		_, err = w.Disable(t.Context(), made.ID)
		wants(t, err, "")
		_, err = w.SignInByPasskey(t.Context(), first.get(w.ask(t)))
		wants(t, err, fault.Denied)
	})
}

func TestPasskeysThatDoNotSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann, bob := w.add(t, "ann"), w.add(t, "bob")
		bobs := w.enrol(t, bob.ID)
		for name, lie := range map[string]func(d *device, options json.RawMessage) []byte{
			"another site":   func(d *device, o json.RawMessage) []byte { d.origin = "https://care.example.net"; return d.get(o) },
			"without TLS":    func(d *device, o json.RawMessage) []byte { d.origin = "http://care.example.org"; return d.get(o) },
			"another domain": func(d *device, o json.RawMessage) []byte { d.domain = "example.net"; return d.get(o) },
			"nobody checked": func(d *device, o json.RawMessage) []byte { d.flags = present; return d.get(o) },
			"nobody there":   func(d *device, o json.RawMessage) []byte { d.flags = 0; return d.get(o) },
			"another key":    func(d *device, o json.RawMessage) []byte { d.key = newDevice(d.t).key; return d.get(o) },
			"another's key":  func(d *device, o json.RawMessage) []byte { d.id = bobs.id; return d.get(o) },
			"unknown":        func(d *device, o json.RawMessage) []byte { d.id = random(20); return d.get(o) },
			"as somebody":    func(d *device, o json.RawMessage) []byte { d.user = []byte(bob.ID); return d.get(o) },
			"as nobody":      func(d *device, o json.RawMessage) []byte { d.user = []byte{0xff, 0}; return d.get(o) },
			"without handle": func(d *device, o json.RawMessage) []byte { d.user = nil; return d.get(o) },
			"a creation":     func(d *device, o json.RawMessage) []byte { d.as = "webauthn.create"; return d.get(o) },
			"old challenge":  func(d *device, o json.RawMessage) []byte { r := d.get(o); w.pass(challengeLasts); return r },
			"own challenge": func(d *device, _ json.RawMessage) []byte {
				return d.get(json.RawMessage(`{"publicKey":{"challenge":"` + b64(random(challengeBytes)) + `"}}`))
			},
			"other challenge": func(d *device, _ json.RawMessage) []byte {
				o, err := w.BeginPasskey(t.Context(), ann.ID)
				wants(t, err, "")
				return d.get(o)
			},
			"changed": func(d *device, o json.RawMessage) []byte {
				return bytes.Replace(d.get(o), []byte(`"signature":"ME`), []byte(`"signature":"MF`), 1)
			},
			"large": func(d *device, o json.RawMessage) []byte {
				return append(d.get(o), bytes.Repeat([]byte(" "), mostResponse)...)
			},
			"no JSON": func(*device, json.RawMessage) []byte { return []byte("{") },
		} {
			d := w.enrol(t, ann.ID)
			if _, err := w.SignInByPasskey(t.Context(), d.get(w.ask(t))); err != nil {
				t.Fatalf("%s: before: %v", name, err)
			}
			_, err := w.SignInByPasskey(t.Context(), lie(d, w.ask(t)))
			if err == nil || err.Error() != notAccepted().Error() {
				t.Errorf("%s: got %v", name, err)
			}
			if keys, err := w.Passkeys(t.Context(), ann.ID); err != nil || len(keys) != 1 {
				t.Fatalf("%s: %v", name, err)
			}
			wants(t, w.DropPasskey(t.Context(), ann.ID, mine(t, w, ann.ID)), "")
		}
	})
}

// mine is the id of an account's first passkey.
func mine(t testing.TB, w *world, id string) string {
	t.Helper()
	keys, err := w.Passkeys(t.Context(), id)
	wants(t, err, "")
	return keys[0].ID
}

func TestAnAnswerIsTakenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		for _, counts := range []bool{true, false} {
			d := newDevice(t)
			d.counts = counts
			options, err := w.BeginPasskey(t.Context(), ann.ID)
			wants(t, err, "")
			created := d.create(options)
			wants(t, w.AddPasskey(t.Context(), ann.ID, "Key", created), "")
			wants(t, w.AddPasskey(t.Context(), ann.ID, "Key", created), fault.Denied)
			wants(t, w.DropPasskey(t.Context(), ann.ID, b64(d.id)), "")
			wants(t, w.AddPasskey(t.Context(), ann.ID, "Key", created), fault.Denied)
			d = w.enrol(t, ann.ID)
			d.counts = counts
			response := d.get(w.ask(t))
			var all sync.WaitGroup
			var won atomic.Int64
			for range 8 {
				all.Go(func() {
					if _, err := w.SignInByPasskey(t.Context(), response); err == nil {
						won.Add(1)
					}
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("the answer was taken %d times", won.Load())
			}
		}
	})
}

func TestACopiedPasskeyIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		d := w.enrol(t, ann.ID)
		copied := *d
		for range 3 {
			_, err := w.SignInByPasskey(t.Context(), d.get(w.ask(t)))
			wants(t, err, "")
		}
		_, err := w.SignInByPasskey(t.Context(), copied.get(w.ask(t)))
		wants(t, err, fault.Denied)
		if w.last() != (Event{PasskeyCopied, ann.ID, ""}) {
			t.Errorf("noted %v", w.last())
		}
		copied.signs, copied.counts = 0, false
		_, err = w.SignInByPasskey(t.Context(), copied.get(w.ask(t)))
		wants(t, err, fault.Denied)
		_, err = w.SignInByPasskey(t.Context(), d.get(w.ask(t)))
		wants(t, err, "")
	})
}

func TestPasskeysThatAreNotAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann, bob := w.add(t, "ann"), w.add(t, "bob")
		taken := w.enrol(t, bob.ID)
		for name, lie := range map[string]func(d *device, options json.RawMessage) []byte{
			"another site":   func(d *device, o json.RawMessage) []byte { d.origin = "https://evil.example"; return d.create(o) },
			"another domain": func(d *device, o json.RawMessage) []byte { d.domain = "evil.example"; return d.create(o) },
			"nobody checked": func(d *device, o json.RawMessage) []byte { d.flags = present; return d.create(o) },
			"old":            func(d *device, o json.RawMessage) []byte { r := d.create(o); w.pass(challengeLasts); return r },
			"another's":      func(d *device, o json.RawMessage) []byte { d.id = taken.id; return d.create(o) },
			"an assertion":   func(d *device, o json.RawMessage) []byte { d.as = "webauthn.get"; return d.create(o) },
			"bob's": func(d *device, _ json.RawMessage) []byte {
				o, _ := w.BeginPasskey(t.Context(), bob.ID)
				return d.create(o)
			},
			"no JSON": func(*device, json.RawMessage) []byte { return []byte("[]") },
		} {
			options, err := w.BeginPasskey(t.Context(), ann.ID)
			wants(t, err, "")
			err = w.AddPasskey(t.Context(), ann.ID, "Key", lie(newDevice(t), options))
			if err == nil || fault.CodeOf(err) != fault.Denied {
				t.Errorf("%s: got %v", name, err)
			}
		}
		for _, name := range []string{"", " ", "a\nb", string(bytes.Repeat([]byte("a"), longestKeyName+1))} {
			wants(t, w.AddPasskey(t.Context(), ann.ID, name, nil), fault.Invalid)
		}
		for range mostPasskeys {
			w.enrol(t, ann.ID)
		}
		_, err := w.BeginPasskey(t.Context(), ann.ID)
		wants(t, err, fault.Invalid)
	})
}

func TestWherePasskeysWork(t *testing.T) {
	for origin, fits := range map[string]bool{
		"https://care.example.org": true, "https://care.example.org:8443": true, "https://a.care.example.org": true, "https://example.org": false,
		"https://evilcare.example.org": false, "http://care.example.org": false, "https://care.example.org/x": false, "care.example.org": false, "": false,
	} {
		if err := WithRelyingParty(siteDomain, "Small", origin)(&Accounts{}); (err == nil) != fits {
			t.Errorf("%s: %v", origin, err)
		}
	}
	if err := WithRelyingParty("localhost", "Small", "http://localhost:8080")(&Accounts{}); err != nil {
		t.Error(err)
	}
}

func TestAPasskeyOpensWhatIsHeldUp(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		d := w.enrol(t, ann.ID)
		for range 100 {
			_, err := w.SignIn(t.Context(), "ann", "wrong", here)
			wants(t, err, fault.Denied)
		}
		_, err := w.SignInByPasskey(t.Context(), d.get(w.ask(t)))
		wants(t, err, "")
	})
}

func FuzzPasskeyAnswers(f *testing.F) {
	w := newWorld(f, "sqlite:"+f.TempDir()+"/place.db")
	d := newDevice(f)
	options, err := w.BeginSignIn()
	if err != nil {
		f.Fatal(err)
	}
	d.user = []byte("nobody")
	f.Add(d.get(options))
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, response []byte) {
		if _, err := w.SignInByPasskey(t.Context(), response); err == nil {
			t.Error("nobody was let in")
		}
		if err := w.AddPasskey(t.Context(), "nobody", "Key", response); err == nil {
			t.Error("nobody has a passkey")
		}
	})
}

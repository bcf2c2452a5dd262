package account

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestLockOutHolds: however attempts are spread in time, an attacker has few guesses
// at a name, and a name that is left alone for as long as anybody can be held up is
// looked at again.
func TestLockOutHolds(t *testing.T) {
	for _, l := range []*lockOut{&ofName, &ofAddress} {
		rapid.Check(t, func(t *rapid.T) {
			now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
			begun, looked := now, 0
			var f failures
			for range rapid.IntRange(1, 400).Draw(t, "attempts") {
				now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Millisecond, time.Second, time.Minute, l.forget, l.longest}).Draw(t, "pause"))
				if now.Before(f.until) {
					continue
				}
				looked++
				f = f.more(l, now)
				if f.until.Sub(now) > l.longest {
					t.Fatalf("held up for %v", f.until.Sub(now))
				}
				if f.count(l, now) > l.most() {
					t.Fatalf("%d failures are counted", f.count(l, now))
				}
			}
			if most := l.most() + 1 + int(now.Sub(begun)/l.forget); looked > most+int(now.Sub(begun)/l.longest) {
				t.Fatalf("%d guesses in %v, want at most %d", looked, now.Sub(begun), most)
			}
			if now.Add(l.longest).Before(f.until) {
				t.Fatal("locked out for longer than anybody can be")
			}
			if n := f.count(l, now.Add(time.Duration(l.most())*l.forget)); n != 0 {
				t.Fatalf("%d failures are never forgotten", n)
			}
		})
	}
}

func TestDelaysDouble(t *testing.T) {
	for n, want := range map[int]time.Duration{0: 0, 5: 0, 6: time.Second, 7: 2 * time.Second, 9: 8 * time.Second, 15: 512 * time.Second, 16: 15 * time.Minute, 1000: 15 * time.Minute} {
		if got := ofName.delay(n); got != want {
			t.Errorf("after %d failures: %v, want %v", n, got, want)
		}
	}
}

// TestAHospitalIsNotHeldUp: many people behind one address, of whom some mistype,
// come in all the same, and an attacker beside them with an account of their own
// gains nothing.
func TestAHospitalIsNotHeldUp(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		names := []string{"ann", "bob", "cat", "dan", "eve"}
		for _, name := range names {
			w.add(t, name)
		}
		for range 20 {
			for i, name := range names {
				if i%2 == 0 {
					_, _ = w.SignIn(t.Context(), name, "mistyped", here)
				}
				if _, err := w.SignIn(t.Context(), name, good, here); err != nil {
					t.Fatalf("%s is held up: %v", name, err)
				}
				w.pass(15 * time.Second)
			}
		}
		held := false
		for i := range 200 {
			_, _ = w.SignIn(t.Context(), names[0]+string(rune('a'+i%26)), "guess", here)
			_, err := w.SignIn(t.Context(), "eve", good, here)
			held = held || err != nil
		}
		if !held {
			t.Error("an attacker's own account clears the address")
		}
		if _, err := w.SignIn(t.Context(), "ann", good, "198.51.100.1"); err != nil {
			t.Errorf("another address is held up: %v", err)
		}
	})
}

func TestRemote(t *testing.T) {
	for given, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "192.0.2.7:80": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "[2001:db8:1:2::9]:443": "2001:db8:1:2::/64", "[fe80::1%eth0]:443": "fe80::/64",
		"": "unknown", "pipe": "unknown",
	} {
		if got := remote(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

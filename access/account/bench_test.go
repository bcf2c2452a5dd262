package account

import "testing"

// BenchmarkRefusals measures that whoever fails to sign in waits as long for each
// cause, at the usual cost of a hash.
func BenchmarkRefusals(b *testing.B) {
	w := newWorld(b, "sqlite:"+b.TempDir()+"/place.db", WithHashing(Usual, 2))
	w.add(b, "ann")
	gone := w.add(b, "gone")
	if _, err := w.Disable(b.Context(), gone.ID); err != nil {
		b.Fatal(err)
	}
	held := w.add(b, "held")
	for range 2 * ofName.free {
		_, _ = w.SignIn(b.Context(), held.Name, "wrong", here)
	}
	for _, name := range []string{"ann", "nobody", "gone", "held"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := w.SignIn(b.Context(), name, "wrong", here); err == nil {
					b.Fatal("let in")
				}
				if name != "held" {
					w.pass(ofName.forget)
				}
			}
		})
	}
}

func BenchmarkSignIn(b *testing.B) {
	w := newWorld(b, "sqlite:"+b.TempDir()+"/place.db", WithHashing(Usual, 2))
	w.add(b, "ann")
	for b.Loop() {
		if _, err := w.SignIn(b.Context(), "ann", good, here); err != nil {
			b.Fatal(err)
		}
	}
}

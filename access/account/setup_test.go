package account

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"continuum/internal/fault"
)

func TestSetUp(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		made, err := w.Add(t.Context(), Account{Name: "ann"})
		wants(t, err, "")
		first, err := w.NewSetUp(t.Context(), made.ID)
		wants(t, err, "")
		s, err := w.NewSetUp(t.Context(), made.ID)
		wants(t, err, "")
		_, err = w.SetUpFor(t.Context(), first.Code)
		wants(t, err, fault.Denied)
		owner, err := w.SetUpFor(t.Context(), s.Code)
		if err != nil || owner.ID != made.ID {
			t.Errorf("got %v, %v", owner, err)
		}
		_, err = w.SetUpPassword(t.Context(), s.Code, "password1234")
		wants(t, err, fault.Invalid) // and the code lasts
		after, err := w.SetUpPassword(t.Context(), s.Code, good)
		wants(t, err, "")
		if after.Epoch <= made.Epoch {
			t.Error("sessions go on")
		}
		_, err = w.SetUpPassword(t.Context(), s.Code, good)
		wants(t, err, fault.Denied)
		_, err = w.SignIn(t.Context(), "ann", good, here)
		wants(t, err, "")

		s, err = w.Reset(t.Context(), made.ID)
		wants(t, err, "")
		_, err = w.SignIn(t.Context(), "ann", good, here)
		wants(t, err, fault.Denied)
		w.pass(SetUpLasts)
		_, err = w.SetUpPassword(t.Context(), s.Code, good)
		wants(t, err, fault.Denied)
		_, err = w.Reset(t.Context(), "nobody")
		wants(t, err, fault.NotFound)

		s, err = w.NewSetUp(t.Context(), made.ID)
		wants(t, err, "")
		_, err = w.Disable(t.Context(), made.ID)
		wants(t, err, "")
		_, err = w.SetUpPassword(t.Context(), s.Code, good)
		wants(t, err, fault.Denied)
	})
}

func TestACodeIsUsedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		made, err := w.Add(t.Context(), Account{Name: "ann"})
		wants(t, err, "")
		s, err := w.NewSetUp(t.Context(), made.ID)
		wants(t, err, "")
		var all sync.WaitGroup
		var won atomic.Int64
		for range 8 {
			all.Go(func() {
				if _, err := w.SetUpPassword(t.Context(), s.Code, good); err == nil {
					won.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Errorf("the code was used %d times", won.Load())
		}
	})
}

func TestRecovery(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		old, err := w.NewRecovery(t.Context(), ann.ID)
		wants(t, err, "")
		codes, err := w.NewRecovery(t.Context(), ann.ID)
		wants(t, err, "")
		if len(codes) != recoveryCodes {
			t.Fatalf("%d codes", len(codes))
		}
		for range 20 { // whoever guesses passwords from elsewhere does not hold recovery up
			_, err = w.SignIn(t.Context(), "ann", "wrong", "198.51.100.1")
			wants(t, err, fault.Denied)
		}
		for _, c := range [][2]string{{"ann", old[0]}, {"bob", codes[0]}, {"b b", codes[0]}, {"ann", ""}, {"ann", "0000-0000-0000-0000"}} {
			_, err = w.Recover(t.Context(), c[0], c[1], here)
			if err == nil || err.Error() != refusal().Error() {
				t.Errorf("%v: got %v", c, err)
			}
		}
		for i, code := range codes[:3] {
			s, err := w.Recover(t.Context(), "Ann", code, here)
			wants(t, err, "")
			_, err = w.Recover(t.Context(), "ann", code, here)
			wants(t, err, fault.Denied)
			if i == 0 {
				w.pass(recoveryLasts)
				_, err = w.SetUpPassword(t.Context(), s.Code, good)
				wants(t, err, fault.Denied)
				continue
			}
			_, err = w.SetUpPassword(t.Context(), s.Code, "another horse battery lamp")
			wants(t, err, "")
		}
		w.pass(ofName.longest)
		_, err = w.SignIn(t.Context(), "ann", "another horse battery lamp", here)
		wants(t, err, "")
		_, err = w.Disable(t.Context(), ann.ID)
		wants(t, err, "")
		_, err = w.Recover(t.Context(), "ann", codes[5], here)
		wants(t, err, fault.Denied)
	})
}

func TestRecoveryIsHeldUpByAddress(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		codes, err := w.NewRecovery(t.Context(), ann.ID)
		wants(t, err, "")
		for range ofAddress.most() {
			_, err = w.Recover(t.Context(), "ann", "guess", here)
			wants(t, err, fault.Denied)
		}
		_, err = w.Recover(t.Context(), "ann", codes[0], here)
		wants(t, err, fault.Denied)
		_, err = w.Recover(t.Context(), "ann", codes[0], "198.51.100.1")
		wants(t, err, "")
		w.pass(time.Hour)
		_, err = w.Recover(t.Context(), "ann", codes[1], here)
		wants(t, err, "")
	})
}

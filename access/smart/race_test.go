package smart

import (
	"context"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"continuum/store"
)

const atOnce = 8

// together does something several times at once and counts how often it went well.
func together(do func() bool) int {
	var well atomic.Int64
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			if do() {
				well.Add(1)
			}
		})
	}
	all.Wait()
	return int(well.Load())
}

// TestAtOnce: what is good once is good once, also for those who come at the same time.
func TestAtOnce(t *testing.T) {
	onBoth(t, func(w *world) {
		assertion := w.signed(jose.ES384, w.ec, "e", w.claim())
		code := w.redemption(w.code(w.request(w.public)))
		refreshed := w.refreshing(w.tokens().Refresh)
		var newest sync.Map
		for name, form := range map[string]url.Values{
			"an assertion":    {"grant_type": {"client_credentials"}, "scope": {"system/*.rs"}, "client_assertion_type": {assertionType}, "client_assertion": {assertion}},
			"a code":          code,
			"a refresh token": refreshed,
		} {
			n := together(func() bool {
				got := w.post("/token", form, nil)
				newest.Store(got.Access, name)
				return got.status == http.StatusOK
			})
			if n != 1 {
				t.Errorf("%s is good %d times", name, n)
			}
		}
		newest.Range(func(token, name any) bool {
			if token != "" && w.good(w.Server, token.(string)) != (name == "an assertion") {
				t.Errorf("a token of %s: what came twice ends, and nothing else", name)
			}
			return true
		})
	})
}

// TestRevokedWhileAsked: whoever asks after something was taken back is not told that
// it is good, however many asked before.
func TestRevokedWhileAsked(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		for range 20 {
			token, _, err := w.Mint(ctx, Wish{Account: "ann", Scopes: w.scopes("user/*.rs")})
			if err != nil {
				t.Fatal(err)
			}
			stop := make(chan struct{})
			var asking sync.WaitGroup
			for range 4 {
				asking.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
							w.good(w.Server, token)
						}
					}
				})
			}
			err = w.db.Write(ctx, func(tx *store.Tx) error { return w.RevokeAccount(ctx, tx, "ann", "test") })
			w.Recheck()
			if err != nil || w.good(w.Server, token) || w.good(w.Server, token) {
				t.Errorf("it is good, %v", err)
			}
			close(stop)
			asking.Wait()
		}
	})
}

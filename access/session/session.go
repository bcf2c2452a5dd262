package session

import (
	"time"

	"continuum/internal/fault"
)

// Session is somebody being signed in with one browser.
type Session struct {
	ID      string // to name it by; no secret
	Account string // id
	Method  string // how they came in: password, passkey, or by an identity provider
	Strong  bool   // by a passkey, or as strongly as the provider vouches for
	Role    string // in which they act now; "" where they have not said
	Purpose string // for which they look; "" likewise
	Agent   string // what the browser says it is
	Began   time.Time
	Used    time.Time // last, within a minute
	Proved  time.Time // when they last showed who they are
	Ends    time.Time // however much it is used

	From  Provider
	epoch int64
}

// Provider is where a session began at an identity provider; zero elsewhere. The
// provider may end it.
type Provider struct {
	ID  string // of the provider
	Sub string // by which it tells that they left
	SID string // of their session there; "" where it did not tell
}

// Fresh tells whether its owner showed who it is within a while before now, as what
// is sensitive asks for.
func (s *Session) Fresh(now time.Time, within time.Duration) bool {
	return now.Sub(s.Proved) < within
}

// ended is the answer to a token that is no session's, whyever.
func ended() error {
	return &fault.Error{Code: fault.Denied, Reason: "you are not signed in", Fix: "sign in"}
}

// Beginning says how a session begins.
type Beginning struct {
	Account string
	Epoch   int64 // of the account that came in
	Method  string
	Strong  bool
	From    Provider
	Role    string
	Purpose string
	Agent   string // the User-Agent header
	Old     string // token that the browser had, which ends; "" none
}

// Bounds of what a session keeps, in bytes.
const (
	longestWord  = 100 // method, role, purpose
	longestName  = 500 // by a provider
	longestAgent = 300
)

func (b *Beginning) check() error {
	for _, word := range []string{b.Method, b.Role, b.Purpose} {
		if len(word) > longestWord {
			return fault.New(fault.Invalid, "a method, role or purpose has at most %d bytes", longestWord)
		}
	}
	for _, name := range []string{b.From.ID, b.From.Sub, b.From.SID} {
		if len(name) > longestName {
			return fault.New(fault.Invalid, "what an identity provider calls a session has at most %d bytes", longestName)
		}
	}
	return nil
}

package smart

import (
	"context"
	"crypto/subtle"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Call is what an app sends to one of our endpoints, apart from HTTP.
type Call struct {
	Form  map[string]string // each parameter once
	Basic bool              // the app proves itself by Authorization: Basic
	ID    string            // then its client_id
	Key   string            // and its secret
}

// assertionType is the only one by which apps sign who they are (RFC 7523).
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// caller is an app that proved to be itself, as far as its kind can.
type caller struct {
	App
	proof []byte    // hash of the assertion's jti; nil where there is none
	until time.Time // when the assertion ends
}

// name is the client_id that a call claims.
func (c *Call) name() string {
	switch {
	case c.Basic:
		return c.ID
	case c.Form["client_id"] != "":
		return c.Form["client_id"]
	}
	return issuerOf(c.Form["client_assertion"])
}

// caller finds which app calls, by the one way that its kind has.
func (s *Server) caller(ctx context.Context, c *Call) (who caller, err error) {
	_, signed := c.Form["client_assertion"]
	_, typed := c.Form["client_assertion_type"]
	if _, posted := c.Form["client_secret"]; posted {
		return caller{}, invalidClient("a secret in the body")
	}
	if c.Basic && signed {
		return caller{}, invalid("invalid_request", "an app proves itself in one way only")
	}
	if signed != typed || signed && c.Form["client_assertion_type"] != assertionType {
		return caller{}, invalidClient("an assertion without its type, or of another type")
	}
	if named := c.Form["client_id"]; named != "" && named != c.name() {
		return caller{}, invalidClient("two different apps are named")
	}
	who.App, err = s.app(ctx, c.name())
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return caller{}, err
	}
	return s.proven(who, c, signed, err == nil)
}

func (s *Server) proven(who caller, c *Call, signed, known bool) (caller, error) {
	switch {
	case !matches(who.secret, c.Key) && c.Basic: // first, so that it takes as long where there is no such app
		return caller{}, invalidClient("a wrong secret, or an app that has none")
	case !known:
		return caller{}, invalidClient("no such app")
	case who.Kind == Symmetric && c.Basic, who.Kind == Public && !c.Basic && !signed:
		return who, nil
	case who.Kind != Asymmetric || !signed:
		return caller{}, invalidClient("an app of this kind proves itself in another way")
	}
	var err error
	who.proof, who.until, err = s.assertion(&who.App, c.Form["client_assertion"])
	return who, err
}

// matches compares a secret with a hash in the same time whatever they are.
func matches(kept []byte, secret string) bool {
	if kept == nil {
		kept = make([]byte, 32)
	}
	return subtle.ConstantTimeCompare(kept, hash(secret)) == 1
}

// spend notes that an assertion was used. It is noted whatever becomes of the call.
func (s *Server) spend(tx *store.Tx, who *caller) error {
	if who.proof == nil {
		return nil
	}
	n, err := tx.Exec("INSERT INTO smart_assertion (app, hash, ends) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", who.ID, who.proof, who.until)
	if err == nil && n == 0 {
		err = invalidClient("an assertion that was used before")
	}
	return err
}

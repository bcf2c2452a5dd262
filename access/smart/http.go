package smart

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"continuum/internal/fault"
)

// Bounds of a request.
const (
	largestForm  = 64 << 10
	longestQuery = 16 << 10
)

// Handler answers requests whose paths begin after the issuer's address:
// GET or POST /authorize; POST /token, /introspect and /revoke; GET /jwks and
// /.well-known/openid-configuration.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", s.serveAuthorize)
	mux.HandleFunc("POST /authorize", s.serveAuthorize)
	mux.Handle("POST /token", s.forApps(func(r *http.Request, c Call) (any, error) { return s.Token(r.Context(), c) }))
	mux.Handle("POST /introspect", s.forApps(func(r *http.Request, c Call) (any, error) { return s.Introspect(r.Context(), c) }))
	mux.Handle("POST /revoke", s.forApps(func(r *http.Request, c Call) (any, error) { return struct{}{}, s.Revoke(r.Context(), c) }))
	for _, path := range []string{"/token", "/introspect", "/revoke"} {
		mux.HandleFunc("OPTIONS "+path, s.preflight)
	}
	mux.Handle("GET /jwks", public(func() any { return s.o.Keys.Public() }))
	mux.Handle("GET /.well-known/openid-configuration", public(func() any { return s.configuration() }))
	return mux
}

// Discovery answers for /.well-known/smart-configuration under the address of the FHIR
// API.
func (s *Server) Discovery() http.Handler { return public(func() any { return s.configuration() }) }

// public answers with what anybody may know, also from other sites' pages.
func public(what func() any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Cache-Control", "max-age=300")
		write(w, http.StatusOK, what())
	})
}

func (s *Server) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	asked, err := parameters(w, r)
	var next Next
	if err == nil {
		next, err = s.Authorize(r.Context(), asked)
	}
	switch {
	case err != nil:
		s.o.Pages.Refuse(w, r, err)
	case next.Redirect != "":
		w.Header().Set("Location", next.Redirect) // not by http.Redirect, which would clean an app's own scheme
		w.WriteHeader(http.StatusSeeOther)
	default:
		s.o.Pages.Ask(w, r, next.Pending)
	}
}

// parameters reads those of the query, or of a form.
func parameters(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if r.Method == http.MethodPost {
		return form(w, r)
	}
	if len(r.URL.RawQuery) > longestQuery {
		return nil, invalid("invalid_request", "the request is too long")
	}
	return values(r.URL.RawQuery)
}

// form reads a form that was sent; what the address says beside it is not taken.
func form(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, invalid("invalid_request", "the body must be a form: application/x-www-form-urlencoded")
	}
	if r.URL.RawQuery != "" {
		return nil, invalid("invalid_request", "parameters belong into the body")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestForm))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return nil, &Refusal{Status: http.StatusRequestEntityTooLarge, Code: "invalid_request", Description: "the body is too large"}
	}
	if err != nil {
		return nil, invalid("invalid_request", "the body broke off")
	}
	return values(string(body))
}

func values(text string) (url.Values, error) {
	all, err := url.ParseQuery(text)
	if err != nil {
		return nil, invalid("invalid_request", "the parameters cannot be read")
	}
	return all, nil
}

// forApps answers an app, in JSON.
func (s *Server) forApps(do func(*http.Request, Call) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Pragma", "no-cache")
		s.allowOrigin(w, r)
		c, err := callOf(w, r)
		var out any
		if err == nil {
			out, err = do(r, c)
		}
		if err != nil {
			refused(w, c, err)
			return
		}
		write(w, http.StatusOK, out)
	})
}

// callOf reads what an app sends.
func callOf(w http.ResponseWriter, r *http.Request) (c Call, err error) {
	all, err := form(w, r)
	if err != nil {
		return Call{}, err
	}
	c.Form = make(map[string]string, len(all))
	for name, each := range all {
		if len(each) > 1 {
			return Call{}, invalid("invalid_request", "a parameter stands twice: "+printable(name))
		}
		c.Form[name] = each[0]
	}
	headers := r.Header["Authorization"]
	if len(headers) == 0 {
		return c, nil
	}
	id, key, ok := r.BasicAuth()
	c.Basic = true
	if !ok || len(headers) > 1 {
		return c, invalidClient("an Authorization that cannot be read")
	}
	c.ID, c.Key = unescaped(id), unescaped(key)
	return c, nil
}

// unescaped undoes how RFC 6749, section 2.3.1, writes what stands in Basic.
func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}

// refused tells an app what is wrong, and nothing of what is wrong with us.
func refused(w http.ResponseWriter, c Call, err error) {
	refusal, told := refusalOf(err)
	if !told {
		refusal = &Refusal{Status: http.StatusInternalServerError, Code: "server_error"}
		if fault.CodeOf(err) == fault.Unavailable {
			refusal = &Refusal{Status: http.StatusServiceUnavailable, Code: "temporarily_unavailable"}
		}
	}
	if refusal.Status == http.StatusUnauthorized && c.Basic {
		w.Header().Set("WWW-Authenticate", `Basic realm="apps"`)
	}
	write(w, refusal.Status, struct {
		Code        string `json:"error"`
		Description string `json:"error_description,omitempty"`
	}{refusal.Code, refusal.Description})
}

func write(w http.ResponseWriter, status int, what any) {
	text, err := json.Marshal(what)
	if err != nil {
		status, text = http.StatusInternalServerError, []byte(`{"error":"server_error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever asked has gone
}

// preflight lets a browser ask on behalf of an app that runs in it.
func (s *Server) preflight(w http.ResponseWriter, r *http.Request) {
	if s.allowOrigin(w, r) {
		w.Header().Set("Access-Control-Allow-Methods", "POST")
		w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		w.Header().Set("Access-Control-Max-Age", "600")
	}
	w.WriteHeader(http.StatusNoContent)
}

// allowOrigin lets pages of an app that was let in read the answer.
func (s *Server) allowOrigin(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !strings.Contains(origin, "://") {
		return false
	}
	known, err := s.KnowsOrigin(r.Context(), origin)
	if err != nil || !known {
		return false // the app's own answer says what is wrong
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	return true
}

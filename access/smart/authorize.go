package smart

import (
	"context"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// Next is where a browser goes on after an app has asked for access.
type Next struct {
	Pending  string // the id of the request that waits for somebody, or else
	Redirect string // the app's address, with what is wrong
}

// Authorize judges what an app asks for by way of a browser. An error is one that must
// not be told to the address in the request, since it may not be the app's.
func (s *Server) Authorize(ctx context.Context, asked url.Values) (Next, error) {
	app, redirect, err := s.asker(ctx, asked)
	if err != nil {
		return Next{}, err
	}
	state := asked.Get("state")
	p, err := s.pending(ctx, &app, asked)
	if refusal, told := refusalOf(err); told {
		answer := url.Values{"error": {refusal.Code}}
		if refusal.Description != "" {
			answer.Set("error_description", refusal.Description)
		}
		if !legible(state, longestState) || len(asked["state"]) > 1 {
			state = ""
		}
		if err := s.refuse(ctx, app.ID, refusal); err != nil {
			return Next{}, err
		}
		return Next{Redirect: s.answer(redirect, state, answer)}, nil
	}
	if err != nil {
		return Next{}, err
	}
	p.Redirect = redirect
	id, err := s.wait(ctx, &p)
	return Next{Pending: id}, err
}

// asker finds the app and that the address is its own, to the byte.
func (s *Server) asker(ctx context.Context, asked url.Values) (app App, redirect string, err error) {
	unknown := invalid("invalid_request", "no app that was let in has this client_id and redirect_uri")
	if len(asked["client_id"]) != 1 || len(asked["redirect_uri"]) != 1 {
		err = unknown
	} else if app, err = s.app(ctx, asked.Get("client_id")); err != nil {
		err = hidden(err, unknown)
	} else if redirect = asked.Get("redirect_uri"); !slices.Contains(app.Redirects, redirect) {
		err = unknown
	}
	if refusal, told := refusalOf(err); told {
		if failed := s.refuse(ctx, asked.Get("client_id"), refusal); failed != nil {
			return App{}, "", failed
		}
	}
	return app, redirect, err
}

// Bounds of what an app sends along.
const (
	longestState = 1000
	longestNonce = 255
)

// pending judges a request of an app that is known.
func (s *Server) pending(ctx context.Context, app *App, asked url.Values) (Pending, error) {
	if err := s.wellFormed(asked); err != nil {
		return Pending{}, err
	}
	scopes, err := s.asked(app, asked.Get("scope"))
	if err != nil {
		return Pending{}, err
	}
	p := Pending{App: *app, Scopes: scopes, Ends: s.now().Add(pendingLasts), state: asked.Get("state"), challenge: asked.Get("code_challenge"), nonce: asked.Get("nonce")}
	return p, s.begun(ctx, &p, asked)
}

// wellFormed judges all but the scopes and how the app was begun.
func (s *Server) wellFormed(asked url.Values) error {
	for name, all := range asked {
		if len(all) > 1 {
			return invalid("invalid_request", "a parameter stands twice: "+printable(name))
		}
	}
	switch challenge, err := base64.RawURLEncoding.Strict().DecodeString(asked.Get("code_challenge")); {
	case asked.Has("request"):
		return invalid("request_not_supported", "")
	case asked.Has("request_uri"):
		return invalid("request_uri_not_supported", "")
	case asked.Get("response_type") != "code":
		return invalid("unsupported_response_type", "response_type must be code")
	case asked.Has("response_mode") && asked.Get("response_mode") != "query":
		return invalid("invalid_request", "response_mode must be query")
	case !legible(asked.Get("state"), longestState):
		return invalid("invalid_request", "state is missing, too long or not of printable ASCII")
	case asked.Get("code_challenge_method") != "S256":
		return invalid("invalid_request", "PKCE is required: code_challenge_method must be S256")
	case err != nil || len(challenge) != 32:
		return invalid("invalid_request", "PKCE is required: code_challenge must be a SHA-256 in base64url")
	case asked.Has("nonce") && !legible(asked.Get("nonce"), longestNonce):
		return invalid("invalid_request", "nonce is too long or not of printable ASCII")
	case strings.TrimSuffix(asked.Get("aud"), "/") != s.o.Audience:
		return invalid("invalid_request", "aud must be the address of our FHIR API")
	case asked.Get("prompt") == "none":
		return invalid("interaction_required", "")
	}
	return nil
}

// asked gives what an app may have of what it asks for.
func (s *Server) asked(app *App, text string) (Scopes, error) {
	all, err := ParseScopes(text)
	if err == nil {
		err = s.enforceable(all)
	}
	if err != nil {
		return Scopes{}, ofScopes(err)
	}
	if all.At(System) {
		return Scopes{}, invalid("invalid_scope", "scopes that begin with system/ are for apps that act for themselves")
	}
	if s.o.Keys == nil && all.Has(OpenID) {
		return Scopes{}, invalid("invalid_scope", "this server does not tell who signed in")
	}
	common := all.Both(app.Scopes)
	if err := common.bounded(); err != nil {
		return Scopes{}, ofScopes(err)
	}
	if len(common.resources) == 0 && !common.Has(OpenID) {
		return Scopes{}, invalid("invalid_scope", "the app may have nothing of what it asks for")
	}
	return common, nil
}

// begun judges how an app was begun: by itself, or from our pages.
func (s *Server) begun(ctx context.Context, p *Pending, asked url.Values) (err error) {
	wants, launch := p.Scopes.Has(Launch), asked.Get("launch")
	switch {
	case wants != (launch != ""):
		return invalid("invalid_request", "the scope launch and the parameter launch go together")
	case !wants && !p.App.does(Standalone):
		return invalid("unauthorized_client", "the app is to be begun from our pages")
	case !wants:
		return nil
	case !p.App.does(EHR):
		return invalid("unauthorized_client", "the app is not to be begun from our pages")
	}
	p.account, p.Patient, err = s.launched(ctx, launch)
	return hidden(err, invalid("invalid_request", "the launch has ended"))
}

// printable is the beginning of a text that somebody sent, for an answer to them.
func printable(text string) string {
	if !legible(text, 64) || strings.ContainsAny(text, "\"\\") {
		return "one that cannot be shown"
	}
	return text
}

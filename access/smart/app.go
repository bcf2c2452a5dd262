package smart

import (
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
)

// Kind is how an app proves to be itself.
type Kind string

// The kinds of apps.
const (
	Public     Kind = "public"     // not at all, being in other people's hands; by PKCE alone
	Symmetric  Kind = "symmetric"  // by a secret
	Asymmetric Kind = "asymmetric" // by signing with a key of its own
)

// Uses that an app may be put to.
const (
	Standalone = "standalone" // begun by itself; somebody signs in and agrees
	EHR        = "ehr"        // begun from our pages
	Backend    = "backend"    // for itself, with nobody there (SMART Backend Services)
	Introspect = "introspect" // a server of resources, which may ask what any token stands for
)

// App is a program that the administrator let in.
type App struct {
	ID        string // the client_id
	Name      string // as shown to whoever is asked
	Kind      Kind
	Uses      []string
	Redirects []string // addresses to which people are sent back, compared byte by byte
	Launch    string   // of one begun from our pages: the address that begins it
	Scopes    Scopes   // the most that it may have
	Partner   string   // whose app it is; "" nobody's of the place
	Purpose   string   // what it is for, such as direct-care
	Keys      []byte   // of an asymmetric one: a JSON Web Key Set of its public keys
	Added     time.Time
	Disabled  time.Time // zero: it is not

	secret []byte // hash
}

// does tells whether an app may be put to a use.
func (a *App) does(use string) bool { return slices.Contains(a.Uses, use) }

const longestName = 100

// check judges an app that is to be added.
func (a *App) check() error {
	if a.Name == "" || len(a.Name) > longestName || strings.ContainsFunc(a.Name, func(r rune) bool { return r < ' ' }) {
		return &fault.Error{Code: fault.Invalid, Reason: "an app needs a name of at most 100 bytes", Value: brief(a.Name)}
	}
	if !slices.Contains([]Kind{Public, Symmetric, Asymmetric}, a.Kind) {
		return &fault.Error{Code: fault.Invalid, Reason: "no such kind of app", Value: string(a.Kind), Fix: "say public, symmetric or asymmetric"}
	}
	if err := a.checkUses(); err != nil {
		return err
	}
	for _, r := range a.Redirects {
		if err := checkRedirect(r, a.Kind); err != nil {
			return err
		}
	}
	if a.does(EHR) != (a.Launch != "") {
		return &fault.Error{Code: fault.Invalid, Reason: "an app that is begun from our pages has an address that begins it, and no other has"}
	}
	if a.Launch != "" {
		if err := checkRedirect(a.Launch, Symmetric); err != nil { // it is a page, whatever the kind
			return err
		}
	}
	if (a.Kind == Asymmetric) != (a.Keys != nil) {
		return &fault.Error{Code: fault.Invalid, Reason: "an asymmetric app has public keys, and no other has", Fix: "give its JSON Web Key Set"}
	}
	return a.checkScopes()
}

// mostRedirects bounds the addresses of one app.
const mostRedirects = 20

func (a *App) checkUses() error {
	if len(a.Uses) == 0 {
		return &fault.Error{Code: fault.Invalid, Reason: "an app needs a use", Fix: "say standalone, ehr, backend or introspect"}
	}
	for _, use := range a.Uses {
		if !slices.Contains([]string{Standalone, EHR, Backend, Introspect}, use) {
			return &fault.Error{Code: fault.Invalid, Reason: "no such use of an app", Value: brief(use), Fix: "say standalone, ehr, backend or introspect"}
		}
	}
	if asked := a.does(Standalone) || a.does(EHR); asked != (len(a.Redirects) > 0) || len(a.Redirects) > mostRedirects {
		return &fault.Error{Code: fault.Invalid, Reason: "an app that people use has addresses to send them back to, at most 20, and no other has any"}
	}
	if a.does(Backend) && a.Kind != Asymmetric {
		return &fault.Error{Code: fault.Invalid, Reason: "an app that acts for itself has to sign", Fix: "let it be asymmetric, with public keys"}
	}
	if a.does(Introspect) && a.Kind == Public {
		return &fault.Error{Code: fault.Invalid, Reason: "an app that asks what tokens stand for has to prove itself", Fix: "let it be symmetric or asymmetric"}
	}
	return nil
}

func (a *App) checkScopes() error {
	own, asked := a.Scopes.At(System), a.does(Standalone) || a.does(EHR)
	switch {
	case a.Scopes.Empty() && (asked || a.does(Backend)):
		return &fault.Error{Code: fault.Invalid, Reason: "an app needs scopes", Fix: "give the most that it may have, such as patient/*.rs"}
	case own != a.does(Backend):
		return &fault.Error{Code: fault.Invalid, Reason: "an app that acts for itself has scopes that begin with system/, and no other has", Fix: "give it the use backend, or other scopes"}
	case !asked && !a.Scopes.without(System).Empty():
		return &fault.Error{Code: fault.Invalid, Reason: "an app that nobody uses has scopes that begin with system/ only"}
	}
	return nil
}

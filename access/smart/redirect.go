package smart

import (
	"net/url"
	"slices"
	"strings"

	"continuum/internal/edge"
	"continuum/internal/fault"
)

// longestRedirect bounds an address to which people are sent back.
const longestRedirect = 1000

// checkRedirect judges an address of an app: https, http on the machine that the
// browser runs on, or, of an app without a secret, a scheme of its own that is the
// reverse of a name (RFC 8252). Nothing of it may be left open.
func checkRedirect(text string, kind Kind) error {
	wrong := func(reason string) error {
		return &fault.Error{Code: fault.Invalid, Reason: reason, Value: brief(text), Fix: "give the one exact address, such as https://app.example/back"}
	}
	plain := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("\\*<>\"'`{}|^#", r) }
	u, err := url.Parse(text)
	if err != nil || text == "" || len(text) > longestRedirect || strings.ContainsFunc(text, plain) || u.User != nil || u.Opaque != "" {
		return wrong("this is no address to send people back to")
	}
	switch {
	case hasAnswer(u.Query()):
		return wrong("the address has parameters that the answer brings")
	case u.Scheme == "https" && u.Hostname() != "":
	case u.Scheme == "http" && edge.Loopback(u.Hostname()):
	case kind == Public && strings.Contains(u.Scheme, ".") && u.Host == "":
	default:
		return wrong("the address is neither https, nor on the person's own machine, nor of an installed app's own scheme")
	}
	return nil
}

func hasAnswer(query url.Values) bool {
	return slices.ContainsFunc([]string{"code", "state", "iss", "error", "error_description"}, query.Has)
}

// back adds an answer to an address that was checked.
func back(redirect string, answer url.Values) string {
	u, err := url.Parse(redirect)
	if err != nil { // it was read when the app was added
		return redirect
	}
	query := u.Query()
	for name, all := range answer {
		query[name] = all
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// originOf is the origin of an address, as browsers write it; "" of another scheme.
func originOf(redirect string) string {
	u, err := url.Parse(redirect)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + strings.ToLower(u.Host)
}

package oidc

import "net/url"

// longestHint is the longest ID token that goes into an address, in bytes.
const longestHint = 4 << 10

// Leave gives the address that signs a browser out at its provider too, after the
// session here has ended, and brings it back to SignOut. hint is that of the
// sign-in's Outcome. It is "" where the provider has no such address, or was never
// there: then only the session here has ended, and the page should say so.
func (d *Desk) Leave(provider, hint string) string {
	i, err := d.issuer(provider)
	if err != nil {
		return ""
	}
	i.mu.Lock()
	known := i.known
	i.mu.Unlock()
	if known == nil || known.more.EndSession == "" {
		return ""
	}
	u, err := url.Parse(known.more.EndSession)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", i.ClientID)
	q.Set("post_logout_redirect_uri", d.base+SignOut)
	if hint != "" && len(hint) <= longestHint {
		q.Set("id_token_hint", hint)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Package oidc lets staff and people sign in where they already have an account:
// NHS CIS2, NHS login, Entra, Keycloak or any other OpenID provider. A care
// partnership is many employers; nobody is given yet another password, who leaves
// one of them loses access here the same day, and people come as the NHS knows them.
//
// It is a relying party of OpenID Connect Core 1.0 by the authorization code flow
// with PKCE (RFC 7636), following the OAuth 2.0 Security Best Current Practice (RFC
// 9700): state, nonce and verifier are bound to one browser and used once, the
// issuer is named in the answer where it can be (RFC 9207), algorithms are allowed
// one by one (RFC 8725). It also follows RP-Initiated Logout and Back-Channel Logout
// 1.0, and authenticates itself by a secret or by a signed assertion (RFC 7523).
//
// What the place declares (Provider) says whom to trust for what: which claim gives
// a role, a partner, an NHS number, and which assurance that needs. What comes out
// (Identity) is what the provider said, in the place's own words; whose account that
// is, others decide.
//
//	desk, err := oidc.Open(db, providers, oidc.Settings{Base: "https://care.example.org"})
//	go desk.Watch(ctx)                          // asks providers whether they are there
//	desk.Status()                               // for the sign-in page
//	desk.Begin(w, r, "cis2", oidc.Asked{Back: "/"})
//	desk.Finish(w, r, "cis2")                   // at CallbackPath("cis2")
//	desk.Ended("cis2", sessions)                // at LogoutPath("cis2")
//
// A provider that does not answer holds up nobody else: it is asked when it is
// needed, then left alone for a while that doubles, and the sign-in page says so.
package oidc

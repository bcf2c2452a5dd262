// Package smart lets apps act for the people who use them, and for themselves,
// without anybody's password: the authorisation server of the FHIR API.
//
// A partnership does not write every screen itself. A GP's risk calculator, a
// person's own app on a telephone and a partner's nightly export all read the same
// shared record, each with no more than somebody agreed to, for a while, and so that
// it can be taken back at once. What an app may do is written in scopes; a token
// never gives more than the account behind it may see, since policies (package
// access) are asked all the same.
//
// It follows HL7's SMART App Launch 2.2 (apps that a person uses, Backend Services
// and token introspection) over OAuth 2.0 with today's cautions: PKCE always (RFC
// 7636), redirect addresses compared byte by byte, refresh tokens that turn at each
// use and end with the first that comes twice, the issuer named in answers (RFC
// 9207), and no token anywhere but in the Authorization header (RFC 9700, RFC 6750).
//
// # Why tokens are opaque
//
// A signed token would be read without asking anybody, but could not be taken back
// before it ends; a person who withdraws must not wait ten minutes. So a token is 256
// random bits of which only a hash is kept, and what it stands for is remembered in
// the process. A counter in the database, raised by whatever takes a token back, is
// read when it was not for half a second: what was remembered before it was raised
// is asked for anew. A look-up then costs a hash and a map, and no process believes
// in a token for more than a second after it was taken back, the one that did it
// not for a moment.
package smart

// Package session keeps who is signed in, so that a ward's shared computer closes
// by itself, a nurse is not sent away by a restart, and an account that is disabled
// is out at once, wherever it is open. It follows OWASP's Session Management Cheat
// Sheet.
//
// A token of 256 random bits is in the browser's cookie and nowhere else: the
// database has its SHA-256. Signing in, proving again who one is, and changing role
// or purpose each give a new token and end the old one, so that a token planted
// before is worth nothing. A session ends when it has not been used for a while,
// and after a working day however much it was used. Use is written at most once a
// minute, so a session may end up to a minute early and never late.
//
// A session belongs to an epoch of its account (package access/account) and ends
// with it. What a process knows of a session it believes for a second, unless the
// account or the session is changed in the process itself, which it hears of before
// whoever made the change is answered. So a change counts at once where it was made
// and within a second elsewhere, and reading costs no question most of the time.
//
// # What was typed is not lost
//
// A form that arrives when its session has timed out is parked for an hour,
// encrypted under a key that only the browser gets, and given back once the same
// account has signed in again with that browser. It is not parked where the session
// was ended on purpose.
//
// # Why not alexedwards/scs
//
// With an idle time-out scs writes every session at every request; it keeps one
// opaque value for each token, so that an account's sessions cannot be listed, ended
// or checked against its epoch in the account's own transaction; and it renews a
// token by deleting it before the new one is kept. What is left of it is a cookie.
//
// # Forgery across sites
//
// The cookie is SameSite=Lax and, over TLS, has the prefix __Host-, so that no other
// host of the domain can set it. Together with net/http's CrossOriginProtection
// around everything that is not a GET or HEAD, also around signing in and out, no
// token in forms is needed, as long as no GET changes anything.
package session

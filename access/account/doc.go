// Package account keeps the people who sign in: staff of the partners, people and
// their carers. Care is shared across organisations that have no directory in
// common, so the default install has accounts of its own, and others come from an
// identity provider (access/oidc), such as NHS CIS2, which says who they are. A local
// account may be marked for breaking the glass: it lets somebody in while the
// provider is down.
//
// # Ways in
//
// A passkey (W3C Web Authentication, level 3) is enough alone, since the device
// checks who holds it. A password is enough where the place allows it and none of
// the account's roles demands a passkey. An account may have ten recovery codes,
// each used once. Nobody but its owner ever knows a secret: an administrator hands
// out a link that ends by itself, with which the owner sets a passkey or a
// password, and a recovery code gives such a link too. Passwords are hashed by
// argon2id (RFC 9106) at the cost that OWASP's Password Storage Cheat Sheet asks
// for, and anew when that grows; codes are random enough for SHA-256.
//
// # Guessing
//
// An attempt is counted as failed before its password is looked at, and taken back
// when it was right, so guesses at once do not outrun the count. After some
// failures the next attempt is not looked at for a while, which doubles: for a name
// up to a quarter of an hour, for a network address, behind which a whole hospital
// may sit, later and shorter. Failures are forgotten one by one as time passes, and
// attempts that were not looked at do not count, so nobody can lock another out for
// good. Meanwhile a passkey still opens the account, and so does a recovery code
// unless it comes from an address that is itself held up: neither can be guessed.
//
// Whoever fails learns nothing: the answer and the work done are the same for an
// unknown name, a wrong password, a disabled account and a name that is held up. An
// address that is held up is answered at once, whatever it asks for.
//
// # Changes
//
// Every change is told to the Auditor in its own transaction. What an account may
// do belongs to its epoch: a change of roles, partner, teams or secrets begins
// another, and sessions of the one before end (package access/session).
package account

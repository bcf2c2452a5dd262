package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"continuum/internal/fault"
	"continuum/store"
)

// Bounds of passkeys.
const (
	mostPasskeys   = 20
	mostResponse   = 64 << 10 // bytes of a browser's answer
	longestKeyName = 60
)

// WithRelyingParty lets accounts sign in by passkey on the pages of a domain, such
// as care.example.org with https://care.example.org, under the place's name.
func WithRelyingParty(domain, name string, origins ...string) Option {
	return func(a *Accounts) (err error) {
		for _, origin := range origins {
			if !serves(origin, domain) {
				return &fault.Error{Code: fault.Invalid, Value: origin, Reason: "passkeys cannot be used on these pages", Fix: "give an https:// address of the domain, or localhost"}
			}
		}
		a.relying, err = webauthn.New(&webauthn.Config{
			RPID: domain, RPDisplayName: name, RPOrigins: origins, AttestationPreference: protocol.PreferNoAttestation,
			AuthenticatorSelection: protocol.AuthenticatorSelection{
				ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
				UserVerification: protocol.VerificationRequired,
			},
		})
		if err != nil {
			return &fault.Error{Code: fault.Invalid, Reason: "passkeys cannot be used on these pages", Err: err, Fix: "give the domain and the https:// address under which people see the pages"}
		}
		return nil
	}
}

// serves tells whether pages of a domain may be at an origin.
func serves(origin, domain string) bool {
	u, err := url.Parse(origin)
	if err != nil || domain == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
		return false
	}
	host := u.Hostname()
	return (u.Scheme == "https" || u.Scheme == "http" && host == "localhost") && (host == domain || strings.HasSuffix(host, "."+domain))
}

// Passkey is one that an account has.
type Passkey struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"` // that its owner gave
	Added time.Time `json:"added"`
	Used  time.Time `json:"used,omitzero"`
}

// holder is an account as WebAuthn sees it.
type holder struct {
	Account
	keys []webauthn.Credential
}

// WebAuthnID is the account's id, which says nothing of whose it is.
func (h holder) WebAuthnID() []byte { return []byte(h.ID) }

// WebAuthnName is what the device lists the passkey under.
func (h holder) WebAuthnName() string { return h.Name }

// WebAuthnDisplayName is the name to show.
func (h holder) WebAuthnDisplayName() string { return h.Display }

// WebAuthnCredentials are the passkeys it has.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// holds reads an account with its passkeys.
func holds(tx *store.Tx, account Account) (holder, error) {
	h := holder{Account: account}
	for row, err := range tx.Query("SELECT credential, signs FROM account_passkey WHERE account = $1 ORDER BY added, id", account.ID) {
		var text string
		var signs int64
		var key webauthn.Credential
		if err == nil {
			err = row.Scan(&text, &signs)
		}
		if err == nil {
			err = json.Unmarshal([]byte(text), &key)
		}
		if err != nil {
			return h, err
		}
		key.Authenticator.SignCount = uint32(signs)
		h.keys = append(h.keys, key)
	}
	return h, nil
}

// keyID is a passkey's id as it is kept.
func keyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// ready tells whether there are passkeys at all.
func (a *Accounts) ready() error {
	if a.relying == nil {
		return &fault.Error{Code: fault.Unavailable, Reason: "passkeys need the address of the pages", Fix: "say under which https:// address people see them"}
	}
	return nil
}

// Passkeys lists an account's passkeys, oldest first.
func (a *Accounts) Passkeys(ctx context.Context, id string) (all []Passkey, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		all = []Passkey{}
		for row, err := range tx.Query("SELECT id, name, added, used FROM account_passkey WHERE account = $1 ORDER BY added, id", id) {
			var k Passkey
			var added int64
			var used *int64
			if err == nil {
				err = row.Scan(&k.ID, &k.Name, &added, &used)
			}
			if err != nil {
				return err
			}
			k.Added = time.UnixMicro(added).UTC()
			if used != nil {
				k.Used = time.UnixMicro(*used).UTC()
			}
			all = append(all, k)
		}
		return nil
	})
	return all, fault.Wrap(err, "listing passkeys")
}

// DropPasskey takes a passkey from an account and ends its sessions. Conflict where
// it is the last way in.
func (a *Accounts) DropPasskey(ctx context.Context, id, key string) error {
	err := a.write(ctx, id, func(tx *store.Tx) error {
		n, err := tx.Exec("DELETE FROM account_passkey WHERE account = $1 AND id = $2", id, key)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.NotFound, "there is no such passkey")
		}
		if err := a.waysLeft(tx, id); err != nil {
			return err
		}
		if err := anew(tx, id); err != nil {
			return err
		}
		return a.note(ctx, tx, PasskeyGone, id, "")
	})
	return fault.Wrap(err, "removing a passkey")
}

// waysLeft refuses to leave an account without a way in.
func (a *Accounts) waysLeft(tx *store.Tx, id string) error {
	owner, err := one(tx, "id = $1", id)
	if err != nil {
		return err
	}
	var keys, passwords int
	err = tx.QueryRow(`SELECT (SELECT count(*) FROM account_passkey WHERE account = $1),
		(SELECT count(*) FROM account_password WHERE account = $1)`, id).Scan(&keys, &passwords)
	if err == nil && keys == 0 && (passwords == 0 || !a.policy.password(&owner)) {
		err = &fault.Error{Code: fault.Conflict, Reason: "this passkey is the account's last way in", Fix: "add another first"}
	}
	return err
}

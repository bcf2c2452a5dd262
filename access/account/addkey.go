package account

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"continuum/internal/fault"
	"continuum/store"
)

// BeginPasskey gives what a browser makes another passkey of an account from, as
// PublicKeyCredentialCreationOptions in JSON ({"publicKey": …}).
func (a *Accounts) BeginPasskey(ctx context.Context, id string) (options json.RawMessage, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		owner, err := one(tx, "id = $1", id)
		if err == nil {
			options, err = a.begin(tx, owner)
		}
		return err
	})
	return options, fault.Wrap(err, "beginning a passkey")
}

// BeginSetUpPasskey is BeginPasskey for whoever has a set-up code.
func (a *Accounts) BeginSetUpPasskey(ctx context.Context, code string) (options json.RawMessage, err error) {
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		owner, err := a.ownerOf(tx, code)
		if err == nil {
			options, err = a.begin(tx, owner)
		}
		return err
	})
	return options, fault.Wrap(err, "beginning a passkey")
}

func (a *Accounts) begin(tx *store.Tx, owner Account) (json.RawMessage, error) {
	if err := a.ready(); err != nil {
		return nil, err
	}
	if owner.Source != Local {
		return nil, fault.New(fault.Denied, "the account signs in at its identity provider")
	}
	h, err := holds(tx, owner)
	if err != nil {
		return nil, err
	}
	if len(h.keys) >= mostPasskeys {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "the account has as many passkeys as it can", Fix: "remove one first"}
	}
	creation, _, err := a.creation(h, a.challenge(toAdd+owner.ID))
	if err != nil {
		return nil, err
	}
	return json.Marshal(creation)
}

// creation is how a passkey is asked for, and what the answer must fit.
func (a *Accounts) creation(h holder, challenge []byte) (*protocol.CredentialCreation, *webauthn.SessionData, error) {
	with := func(o *protocol.PublicKeyCredentialCreationOptions) error { o.Challenge = challenge; return nil }
	creation, session, err := a.relying.BeginRegistration(h, with, webauthn.WithExclusions(webauthn.Credentials(h.keys).CredentialDescriptors()))
	return creation, session, fault.Wrap(err, "asking for a passkey")
}

// AddPasskey keeps the passkey that a browser made, under a name. Denied where the
// answer does not fit what was asked.
func (a *Accounts) AddPasskey(ctx context.Context, id, name string, response []byte) error {
	err := a.addKey(ctx, func(tx *store.Tx) (Account, error) { return one(tx, "id = $1", id) }, name, response)
	a.tell(id)
	return fault.Wrap(err, "adding a passkey")
}

// SetUpPasskey uses a set-up code to keep the passkey that a browser made.
func (a *Accounts) SetUpPasskey(ctx context.Context, code, name string, response []byte) (owner Account, err error) {
	err = a.addKey(ctx, func(tx *store.Tx) (Account, error) {
		if owner, err = a.spend(tx, code); err != nil {
			return owner, err
		}
		return owner, anew(tx, owner.ID)
	}, name, response)
	if err != nil {
		return Account{}, fault.Wrap(err, "setting up an account")
	}
	a.tell(owner.ID)
	return a.Get(ctx, owner.ID)
}

func (a *Accounts) addKey(ctx context.Context, whose func(*store.Tx) (Account, error), name string, response []byte) error {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > longestKeyName || !printable(name) {
		return wrong("name", "", "not a name for a passkey", "use at most 60 letters, such as the device's name")
	}
	if err := a.ready(); err != nil {
		return err
	}
	if len(response) > mostResponse {
		return notAccepted()
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return notAccepted()
	}
	return a.db.Write(ctx, func(tx *store.Tx) error {
		owner, err := whose(tx)
		if err != nil {
			return err
		}
		key, err := a.made(tx, owner, parsed)
		if err != nil {
			return err
		}
		return a.putKey(ctx, tx, owner.ID, name, key)
	})
}

// made checks a passkey that a browser says it made.
func (a *Accounts) made(tx *store.Tx, owner Account, parsed *protocol.ParsedCredentialCreationData) (*webauthn.Credential, error) {
	challenge, ends, ours := a.opened(toAdd+owner.ID, parsed.Response.CollectedClientData.Challenge)
	if !ours {
		return nil, notAccepted()
	}
	h, err := holds(tx, owner)
	if err != nil {
		return nil, err
	}
	_, session, err := a.creation(h, challenge)
	if err != nil {
		return nil, err
	}
	key, err := a.relying.CreateCredential(h, *session, parsed)
	if err != nil || len(h.keys) >= mostPasskeys {
		return nil, notAccepted()
	}
	return key, a.once(tx, challenge, ends)
}

func (a *Accounts) putKey(ctx context.Context, tx *store.Tx, id, name string, key *webauthn.Credential) error {
	key.Attestation = webauthn.CredentialAttestation{} // nobody asked who made the device
	text, err := json.Marshal(key)
	if err != nil {
		return fault.Wrap(err, "keeping a passkey")
	}
	n, err := tx.Exec("INSERT INTO account_passkey (id, account, name, credential, signs, added) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
		keyID(key.ID), id, name, json.RawMessage(text), int64(key.Authenticator.SignCount), a.now())
	if err == nil && n == 0 {
		err = notAccepted()
	}
	if err != nil {
		return err
	}
	return a.note(ctx, tx, PasskeyAdded, id, "")
}

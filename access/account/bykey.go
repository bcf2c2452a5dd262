package account

import (
	"context"
	"encoding/json"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"continuum/internal/fault"
	"continuum/store"
)

// BeginSignIn gives what a browser signs somebody in with by passkey, whoever it
// is, as PublicKeyCredentialRequestOptions in JSON ({"publicKey": …}).
func (a *Accounts) BeginSignIn() (json.RawMessage, error) {
	if err := a.ready(); err != nil {
		return nil, err
	}
	assertion, _, err := a.assertion(a.challenge(toSignIn))
	if err != nil {
		return nil, err
	}
	return json.Marshal(assertion)
}

// assertion is how a passkey is asked to sign, and what the answer must fit.
func (a *Accounts) assertion(challenge []byte) (*protocol.CredentialAssertion, *webauthn.SessionData, error) {
	assertion, session, err := a.relying.BeginDiscoverableLogin(webauthn.WithChallenge(challenge), webauthn.WithUserVerification(protocol.VerificationRequired))
	return assertion, session, fault.Wrap(err, "asking for a passkey")
}

// SignInByPasskey lets in whoever's passkey signed: Denied for whatever reason not.
func (a *Accounts) SignInByPasskey(ctx context.Context, response []byte) (in Account, err error) {
	if err := a.ready(); err != nil {
		return Account{}, err
	}
	if len(response) > mostResponse {
		return Account{}, notAccepted()
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return Account{}, notAccepted()
	}
	challenge, ends, ours := a.opened(toSignIn, parsed.Response.CollectedClientData.Challenge)
	if !ours {
		return Account{}, notAccepted()
	}
	who, key, err := a.signed(ctx, challenge, parsed)
	if err != nil {
		return Account{}, err
	}
	copied := false
	err = a.db.Write(ctx, func(tx *store.Tx) error {
		copied = false
		if err := a.once(tx, challenge, ends); err != nil {
			return err
		}
		moved, err := a.count(tx, who.ID, key)
		if err != nil {
			return err
		}
		if !moved {
			copied = true
			return a.note(ctx, tx, PasskeyCopied, who.ID, "")
		}
		in, err = a.arrived(ctx, tx, who.ID, "passkey")
		return err
	})
	if err == nil && copied {
		return Account{}, notAccepted()
	}
	if err != nil {
		return Account{}, fault.Wrap(err, "signing in by passkey")
	}
	return in, nil
}

// signed checks that a passkey of some account signed a challenge.
func (a *Accounts) signed(ctx context.Context, challenge []byte, parsed *protocol.ParsedCredentialAssertionData) (who holder, key *webauthn.Credential, err error) {
	_, session, err := a.assertion(challenge)
	if err != nil {
		return who, nil, err
	}
	var failed error
	find := func(raw, id []byte) (webauthn.User, error) {
		failed = a.db.Read(ctx, func(tx *store.Tx) error {
			owner, err := one(tx, "id = (SELECT account FROM account_passkey WHERE id = $1 AND account = $2)", keyID(raw), string(id))
			if err != nil {
				return err
			}
			who, err = holds(tx, owner)
			return err
		})
		return who, failed
	}
	key, err = a.relying.ValidateDiscoverableLogin(find, *session, parsed)
	switch {
	case err == nil:
		return who, key, nil
	case failed != nil && fault.CodeOf(failed) == fault.Unavailable:
		return who, nil, failed
	}
	return who, nil, notAccepted()
}

// count keeps what a passkey says of how often it signed; false where that went
// back, or the passkey is gone. Devices that do not count always say 0.
func (a *Accounts) count(tx *store.Tx, id string, key *webauthn.Credential) (bool, error) {
	if key.Authenticator.CloneWarning {
		return false, nil
	}
	key.Attestation = webauthn.CredentialAttestation{}
	text, err := json.Marshal(key)
	if err != nil {
		return false, fault.Wrap(err, "keeping a passkey")
	}
	signs := int64(key.Authenticator.SignCount)
	n, err := tx.Exec(`UPDATE account_passkey SET credential = $1, signs = $2, used = $3
		WHERE id = $4 AND account = $5 AND (signs < $2 OR signs = 0 AND $2 = 0)`,
		json.RawMessage(text), signs, a.now(), keyID(key.ID), id)
	return n == 1, err
}

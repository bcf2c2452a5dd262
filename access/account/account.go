package account

import (
	"reflect"
	"time"
)

// Local is the source of accounts that sign in here.
const Local = "local"

// Account is somebody who signs in. Of a text that is not known there is "".
type Account struct {
	ID      string `json:"id"`      // random, and never another's
	Name    string `json:"name"`    // to sign in with; folded (RFC 8265), and nobody else's
	Display string `json:"display"` // as others see it

	Roles        []string `json:"roles"`
	Partner      string   `json:"partner,omitempty"`      // id of the organisation worked for
	Practice     string   `json:"practice,omitempty"`     // ODS code of the GP practice worked for
	Teams        []string `json:"teams"`                  // ids
	Wards        []string `json:"wards"`                  // partner/ward
	Practitioner string   `json:"practitioner,omitempty"` // such as Practitioner/7
	Person       string   `json:"person,omitempty"`       // key of the person whose own account it is
	Email        string   `json:"email,omitempty"`

	Disabled   bool      `json:"disabled"`
	BreakGlass bool      `json:"break_glass"`       // for when no identity provider can be reached
	Source     string    `json:"source"`            // Local, or the id of an identity provider
	Subject    string    `json:"subject,omitempty"` // who it is to the provider
	Added      time.Time `json:"added"`             // when it was made
	LastSignIn time.Time `json:"last_sign_in,omitzero"`

	Version int64 `json:"version"` // of what stands here
	Epoch   int64 `json:"-"`       // of what it may do: sessions of an earlier one end
}

// Has tells whether the account has a role.
func (a *Account) Has(role string) bool {
	for _, r := range a.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// rights are what an account may do, and who it is to the place.
func (a *Account) rights() Account {
	r := *a
	r.Display, r.Email, r.LastSignIn, r.Version, r.Epoch = "", "", time.Time{}, 0, 0
	return r
}

// sameRights tells whether open sessions may go on after a change.
func sameRights(before, after *Account) bool {
	return reflect.DeepEqual(before.rights(), after.rights())
}

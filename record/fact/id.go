package fact

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"continuum/link/identity"
)

// The id of a fact begins with the person's, so that it leads straight to the
// person, and goes on with what sort of fact it is and a hash of what makes it that
// one: P7QK2M9XW4TB-enc-5f2a93c07be1d644. The hash does not hold the person, so
// that a fact keeps it when two people turn out to be one.

const personLength = 12 // letters of a person id

// personOf gives the person in the id of a fact, and what follows.
func personOf(id string) (person, rest string, ok bool) {
	if len(id) < personLength {
		return "", "", false
	}
	person, rest = id[:personLength], id[personLength:]
	return person, rest, identity.Valid(person) && (rest == "" || rest[0] == '-')
}

// PersonOf gives the person whom the id of a fact tells; "" for other ids.
func PersonOf(id string) string {
	person, _, _ := personOf(id)
	if !identity.Valid(person) {
		return ""
	}
	return person
}

const partnerPrefix = "partner-"

// Owns tells whether an id can only be that of a fact: of a person, of something
// about one, or of a partner.
func (f *Facts) Owns(id string) bool {
	if _, _, ok := personOf(id); ok {
		return true
	}
	_, ok := f.organizations[id]
	return ok
}

// organizationID is the id of a partner's Organization: a partner's id with the
// hyphens that FHIR allows, or where that is too long its hash.
func organizationID(partner string) string {
	const longest = 64
	id := partnerPrefix + strings.ReplaceAll(partner, "_", "-")
	if len(id) > longest {
		return partnerPrefix + hash(partner)
	}
	return id
}

// hash stands for what makes a thing that one.
func hash(parts ...string) string {
	const size = 8 // bytes: two facts of one person share it with a chance of one in 2^64
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:size])
}

// registrationID is the id of the Patient of a registration.
func registrationID(person, source, localID string) string {
	return factID(person, registered, source, localID)
}

const registered = "reg"

func factID(person, sort string, parts ...string) string {
	return person + "-" + sort + "-" + hash(parts...)
}

// id gives the id of a fact of some sort. Of facts with nothing to tell them apart
// the second is numbered, in the fixed order of the build.
func (m *mapper) id(sort string, parts ...string) string {
	id := factID(m.known.Person.ID, sort, parts...)
	m.given[id]++
	if n := m.given[id]; n > 1 {
		return id + "-" + strconv.Itoa(n)
	}
	return id
}

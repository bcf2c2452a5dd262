package pseudonym

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"time"

	"continuum/internal/fault"
	"continuum/link/identity"
)

// Project is one for which people see the record under pseudonyms: within it a person
// or a resource has the same pseudonym always, and another in every other.
type Project struct {
	name    string
	fewest  int64
	systems []string // whose codes leave
	ids     []byte
	seal    cipher.AEAD
	now     func() time.Time
}

// Terms are what a place says of what leaves it under pseudonyms.
type Terms struct {
	Fewest  int      // below it no total is told, and others are rounded down to its multiples; 0: 10
	Systems []string // addresses of code systems of the place whose codes leave beside the usual; an address ending in / stands for all below
}

const usualFewest = 10

// Project gives the pseudonyms of a project, by its name.
func (k *Key) Project(name string, t Terms) (*Project, error) {
	if name == "" {
		return nil, fault.New(fault.Denied, "nobody said for which project")
	}
	own := derive(k.secret, "project", k.place, name)
	block, err := aes.NewCipher(derive(own, "pages"))
	if err != nil {
		return nil, fault.Wrap(err, "making the key of a project")
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fault.Wrap(err, "making the key of a project")
	}
	if t.Fewest <= 0 {
		t.Fewest = usualFewest
	}
	return &Project{name: name, fewest: int64(t.Fewest), systems: t.Systems, ids: derive(own, "ids"), seal: seal, now: time.Now}, nil
}

// Name is that of the project.
func (p *Project) Name() string { return p.name }

// prefix begins every pseudonym, so that nobody takes one for an id.
const prefix = "ps-"

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

const pseudonymSize = 16 // bytes: two of a project are the same with a chance of one in 2^64 at 2^32 of them

func (p *Project) of(words ...string) string {
	return prefix + letters.EncodeToString(derive(p.ids, words...)[:pseudonymSize])
}

// Person is the pseudonym of a person, by the person's key.
func (p *Project) Person(key string) string { return p.of("person", key) }

// Resource is the pseudonym of what is not a person, by its type and id.
func (p *Project) Resource(typ, id string) string { return p.of("resource", typ, id) }

// patient is the type that stands for a person.
const patient = "Patient"

// id is the pseudonym of a resource; a Patient's is that of the person.
func (p *Project) id(typ, id string, people People) string {
	if typ != patient {
		return p.Resource(typ, id)
	}
	if person, is := factPerson(id); is {
		return p.Person(person)
	}
	if person, known := people[id]; known {
		return p.Person(person)
	}
	return p.Person(patient + "/" + id)
}

// People are the keys of the people that Patients are, by the Patients' ids.
type People map[string]string

// personLength is how many letters of the id of a fact name the person.
const personLength = 12

// factPerson gives the person whose id the id of a fact begins with.
func factPerson(id string) (person string, is bool) {
	if len(id) < personLength || len(id) > personLength && id[personLength] != '-' {
		return "", false
	}
	return id[:personLength], identity.Valid(id[:personLength])
}

// Sealed hides a text that a client brings back, such as where a page begins: it may
// hold numbers that the record gave. Its length tells nothing of the text's.
func (p *Project) Sealed(text string) string {
	const block = 128
	b := make([]byte, (len(text)+2+block-1)/block*block)
	binary.BigEndian.PutUint16(b, uint16(len(text)))
	copy(b[2:], text)
	return base64.RawURLEncoding.EncodeToString(p.seal.Seal(nil, nil, b, nil))
}

// longestSealed bounds what is opened.
const longestSealed = 1 << 14

// Opened gives the text back; false for what was not sealed for this project.
func (p *Project) Opened(sealed string) (text string, ok bool) {
	if len(sealed) > longestSealed {
		return "", false
	}
	whole, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return "", false
	}
	b, err := p.seal.Open(nil, nil, whole, nil)
	if err != nil || len(b) < 2 || int(binary.BigEndian.Uint16(b)) > len(b)-2 {
		return "", false
	}
	return string(b[2 : 2+int(binary.BigEndian.Uint16(b))]), true
}

// Total is what is told of a number of matches: rounded down to a multiple of the
// fewest that are told, so that two searches that differ by a person mostly tell the
// same; false where there are fewer, or none.
func (p *Project) Total(n int64) (told int64, some bool) {
	told = n - n%p.fewest
	return told, told > 0
}

// Fewest is the least total that is told.
func (p *Project) Fewest() int64 { return p.fewest }

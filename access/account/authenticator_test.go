package account

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// device is an authenticator with its browser: it makes P-256 keys and signs as
// CTAP2 and WebAuthn say, byte for byte, or as a test wants it to lie.
type device struct {
	t      testing.TB
	key    *ecdsa.PrivateKey
	id     []byte // of the credential
	user   []byte // handle
	signs  uint32
	counts bool // it counts how often it signs

	origin string
	domain string
	flags  byte
	as     string // type of the client data; "" what it is
}

// Flags of authenticator data.
const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

func newDevice(t testing.TB) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &device{t: t, key: key, id: random(20), counts: true, origin: site, domain: siteDomain, flags: present | verified}
}

// asked is what a server's options say.
type asked struct {
	PublicKey struct {
		Challenge string
		RPID      string
		RP        struct{ ID string }
		User      struct{ ID string }
		Params    []struct{ Alg int } `json:"pubKeyCredParams"`
		Selection struct {
			ResidentKey, UserVerification string
		} `json:"authenticatorSelection"`
		UserVerification string
		Exclude          []struct{ ID string } `json:"excludeCredentials"`
		Allow            []struct{ ID string } `json:"allowCredentials"`
	}
}

func (d *device) read(options json.RawMessage) asked {
	d.t.Helper()
	var a asked
	if err := json.Unmarshal(options, &a); err != nil {
		d.t.Fatal(err)
	}
	return a
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// create answers PublicKeyCredentialCreationOptions.
func (d *device) create(options json.RawMessage) []byte {
	d.t.Helper()
	a := d.read(options)
	user, err := base64.RawURLEncoding.DecodeString(a.PublicKey.User.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	d.user = user
	data := append(d.data(d.flags|attested), make([]byte, 16)...) // AAGUID of a device that does not say
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(data, d.id...)
	data = append(data, d.cose()...)
	object := []byte{0xa3} // a map of three
	object = append(append(object, cborText("fmt")...), cborText("none")...)
	object = append(append(object, cborText("attStmt")...), 0xa0)
	object = append(append(object, cborText("authData")...), cborBytes(data)...)
	return d.answer(map[string]any{
		"clientDataJSON": b64(d.client("webauthn.create", a.PublicKey.Challenge)), "attestationObject": b64(object),
	})
}

// get answers PublicKeyCredentialRequestOptions.
func (d *device) get(options json.RawMessage) []byte {
	d.t.Helper()
	a := d.read(options)
	if d.counts {
		d.signs++
	}
	client, data := d.client("webauthn.get", a.PublicKey.Challenge), d.data(d.flags)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.answer(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.user),
	})
}

func (d *device) answer(response map[string]any) []byte {
	text, err := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// client is what the browser adds: where and what for.
func (d *device) client(kind, challenge string) []byte {
	if d.as != "" {
		kind = d.as
	}
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.t.Fatal(err)
	}
	return text
}

// data is authenticator data up to the count.
func (d *device) data(flags byte) []byte {
	domain := sha256.Sum256([]byte(d.domain))
	return binary.BigEndian.AppendUint32(append(domain[:], flags), d.signs)
}

// cose is the public key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
func (d *device) cose() []byte {
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		d.t.Fatal(err)
	}
	out := []byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21}
	out = append(append(out, cborBytes(point[1:33])...), 0x22)
	return append(out, cborBytes(point[33:])...)
}

func cborText(s string) []byte { return append([]byte{0x60 | byte(len(s))}, s...) }

func cborBytes(b []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0x59}, uint16(len(b))), b...)
}

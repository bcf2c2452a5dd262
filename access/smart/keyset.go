package smart

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"

	"github.com/go-jose/go-jose/v4"

	"continuum/internal/fault"
)

// Bounds of an app's keys.
const (
	largestKeySet = 64 << 10
	mostKeys      = 10
	leastRSA      = 2048 // bits
	mostRSA       = 4096
)

// algorithms are those by which apps sign, by SMART the only ones. That a key fits
// its algorithm is judged when the app is added, so that a public key is never taken
// for a secret.
var algorithms = []jose.SignatureAlgorithm{jose.RS384, jose.ES384}

// checkKeys judges a set of public keys and gives it back in our own words.
func checkKeys(text []byte) ([]byte, error) {
	wrong := func(reason string) error {
		return &fault.Error{Code: fault.Invalid, Reason: reason, Fix: `give a JSON Web Key Set of public keys for RS384 or ES384, each with its own "kid"`}
	}
	var set jose.JSONWebKeySet
	if len(text) > largestKeySet || json.Unmarshal(text, &set) != nil {
		return nil, wrong("this is no set of keys")
	}
	if len(set.Keys) == 0 || len(set.Keys) > mostKeys {
		return nil, wrong("a set has between one key and ten")
	}
	seen := map[string]bool{}
	for i := range set.Keys {
		k := &set.Keys[i]
		if k.KeyID == "" || len(k.KeyID) > 255 || seen[k.KeyID] {
			return nil, wrong("a key has no kid of its own")
		}
		seen[k.KeyID] = true
		algorithm := algorithmOf(k)
		if algorithm == "" || k.Algorithm != "" && k.Algorithm != string(algorithm) || k.Use != "" && k.Use != "sig" {
			return nil, wrong("a key is not one for RS384 (RSA of 2048 to 4096 bits) or ES384 (P-384), or not a public one")
		}
		set.Keys[i] = jose.JSONWebKey{Key: k.Key, KeyID: k.KeyID, Algorithm: string(algorithm), Use: "sig"}
	}
	out, err := json.Marshal(set)
	return out, fault.Wrap(err, "writing a set of keys")
}

// algorithmOf is the one algorithm of a public key; "" where it has none.
func algorithmOf(k *jose.JSONWebKey) jose.SignatureAlgorithm {
	switch key := k.Key.(type) {
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits >= leastRSA && bits <= mostRSA && key.E >= 3 && key.E%2 == 1 {
			return jose.RS384
		}
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P384() && k.Valid() {
			return jose.ES384
		}
	}
	return ""
}

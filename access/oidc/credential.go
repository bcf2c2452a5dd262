package oidc

import (
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"

	"continuum/internal/fault"
)

// assertionLife is how long a signed assertion of ours holds.
const assertionLife = 2 * time.Minute

// credential is how this server shows a provider who it is.
type credential struct {
	id, secret string
	signer     jose.Signer // nil where it is by the secret
	toIssuer   bool        // for whom an assertion is: the issuer, or its token endpoint
}

// credential reads the secret or the private key of a provider.
func (p *Provider) credential(s Settings) (credential, error) {
	c := credential{id: p.ClientID, toIssuer: p.KeyAudience == "issuer"}
	if p.PrivateKeyFile != "" {
		signer, err := p.signer(s.Dir)
		c.signer = signer
		return c, err
	}
	secret, ok := s.Secret(p.SecretEnv)
	if !ok || secret == "" {
		return c, &fault.Error{Code: fault.Invalid, Reason: "the secret of the OpenID provider " + p.ID + " is not set", Fix: "give it in the environment variable " + p.SecretEnv}
	}
	c.secret = secret
	return c, nil
}

// signer reads a private key.
func (p *Provider) signer(dir string) (jose.Signer, error) {
	path := p.PrivateKeyFile
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	wrong := &fault.Error{Code: fault.Invalid, File: path, Reason: "the private key for " + p.ID + " cannot be used", Fix: "give a private key in PEM, such as `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048` writes"}
	text, err := os.ReadFile(path)
	if err != nil {
		wrong.Err = err
		return nil, wrong
	}
	key, err := private(text)
	if err != nil {
		return nil, wrong // without the cause, which may quote the key
	}
	algorithm := jose.SignatureAlgorithm(or(p.KeyAlgorithm, "RS512"))
	options := (&jose.SignerOptions{}).WithType("JWT")
	if p.KeyID != "" {
		options = options.WithHeader("kid", p.KeyID)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	if err == nil {
		_, err = signer.Sign([]byte("{}")) // whether the key is of the algorithm's kind
	}
	if err != nil {
		wrong.Fix = "the key must be of the kind of key_algorithm, which is " + string(algorithm)
		return nil, wrong
	}
	return signer, nil
}

// private reads a key in any of the forms that PEM has for one.
func private(text []byte) (crypto.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fault.New(fault.Invalid, "there is no PEM in it")
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	return x509.ParseECPrivateKey(block.Bytes)
}

// client gives what goes into the question, and how the secret is shown: as the
// provider can take it, in the header where it says nothing (Core 1.0, section 9).
func (c *credential) client(showBy []string) (id, secret string, style oauth2.AuthStyle) {
	if c.signer != nil || len(showBy) > 0 && !slices.Contains(showBy, "client_secret_basic") {
		return c.id, c.secret, oauth2.AuthStyleInParams
	}
	return c.id, c.secret, oauth2.AuthStyleInHeader
}

// shown gives what else goes with a code: an assertion, where that is how.
func (c *credential) shown(issuer, tokenEndpoint string, now time.Time) ([]oauth2.AuthCodeOption, error) {
	if c.signer == nil {
		return nil, nil
	}
	audience := tokenEndpoint
	if c.toIssuer {
		audience = issuer
	}
	text, err := json.Marshal(map[string]any{
		"iss": c.id, "sub": c.id, "aud": audience, "jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	if err != nil {
		return nil, fault.Wrap(err, "writing an assertion")
	}
	signed, err := c.signer.Sign(text)
	if err != nil {
		return nil, fault.Wrap(err, "signing an assertion")
	}
	assertion, err := signed.CompactSerialize()
	return []oauth2.AuthCodeOption{
		oauth2.SetAuthURLParam("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
		oauth2.SetAuthURLParam("client_assertion", assertion),
	}, fault.Wrap(err, "signing an assertion")
}

package oidc

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// How long keys are trusted and how often new ones are asked for. Anybody can send a
// logout token with a key that does not exist, so that asking is rationed.
const (
	keysHold   = time.Hour
	keysWithin = time.Minute
	keysOften  = 6 // times within it
	mostKeys   = 100
	leastRSA   = 2048 // bits
)

// keys are those a provider signs with, which it may change whenever it likes. They
// are a goidc.KeySet.
type keys struct {
	address string
	client  *http.Client
	allowed []string
	now     func() time.Time

	mu    sync.Mutex
	known []jose.JSONWebKey
	at    time.Time // when they were fetched

	asking sync.Mutex  // held by who fetches
	asked  []time.Time // within the last minute
}

// errKeys says that keys could not be had: the provider's failure, not the token's.
var errKeys = errors.New("its keys cannot be had")

// errSignature says that a token is signed by none of a provider's keys.
var errSignature = errors.New("the signature is by none of its keys")

// VerifySignature gives the payload of a token that one of the provider's keys signed.
func (k *keys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	var algorithms []jose.SignatureAlgorithm
	for _, a := range k.allowed {
		algorithms = append(algorithms, jose.SignatureAlgorithm(a))
	}
	signed, err := jose.ParseSignedCompact(token, algorithms)
	if err != nil {
		return nil, err
	}
	known, at := k.held()
	if payload, ok := verify(signed, known); ok {
		return payload, nil
	}
	if known, err = k.since(ctx, at); err != nil {
		return nil, err
	}
	if payload, ok := verify(signed, known); ok {
		return payload, nil
	}
	return nil, errSignature
}

// held gives the keys as they are known, and since when; none where that is long ago.
func (k *keys) held() ([]jose.JSONWebKey, time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.now().Sub(k.at) >= keysHold {
		return nil, k.at
	}
	return k.known, k.at
}

// verify tries the keys that may have signed a token.
func verify(signed *jose.JSONWebSignature, all []jose.JSONWebKey) ([]byte, bool) {
	head := signed.Signatures[0].Header
	for _, key := range all {
		if head.KeyID != "" && key.KeyID != head.KeyID || key.Algorithm != "" && key.Algorithm != head.Algorithm {
			continue
		}
		if payload, err := signed.Verify(key.Key); err == nil {
			return payload, true
		}
	}
	return nil, false
}

// since gives keys that were fetched later than those that did not do, unless they
// were asked for too often just now. Who waits meanwhile shares them.
func (k *keys) since(ctx context.Context, before time.Time) ([]jose.JSONWebKey, error) {
	k.asking.Lock()
	defer k.asking.Unlock()
	if known, at := k.held(); at.After(before) {
		return known, nil
	}
	now := k.now()
	k.asked = slices.DeleteFunc(k.asked, func(t time.Time) bool { return now.Sub(t) >= keysWithin })
	if len(k.asked) >= keysOften {
		return k.rationed()
	}
	k.asked = append(k.asked, now)
	found, err := k.get(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKeys, brief(err))
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known, k.at = found, now
	return found, nil
}

// rationed is why keys are not asked for: a token's fault where some are known.
func (k *keys) rationed() ([]jose.JSONWebKey, error) {
	if known, _ := k.held(); known == nil {
		return nil, errKeys
	}
	return nil, errSignature
}

func (k *keys) get(ctx context.Context) ([]jose.JSONWebKey, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, k.address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := k.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&set); err != nil {
		return nil, err
	}
	return usable(set.Keys), nil
}

// usable leaves of a set the public keys that are for signing and strong enough.
// Those of a kind we do not know are for others.
func usable(raw []json.RawMessage) (all []jose.JSONWebKey) {
	for _, text := range raw[:min(len(raw), mostKeys)] {
		var key jose.JSONWebKey
		if json.Unmarshal(text, &key) != nil || !key.Valid() || !key.IsPublic() || key.Use != "" && key.Use != "sig" {
			continue
		}
		if public, ok := key.Key.(*rsa.PublicKey); ok && public.N.BitLen() < leastRSA {
			continue
		}
		all = append(all, key)
	}
	return all
}

package account

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// Cost is what one hashing of a password takes.
type Cost struct {
	Memory uint32 // KiB
	Passes uint32
	Lanes  uint8
}

// Usual is the cost that OWASP's Password Storage Cheat Sheet asks for at least
// (argon2id with 19 MiB, two passes and one lane).
var Usual = Cost{Memory: 19 << 10, Passes: 2, Lanes: 1}

// less tells whether a hash should be made anew at another cost.
func (c Cost) less(than Cost) bool {
	return c.Memory < than.Memory || c.Passes < than.Passes || c.Lanes < than.Lanes
}

// Bounds of a hash that is read: whoever can write the database must not be able to
// make signing in cost a server's memory.
const (
	mostMemory = 256 << 10 // KiB
	mostPasses = 16
	mostLanes  = 16
	leastSalt  = 8
	leastHash  = 16
	mostBytes  = 64 // of salt or hash
)

// hashed is a password's hash, as the string format of the Password Hashing
// Competition writes it: $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH.
type hashed struct {
	Cost
	salt, hash []byte
}

const argonVersion = 19

// raw is the format's base64: without padding, and strict so that each hash has one
// text.
var raw = base64.RawStdEncoding.Strict()

// String writes the hash.
func (h hashed) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argonVersion, h.Memory, h.Passes, h.Lanes, raw.EncodeToString(h.salt), raw.EncodeToString(h.hash))
}

// parseHash reads a hash that String could have written, and no other.
func parseHash(s string) (h hashed, err error) {
	bad := fault.New(fault.Internal, "a password's hash is not of a known form")
	parts := strings.Split(s, "$")
	if len(s) > 512 || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v="+strconv.Itoa(argonVersion) {
		return h, bad
	}
	if h.Cost, err = parseCost(parts[3]); err != nil {
		return hashed{}, bad
	}
	h.salt, err = raw.DecodeString(parts[4])
	if err == nil {
		h.hash, err = raw.DecodeString(parts[5])
	}
	if err != nil || !between(len(h.salt), leastSalt, mostBytes) || !between(len(h.hash), leastHash, mostBytes) || h.String() != s {
		return hashed{}, bad
	}
	return h, nil
}

// parseCost reads m=19456,t=2,p=1.
func parseCost(s string) (c Cost, err error) {
	bad := fault.New(fault.Internal, "not the cost of a hash")
	var numbers [3]uint64
	given := strings.Split(s, ",")
	if len(given) != len(numbers) {
		return c, bad
	}
	for i, name := range []string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(given[i], name)
		if numbers[i], err = strconv.ParseUint(digits, 10, 32); !ok || err != nil {
			return c, bad
		}
	}
	m, t, p := numbers[0], numbers[1], numbers[2]
	if m < 8*p || m > mostMemory || !between(int(t), 1, mostPasses) || !between(int(p), 1, mostLanes) {
		return c, bad
	}
	return Cost{Memory: uint32(m), Passes: uint32(t), Lanes: uint8(p)}, nil
}

func between(n, least, most int) bool { return least <= n && n <= most }

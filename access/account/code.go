package account

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// letters are those of codes that people type: none is taken for another
// (Crockford's base 32).
var letters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Sizes of codes in random bytes: more than anybody can try.
const (
	recoveryBytes = 10
	setUpBytes    = 16
)

// newCode makes a code in groups of four.
func newCode(size int) string {
	all := letters.EncodeToString(random(size))
	var groups []string
	for len(all) > 4 {
		groups, all = append(groups, all[:4]), all[4:]
	}
	return strings.Join(append(groups, all), "-")
}

// typed reads what people make of codes.
var typed = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1")

// codeDigest is what is kept of a code, however it was typed.
func codeDigest(code string) []byte {
	if len(code) > 100 {
		code = ""
	}
	sum := sha256.Sum256([]byte(typed.Replace(strings.ToUpper(code))))
	return sum[:]
}

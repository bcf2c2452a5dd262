package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"

	"continuum/internal/fault"
)

// Bounds of a password: in characters, and in bytes so that hashing one is cheap.
const (
	leastPassword = 12
	mostPassword  = 256
	leastSteps    = 7
)

// prepare is a password as it is hashed: the same however a keyboard composes its
// accents (RFC 8265, OpaqueString).
func prepare(password string) (string, error) {
	if len(password) > mostPassword {
		return "", fault.New(fault.Invalid, "a password has at most %d bytes", mostPassword)
	}
	p, err := precis.OpaqueString.String(password)
	if err != nil {
		return "", fault.New(fault.Invalid, "a password cannot hold control characters")
	}
	return p, nil
}

// strong refuses a password that is short, or that is made of few parts which
// everybody guesses: common words, runs of keys, years, repetitions, and what the
// account is called. After zxcvbn (Wheeler, USENIX Security 2016), with a list of
// our own so short that it can be read.
func strong(password string, a *Account) error {
	if utf8.RuneCountInString(password) < leastPassword {
		return &fault.Error{Code: fault.Invalid, Reason: "the password is too short", Fix: "take at least 12 characters, such as four words that have nothing to do with each other"}
	}
	if steps(plain(password), append(own(a), common...)) < leastSteps {
		return &fault.Error{Code: fault.Invalid, Reason: "the password is easy to guess", Fix: "take words that have nothing to do with you or each other, no names, years or rows of keys"}
	}
	return nil
}

// common are words that the passwords seen most are made of, in plain letters.
var common = strings.Fields(`
	password passwort passphrase passcode pass word login logon signin welcome hello letmein
	secret admin administrator root user guest test default changeme change master access system
	computer internet qwerty azerty qwertz asdf zxcv iloveyou love lovely sunshine princess
	dragon monkey football baseball superman batman pokemon starwars freedom whatever trustno
	shadow flower cheese chocolate summer winter spring autumn january february march april may
	june july august september october november december monday tuesday wednesday thursday friday
	saturday sunday nhs hospital doctor nurse health care council surgery ward clinic continuum
	london england britain liverpool chelsea arsenal everton manchester united michael charlie
	george thomas jessica ashley daniel andrew jordan harry the and for you one two three`)

// own are the words of an account that others know.
func own(a *Account) (words []string) {
	for _, s := range []string{a.Name, a.Display, a.Email, a.Partner} {
		for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(w) > 2 {
				words = append(words, plain(w))
			}
		}
	}
	return words
}

// leet are signs that stand for letters.
var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// plain is a text in lower case.
func plain(s string) string { return strings.ToLower(s) }

// steps counts the parts of a password that somebody who guesses takes one by one.
func steps(password string, words []string) (n int) {
	letters := leet.Replace(password) // byte for byte
	for at := 0; at < len(password); n++ {
		_, size := utf8.DecodeRuneInString(password[at:])
		longest := max(size, run(password[at:]), again(password[:at], password[at:]), year(password[at:]))
		for _, w := range words {
			if len(w) > longest && (strings.HasPrefix(password[at:], w) || strings.HasPrefix(letters[at:], w)) {
				longest = len(w)
			}
		}
		at += longest
	}
	return n
}

// rows are keys and letters as they lie beside each other.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qwertzuiop"}

// run is how long a text goes along a row, forwards or backwards, or stays on one
// key; at least three count.
func run(s string) (longest int) {
	for _, row := range rows {
		longest = max(longest, along(s, func(a, b byte) bool {
			at := strings.IndexByte(row, a)
			return at >= 0 && at+1 < len(row) && row[at+1] == b
		}), along(s, func(a, b byte) bool {
			at := strings.LastIndexByte(row, a)
			return at > 0 && row[at-1] == b
		}))
	}
	longest = max(longest, along(s, func(a, b byte) bool { return a == b }))
	if longest < 3 {
		return 0
	}
	return longest
}

func along(s string, next func(a, b byte) bool) int {
	n := 1
	for n < len(s) && s[n] < utf8.RuneSelf && next(s[n-1], s[n]) {
		n++
	}
	return n
}

// again is how much of a text came before it, at least three bytes.
func again(before, s string) int {
	for n := min(len(before), len(s)); n >= 3; n-- {
		if strings.Contains(before, s[:n]) && (n == len(s) || utf8.RuneStart(s[n])) {
			return n
		}
	}
	return 0
}

// year is 4 where a text begins with a year that people remember.
func year(s string) int {
	if len(s) >= 4 && (s[:2] == "19" || s[:2] == "20") && digit(s[2]) && digit(s[3]) {
		return 4
	}
	return 0
}

func digit(b byte) bool { return '0' <= b && b <= '9' }

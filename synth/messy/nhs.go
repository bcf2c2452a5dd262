package messy

import (
	"strconv"

	"continuum/synth/draw"
)

// NHS numbers begin with 99, where those kept for tests are, or, for more than
// nine million people, with 98, 97 and so on to 90: none has been issued. Under
// every eight digits at most one ninth digit has no check digit, so nine people
// can share them.
const (
	numberBodies  = 1_000_000 // six digits after the first two
	numbersPerRun = 9 * numberBodies
)

// nhsNumber gives person n of a seed a number that satisfies modulus 11 and is
// nobody else's, up to ninety million people. A fixed stride scatters neighbours.
func nhsNumber(seed uint64, n int) string {
	run, n := n/numbersPerRun, n%numbersPerRun
	body := (n%numberBodies*610_639 + int(draw.Hash(seed)%numberBodies)) % numberBodies
	eight := (99-run)*numberBodies + body
	ninth := n / numberBodies
	for d := 0; d <= ninth; d++ {
		if _, ok := checkDigit(eight*10 + d); !ok {
			ninth++ // this one is passed over
		}
	}
	nine := eight*10 + ninth
	digit, _ := checkDigit(nine)
	return strconv.Itoa(nine*10 + digit)
}

// checkDigit gives the modulus-11 check digit of nine digits; ok is false for 10.
func checkDigit(nine int) (digit int, ok bool) {
	sum := 0
	for weight := 2; weight <= 10; weight++ {
		sum += weight * (nine % 10)
		nine /= 10
	}
	digit = (11 - sum%11) % 11
	return digit, digit != 10
}

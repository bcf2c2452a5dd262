package synth

import "sync"

// NHS numbers come from 999 000 000c to 999 999 999c first, the range kept for
// tests, and, once a place holds more than its 909,091 valid numbers, from the
// runs below it (998, 997, ... 990), which have not been issued either. Every
// number satisfies modulus 11; none is given twice.
const nhsPrefixes = 10

// MaxPeople is how many people a place can hold before NHS numbers run out.
const MaxPeople = 9_000_000

var nhsBodies [nhsPrefixes]struct {
	once sync.Once
	list []int32
}

// bodiesOf lists, once, the six-digit bodies after 999-prefix that have a check digit.
func bodiesOf(prefix int) []int32 {
	run := &nhsBodies[prefix]
	run.once.Do(func() {
		run.list = make([]int32, 0, 909_091)
		for body := range int32(1_000_000) {
			if _, ok := nhsCheck(int64(999-prefix)*1_000_000 + int64(body)); ok {
				run.list = append(run.list, body)
			}
		}
	})
	return run.list
}

// nhsCheck gives the modulus-11 check digit of nine digits; ok is false for 10.
func nhsCheck(nine int64) (digit int64, ok bool) {
	sum, rest := int64(0), nine
	for weight := int64(2); weight <= 10; weight++ {
		sum += weight * (rest % 10)
		rest /= 10
	}
	digit = 11 - sum%11
	if digit == 11 {
		digit = 0
	}
	return digit, digit != 10
}

// nhsNumber gives person n their number; a fixed stride scatters neighbours.
func nhsNumber(n int) int64 {
	prefix := 0
	for n >= len(bodiesOf(prefix)) {
		n -= len(bodiesOf(prefix))
		prefix++
	}
	list := bodiesOf(prefix)
	body := list[(int64(n)*610_639+271_828)%int64(len(list))]
	nine := int64(999-prefix)*1_000_000 + int64(body)
	digit, _ := nhsCheck(nine)
	return nine*10 + digit
}

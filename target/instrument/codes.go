package instrument

import (
	"fmt"
	"strings"

	"continuum/internal/fault"
)

// Systems of codes.
const (
	systemICD10   = "icd10"
	systemICD10CM = "icd10cm"
	systemICD10AM = "icd10am"
	systemSNOMED  = "snomed"
	systemNames   = "names"
)

const longestCode = 18 // characters; SNOMED CT's identifiers are the longest

// marks stand behind a code in some records, of the pair of a cause and what it shows
// itself in: a dagger and an asterisk, or what is written for them.
const marks = "*†‡+#!"

// normal takes dots and spaces out of a code and marks off its end, and makes its
// letters capitals.
func normal(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '.' || r == ' ' || r == '\t' || r == '\u00a0':
			return -1
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, strings.TrimRight(code, marks+" "))
}

// normalName makes a condition's id of how somebody wrote its name.
func normalName(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(name) {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	return b.String()
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'A' <= c && c <= 'Z' }

// fits tells whether a code as written has the form of its system. Of ICD-10 that is
// a letter, a digit, a digit or letter, and up to four more of these; five characters
// that end in a dot are a Read code.
func fits(system, written, code string) bool {
	switch system {
	case systemSNOMED:
		return len(code) >= 6 && len(code) <= longestCode && strings.Trim(code, "0123456789") == ""
	case systemNames:
		return false // the engine knows the names
	}
	if len(code) < 3 || len(code) > 7 || !isLetter(code[0]) || !isDigit(code[1]) || len(written) == 5 && written[4] == '.' {
		return false
	}
	for i := 2; i < len(code); i++ {
		if !isDigit(code[i]) && !isLetter(code[i]) {
			return false
		}
	}
	return true
}

// begins tells whether codes of a system may begin with a normal code of a table.
func begins(system, code string) bool {
	switch system {
	case systemSNOMED:
		return fits(system, code, code)
	case systemICD10, systemICD10CM, systemICD10AM:
		return fits(systemICD10, "", (code + "000")[:max(3, len(code))])
	}
	return true
}

// LooksLike guesses of which system a code is, "" where it cannot be told.
func LooksLike(written string) string {
	code := normal(written)
	digits := code != "" && strings.Trim(code, "0123456789") == ""
	switch {
	case fits(systemSNOMED, written, code):
		return "SNOMED CT"
	case digits && len(code) >= 3 && len(code) <= 5:
		return "ICD-9"
	case fits(systemICD10, written, code):
		return "ICD-10"
	case len(written) == 5 && strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && code != "":
		return "a Read code"
	}
	return ""
}

// SystemTitle names the system of an instrument's codes in words.
func (i *Instrument) SystemTitle() string {
	switch i.Codes.System {
	case systemICD10:
		return "ICD-10"
	case systemICD10CM:
		return "ICD-10-CM"
	case systemICD10AM:
		return "ICD-10-AM"
	case systemSNOMED:
		return "SNOMED CT"
	}
	return "names of conditions"
}

// Bounds of what lists of codes stand for; no code system comes near the second.
const (
	maxRange = 10_000  // of one range
	maxCodes = 500_000 // of one table
)

// expand gives the codes that a list such as "I21-I23 I252" stands for. A range has
// two ends of one length whose letters count as digits do: I60-I69, A00-B99, E100-E108,
// C0-C3, A-H.
func expand(list string) ([]string, error) {
	var codes []string
	for word := range strings.FieldsSeq(strings.ReplaceAll(list, "|", " ")) {
		from, to, ranged := strings.Cut(word, "-")
		from, to = normal(from), normal(to)
		switch {
		case !ranged:
			to = from
		case len(from) != len(to):
			return nil, badRange(word, "both ends must have as many characters")
		}
		if len(from) == 0 || len(from) > longestCode || strings.Trim(from+to, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return nil, badRange(word, "a code is letters and digits")
		}
		more, err := between(word, from, to)
		if err != nil {
			return nil, err
		}
		if codes = append(codes, more...); len(codes) > maxCodes {
			return nil, badRange(word, fmt.Sprintf("the list stands for more than %d codes", maxCodes))
		}
	}
	return codes, nil
}

func badRange(word, reason string) error {
	return &fault.Error{Code: fault.Invalid, Value: word, Reason: reason, Fix: "write codes with spaces between them, and ranges as I60-I69"}
}

// between lists the codes from one to another, both included.
func between(word, from, to string) ([]string, error) {
	codes := []string{from}
	for code := from; code != to; codes = append(codes, code) {
		next, ok := after(code)
		if !ok || len(codes) == maxRange || code > to {
			return nil, badRange(word, fmt.Sprintf("no range of up to %d codes: the second end does not follow the first", maxRange))
		}
		code = next
	}
	return codes, nil
}

// after is the code that follows, each character counting within its kind.
func after(code string) (string, bool) {
	b := []byte(code)
	for i := len(b) - 1; i >= 0; i-- {
		switch b[i] {
		case '9':
			b[i] = '0'
		case 'Z':
			b[i] = 'A'
		default:
			b[i]++
			return string(b), true
		}
	}
	return "", false
}

package link

// How tells what holds record i (in order of Add) to its person: the weight of
// the strongest link in log2 odds, and in words what agreed and what did not. A
// record that stands alone, or that only its registration holds, weighs 0.
func (r *Result) How(i int) (weight float32, how string) {
	j := r.joined[i]
	switch j.kind {
	case byLink:
		return j.weight, r.words.explain(j.pattern)
	case byEqual:
		return j.weight, "same details as another registration: " + r.words.explain(j.pattern)
	case byRegistration:
		return 0, "another entry of the same registration"
	}
	return 0, "single record"
}

// spoken is the order in which evidence is told.
var spoken = [...]int{cNHS, cGiven, cFamily, cMiddle, cBirth, cSex, cResidence, cPhone, cEmail, cFurther, cFurther + 1, cFurther + 2, cFurther + 3}

// subjects name each comparison where it agrees outright.
var subjects = [cFurther]string{
	"given name", "family name", "middle name", "date of birth", "sex",
	"NHS number", "address", "phone", "email",
}

// full is the level of each comparison that means agreement.
var full = [comparisons]int{
	givenEqual, familyEqual, middleEqual, birthEqual, 1, nhsEqual, residenceEqual, contactEqual, emailEqual,
	furtherEqual, furtherEqual, furtherEqual, furtherEqual,
}

// explain puts a pattern into words: what agrees, then each thing that is
// merely close or differs.
func (w *wording) explain(pattern uint32) string {
	var agree, other []string
	for _, c := range spoken {
		l := levelOf(pattern, c)
		switch {
		case isMissing(c, l):
		case l == full[c]:
			agree = append(agree, w.subjects[c])
		case c == cResidence && l == residencePostcode:
			agree = append(agree, "postcode")
		default:
			other = append(other, w.level(c, l))
		}
	}
	return sentence(agree, other)
}

func sentence(agree, other []string) string {
	text := ""
	switch n := len(agree); n {
	case 0:
	case 1:
		text = agree[0] + " agrees"
	default:
		text = list(agree[:n-1]) + " and " + agree[n-1] + " agree"
	}
	for _, o := range other {
		if text != "" {
			text += "; "
		}
		text += o
	}
	return text
}

func list(words []string) string {
	text := words[0]
	for _, w := range words[1:] {
		text += ", " + w
	}
	return text
}

package access

// Purposes for which people look, and what HL7 calls them (PurposeOfUse), as the audit
// and other systems know them.
var purposes = []string{"direct-care", "self", "carer", "administration", "clinical-safety", "research", "planning", "payment", "audit"}

var purposeOfUse = map[string]string{
	"direct-care": "TREAT", "self": "PATRQT", "carer": "FAMRQT", "administration": "HSYSADMIN", "clinical-safety": "PATSFTY",
	"research": "HRESCH", "planning": "HOPERAT", "payment": "HPAYMT", "audit": "HCOMPL",
}

// Purposes lists what people may say they look for.
func Purposes() []string { return purposes }

// PurposeOfUse is what HL7 calls a purpose.
func PurposeOfUse(purpose string) string {
	if code, is := purposeOfUse[purpose]; is {
		return code
	}
	return purpose
}

// PurposeOf is our word for what HL7 calls a purpose.
func PurposeOf(code string) string {
	for purpose, c := range purposeOfUse {
		if c == code {
			return purpose
		}
	}
	return code
}
